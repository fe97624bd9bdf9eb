/** The parts of an ARN. Region and account are absent where AWS leaves them empty, as in S3 and image ARNs. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region?: string;
  readonly accountId?: string;
  /** Everything after the account: `instance/i-0abc`, `table/orders`, `backup-vault:main`. */
  readonly resource: string;
};

/** Takes an ARN apart; `undefined` for anything else. (AWS General Reference, ARN format) */
export const parseArn = (text: string | undefined): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...rest] = (text ?? "").split(":");
  const resource = rest.join(":");
  if (prefix !== "arn" || !partition || !service || resource === "") return undefined;
  return { partition, service, ...(region && { region }), ...(accountId && { accountId }), resource };
};

/** The last part of an ARN's resource: `i-0abc`, `orders`. A table's backup keeps its table's name in front. */
export const resourceIdOf = (text: string | undefined): string | undefined => {
  const resource = parseArn(text)?.resource;
  if (resource === undefined) return undefined;
  const id = resource.slice(Math.max(resource.indexOf("/"), resource.indexOf(":")) + 1);
  return id === "" ? resource : resource.startsWith("recovery-point:") ? id.split(":").at(-1) : id;
};

/** AWS Backup's resource types by ARN service and resource prefix. (AWS Backup Developer Guide, supported resources) */
const typeByService: Readonly<Record<string, string>> = {
  "ec2:instance": "EC2",
  "ec2:volume": "EBS",
  "rds:db": "RDS",
  "rds:cluster": "Aurora",
  "backup-gateway:vm": "VirtualMachine",
  cloudformation: "CloudFormation",
  dynamodb: "DynamoDB",
  eks: "EKS",
  elasticfilesystem: "EFS",
  fsx: "FSx",
  redshift: "Redshift",
  "redshift-serverless": "Redshift Serverless",
  s3: "S3",
  "ssm-sap": "SAP HANA on Amazon EC2",
  storagegateway: "Storage Gateway",
  timestream: "Timestream",
};

/** AWS Backup's word for the kind of resource an ARN names, where the ARN tells it. */
export const resourceTypeOf = (text: string | undefined): string | undefined => {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  const prefix = arn.resource.split(/[/:]/, 1)[0];
  for (const key of [`${arn.service}:${prefix}`, arn.service]) {
    if (Object.hasOwn(typeByService, key)) return typeByService[key];
  }
  return undefined;
};

/** A vault's name from its ARN, `arn:aws:backup:<region>:<account>:backup-vault:<name>`. */
export const vaultNameOf = (text: string | undefined): string | undefined => {
  const resource = parseArn(text)?.resource;
  return resource?.startsWith("backup-vault:") ? resource.slice("backup-vault:".length) : undefined;
};
