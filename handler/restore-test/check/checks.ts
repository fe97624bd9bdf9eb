import { checkTable } from "./dynamodb";
import { checkInstance, checkVolume } from "./ec2";
import { checkElasticFileSystem, checkFsx } from "./file-system";
import type { Check } from "./look";
import { checkCluster, checkDatabase } from "./rds";
import { checkBucket } from "./s3";

/** The built-in check of each resource type that AWS Backup can test, by AWS Backup's word. */
export const builtInChecks: Readonly<Record<string, Check>> = {
  Aurora: checkCluster,
  DocumentDB: checkCluster,
  DynamoDB: checkTable,
  EBS: checkVolume,
  EC2: checkInstance,
  EFS: checkElasticFileSystem,
  FSx: checkFsx,
  Neptune: checkCluster,
  RDS: checkDatabase,
  S3: checkBucket,
};
