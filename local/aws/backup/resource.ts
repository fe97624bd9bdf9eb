import { randomBytes, randomUUID } from "node:crypto";
import { type AccountRegion, backupRecoveryPointArn, parseArn } from "./arn";

/** A resource type of AWS Backup. */
type ResourceKind = {
  /** As in DescribeBackupJob's ResourceType. */
  readonly type: string;
  /** Matches `<service>:<resource>` of the resource's ARN. */
  readonly pattern: RegExp;
  /** The default size of a backup; 0 where AWS reports none. */
  readonly sizeBytes: number;
  /** Jobs of some resource types cannot be stopped. (AWS Backup Developer Guide, stopping a backup job) */
  readonly canStop: boolean;
};

const gib = 1024 ** 3;

/** DocumentDB and Neptune clusters have ARNs of Amazon RDS, so they count as Aurora here; none can be stopped. */
const kinds: readonly ResourceKind[] = [
  { type: "EC2", pattern: /^ec2:instance\//, sizeBytes: 8 * gib, canStop: true },
  { type: "EBS", pattern: /^ec2:volume\//, sizeBytes: 8 * gib, canStop: true },
  { type: "DynamoDB", pattern: /^dynamodb:table\//, sizeBytes: 12_582_912, canStop: true },
  { type: "Aurora", pattern: /^rds:cluster:/, sizeBytes: 0, canStop: false },
  { type: "RDS", pattern: /^rds:db:/, sizeBytes: 0, canStop: false },
  { type: "EFS", pattern: /^elasticfilesystem:file-system\//, sizeBytes: 3 * gib, canStop: true },
  { type: "FSx", pattern: /^fsx:/, sizeBytes: 0, canStop: false },
  { type: "S3", pattern: /^s3:/, sizeBytes: 2 * gib, canStop: true },
  { type: "EKS", pattern: /^eks:cluster\//, sizeBytes: gib, canStop: true },
  { type: "Redshift", pattern: /^redshift:/, sizeBytes: 4 * gib, canStop: true },
  { type: "Storage Gateway", pattern: /^storagegateway:/, sizeBytes: 4 * gib, canStop: true },
  { type: "Timestream", pattern: /^timestream:/, sizeBytes: gib, canStop: true },
  { type: "CloudFormation", pattern: /^cloudformation:stack\//, sizeBytes: 0, canStop: true },
  { type: "VirtualMachine", pattern: /^backup-gateway:vm\//, sizeBytes: 16 * gib, canStop: true },
  { type: "SAP HANA on Amazon EC2", pattern: /^ssm-sap:/, sizeBytes: 16 * gib, canStop: false },
];

/** Every resource type of this service, as DescribeRegionSettings lists them. */
export const resourceTypes: readonly string[] = kinds.map(({ type }) => type);

/** The resource type of an ARN; `undefined` for what AWS Backup does not back up. */
export const resourceKindOf = (resourceArn: string): ResourceKind | undefined => {
  const arn = parseArn(resourceArn);
  return arn && kinds.find(({ pattern }) => pattern.test(`${arn.service}:${arn.resource}`));
};

export const resourceTypeOf = (resourceArn: string): string => resourceKindOf(resourceArn)?.type ?? "Unknown";

/** (AWS Backup Developer Guide, Feature availability by resource: full AWS Backup management) */
const fullyManagedTypes = [
  "EFS",
  "S3",
  "EKS",
  "Timestream",
  "CloudFormation",
  "VirtualMachine",
  "SAP HANA on Amazon EC2",
];

/** Whether AWS Backup itself stores the backups of a resource. DynamoDB's have ARNs of DynamoDB here, so they are its own. */
export const isFullyManaged = (resourceArn: string): boolean =>
  fullyManagedTypes.includes(resourceTypeOf(resourceArn));

/** Job ids of EC2 and EBS are in upper case, all others in lower case. (seen live) */
export const newJobId = (resourceType: string): string => {
  const id = randomUUID();
  return resourceType === "EC2" || resourceType === "EBS" ? id.toUpperCase() : id;
};

const shortId = (): string => `0${randomBytes(8).toString("hex")}`;

/**
 * A new recovery point's ARN. Services that store their own backups name them in their own format; a recovery point
 * that AWS Backup stores itself has an ARN of AWS Backup.
 */
export const newRecoveryPointArn = (account: AccountRegion, resourceArn: string, now: Date): string => {
  const { region, accountId } = account;
  switch (resourceTypeOf(resourceArn)) {
    case "EC2":
      return `arn:aws:ec2:${region}::image/ami-${shortId()}`;
    case "EBS":
      return `arn:aws:ec2:${region}::snapshot/snap-${shortId()}`;
    case "DynamoDB":
      return `${resourceArn}/backup/0${now.getTime()}-${randomBytes(4).toString("hex")}`;
    case "RDS":
      return `arn:aws:rds:${region}:${accountId}:snapshot:awsbackup:job-${randomUUID()}`;
    case "Aurora":
      return `arn:aws:rds:${region}:${accountId}:cluster-snapshot:awsbackup:job-${randomUUID()}`;
    default:
      return backupRecoveryPointArn(account, randomUUID());
  }
};

/** Services that name what is restored themselves, whatever name is wanted. */
const unnamed = (account: AccountRegion, type: string): string | undefined => {
  const { region, accountId } = account;
  switch (type) {
    case "EC2":
      return `arn:aws:ec2:${region}:${accountId}:instance/i-${shortId()}`;
    case "EBS":
      return `arn:aws:ec2:${region}:${accountId}:volume/vol-${shortId()}`;
    case "EFS":
      return `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/fs-${shortId()}`;
    default:
      return undefined;
  }
};

/** What a restore creates: a new resource of the same type. */
export const newResourceArn = (account: AccountRegion, resourceArn: string, name?: string): string =>
  unnamed(account, resourceTypeOf(resourceArn)) ??
  (name === undefined
    ? `${resourceArn}-restored-${randomBytes(4).toString("hex")}`
    : resourceArn.replace(/[^:/]+$/, name));
