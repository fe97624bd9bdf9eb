import type { ResourceTypeWord } from "../../handler/model/resource";
import { hinted, matching } from "./field";

/**
 * AWS Backup's names and those that messages show where they differ, each with what selects the type: its ARNs, after
 * `arn:<partition>:`. A record, not a list: the compiler asks for a name here as soon as the notifier has one. Aurora,
 * DocumentDB and Neptune share one form of ARN, so one of them selects all three.
 * (AWS Backup API Reference, GetSupportedResourceTypes; Service Authorization Reference, resource types)
 */
const arnsByResourceType: Readonly<Record<ResourceTypeWord, string>> = {
  Aurora: "rds:*:*:cluster:*",
  "Aurora DSQL": "dsql:*:*:cluster/*",
  CloudFormation: "cloudformation:*:*:stack/*",
  DocumentDB: "rds:*:*:cluster:*",
  DSQL: "dsql:*:*:cluster/*",
  DynamoDB: "dynamodb:*:*:table/*",
  EBS: "ec2:*:*:volume/*",
  EC2: "ec2:*:*:instance/*",
  EFS: "elasticfilesystem:*:*:file-system/*",
  EKS: "eks:*:*:cluster/*",
  FSx: "fsx:*",
  Neptune: "rds:*:*:cluster:*",
  RDS: "rds:*:*:db:*",
  Redshift: "redshift:*:*:cluster:*",
  "Redshift Serverless": "redshift-serverless:*:*:namespace/*",
  S3: "s3:::*",
  "SAP HANA on Amazon EC2": "ssm-sap:*:*:HANA/*",
  "SAP HANA on EC2": "ssm-sap:*:*:HANA/*",
  "Storage Gateway": "storagegateway:*:*:gateway/*",
  Timestream: "timestream:*:*:database/*",
  VirtualMachine: "backup-gateway:*:*:vm/*",
  "VMware VM": "backup-gateway:*:*:vm/*",
};

const words = Object.keys(arnsByResourceType);

/** The services whose resources AWS Backup backs up, as ARNs name them. */
export const backedUpServices: readonly string[] = [
  ...new Set(Object.values(arnsByResourceType).map((arns) => arns.replace(/:.*$/, ""))),
].sort();

/** The ARN pattern that selects a type in a partition. */
export const arnPatternOf = (type: ResourceTypeWord, partition: string): string =>
  `arn:${partition}:${arnsByResourceType[type]}`;

const isResourceType = (value: unknown): value is ResourceTypeWord =>
  typeof value === "string" && Object.hasOwn(arnsByResourceType, value);

/** A resource type of AWS Backup, by its own name or by the one that messages show. */
export const resourceType = matching<ResourceTypeWord>(
  isResourceType,
  ({ input }) => `${hinted(input, words, "a resource type of AWS Backup")}; allowed: ${words.join(", ")}`,
);
