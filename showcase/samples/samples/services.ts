import { accountId, arn, batchOf, jobIdOf, vaultNotification } from "../aws-events";
import {
  backupJob,
  jobSample,
  mainVaultArn,
  ordersTable,
  type Resource,
  roleArn,
  succeeded,
} from "../job-sample";
import { reasons } from "../reason";
import type { Sample } from "../sample";

/** One resource of each service that AWS Backup supports. (AWS Backup Developer Guide, supported resources) */
const resources: readonly (readonly [type: string, resourceArn: string, name?: string])[] = [
  ["EBS", arn("ec2", "volume/vol-0aa11bb22cc33dd44"), "web-1-data"],
  ["RDS", arn("rds", "db:orders-db"), "orders-db"],
  ["Aurora", arn("rds", "cluster:orders-cluster"), "orders-cluster"],
  ["DynamoDB", arn("dynamodb", "table/orders"), "orders"],
  ["EFS", arn("elasticfilesystem", "file-system/fs-0c0ffee0"), "home"],
  ["S3", "arn:aws:s3:::invoices.example.com", "invoices.example.com"],
  ["FSx", arn("fsx", "file-system/fs-0123456789abcdef0"), "render-farm"],
  ["DocumentDB", arn("rds", "cluster:catalog-docdb"), "catalog-docdb"],
  ["Neptune", arn("rds", "cluster:friends-neptune"), "friends-neptune"],
  ["Redshift", arn("redshift", "cluster:reports"), "reports"],
  ["Redshift Serverless", arn("redshift-serverless", "namespace/5f3e2d1c-0b9a-4876-8543-210fedcba987")],
  ["VirtualMachine", arn("backup-gateway", "vm/vm-0A1B2C3D"), "erp-1"],
  ["EKS", arn("eks", "cluster/shop"), "shop"],
  ["SAP HANA on Amazon EC2", arn("ssm-sap", "HANA/erp/DB/HDB-SYSTEMDB"), "SYSTEMDB"],
  ["Timestream", arn("timestream", "database/sensors/table/readings"), "readings"],
  ["Storage Gateway", arn("storagegateway", "gateway/sgw-12A3456B/volume/vol-0FEDCBA9876543210")],
  ["CloudFormation", arn("cloudformation", "stack/shop/5f3e2d1c-0b9a-11ee-8543-0a1b2c3d4e5f"), "shop"],
];

const slug = (text: string): string => text.toLowerCase().replaceAll(" ", "-");

/** A completed backup of each service, to check names, types and links. */
export const serviceSamples: readonly Sample[] = resources.map(([type, resourceArn, name]) => {
  const resource: Resource = {
    arn: resourceArn,
    type,
    recoveryPointArn: arn("backup", `recovery-point:${jobIdOf(type)}`),
    ...(name !== undefined && { name }),
  };
  const described = { ...succeeded("03:24:00", 3 * 1024 ** 3), RecoveryPointArn: resource.recoveryPointArn };
  const job = backupJob(resource, "COMPLETED", described);
  return jobSample("Services", `service-${slug(type)}`, `${type}: backup completed`, job);
});

/** The same failure in another partition, with its hosts and ARNs. */
const inPartition = (partition: string, region: string): Sample => {
  const moved = (text: string): string =>
    text.replaceAll("arn:aws:", `arn:${partition}:`).replaceAll("eu-west-1", region);
  const jobId = jobIdOf(partition);
  return {
    id: `partition-${partition}`,
    title: `Backup failed in ${region}`,
    group: "Partitions",
    input: batchOf(
      vaultNotification(
        `An AWS Backup job failed. Resource ARN : ${moved(ordersTable.arn)}. BackupJob ID : ${jobId}`,
        { EventType: "BACKUP_JOB", State: "FAILED", AccountId: accountId, Id: jobId },
        { topic: moved(arn("sns", "backup-notifications-prod")) },
      ),
    ),
    answers: {
      [`/backup-jobs/${jobId}`]: {
        AccountId: accountId,
        BackupJobId: jobId,
        BackupVaultName: "main",
        BackupVaultArn: moved(mainVaultArn),
        ResourceArn: moved(ordersTable.arn),
        ResourceName: ordersTable.name,
        ResourceType: ordersTable.type,
        IamRoleArn: moved(roleArn),
        State: "FAILED",
        StatusMessage: reasons.vault,
      },
    },
  };
};

export const partitionSamples: readonly Sample[] = [
  inPartition("aws-us-gov", "us-gov-west-1"),
  inPartition("aws-cn", "cn-north-1"),
  inPartition("aws-eusc", "eusc-de-east-1"),
  inPartition("aws-iso", "us-iso-east-1"),
];
