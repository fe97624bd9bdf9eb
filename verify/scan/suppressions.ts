/** A check that a resource need not pass, and why. */
type Suppression = {
  readonly checkId: string;
  /** Address of the resource. */
  readonly resource: RegExp;
  readonly reason: string;
};

const notifier = /^aws_lambda_function\.notifier_[0-9A-F]{8}$/;

const validator = /^aws_lambda_function\.restore-test-validator_[0-9A-F]{8}$/;
const watch = /^aws_lambda_function\.watch_[0-9A-F]{8}$/;

const schedule = /^aws_scheduler_schedule\.watch_schedules_(?:check|digest)_[0-9A-F]{8}$/;

const testDatabase = /^aws_db_instance\.test-database_[0-9A-F]{8}$/;
const testBucket = /^aws_s3_bucket\.test-bucket_[0-9A-F]{8}$/;
const testVolume = /^aws_ebs_volume\.test-volume_[0-9A-F]{8}$/;
const testFileSystem = /^aws_efs_file_system\.test-file-system_[0-9A-F]{8}$/;

const byTags = "the stage's plan selects it by its tags, which the check does not follow";
const isEmpty = "it is empty, nothing can reach it, and it exists only to be backed up";

/**
 * Every suppressed check. There is no other place for one.
 *
 * A blind spot besides these: CKV_AWS_115 (reserved concurrency) passes for every plan, since checkov compares with
 * the text "${-1}" where a plan has the number -1. `reservedConcurrency` in src/stage/schema.ts says why there is none.
 */
export const suppressions: readonly Suppression[] = [
  {
    checkId: "CKV_AWS_117", // Lambda inside a VPC
    resource: watch,
    reason:
      "the watch calls only AWS's public endpoints; a VPC would need a NAT gateway or an endpoint for each of eight services, which costs more than everything else",
  },
  {
    checkId: "CKV_AWS_272", // Lambda code signing
    resource: watch,
    reason:
      "the code is bundled from this repository at deployment, and the plan holds its SHA-256; a Signer profile would sign whatever the same person deploys",
  },
  {
    checkId: "CKV_AWS_117", // Lambda inside a VPC
    resource: validator,
    reason:
      "the validator looks at what was restored from outside, at AWS's public endpoints; a VPC would need a NAT gateway or an endpoint for each of eight services, which costs more than everything else",
  },
  {
    checkId: "CKV_AWS_272", // Lambda code signing
    resource: validator,
    reason:
      "the code is bundled from this repository at deployment, and the plan holds its SHA-256; a Signer profile would sign whatever the same person deploys",
  },
  {
    checkId: "CKV_AWS_297", // EventBridge Scheduler with a key of one's own
    resource: schedule,
    reason:
      "the key would encrypt only a schedule's input, which is the word for what to do and a time; with the stage's key, the watch could not run where it finds that the key is disabled",
  },
  {
    checkId: "CKV_AWS_117", // Lambda inside a VPC
    resource: notifier,
    reason:
      "the notifier calls only Slack and AWS's public endpoints; a VPC would need a NAT gateway, which costs more than everything else and is one more thing that can fail",
  },
  {
    checkId: "CKV_AWS_272", // Lambda code signing
    resource: notifier,
    reason:
      "the code is bundled from this repository at deployment, and the plan holds its SHA-256; a Signer profile would sign whatever the same person deploys",
  },
  {
    checkId: "CKV_AWS_293", // RDS: deletion protection
    resource: testDatabase,
    reason: "cleanup removes the test workload, and the database with it",
  },
  {
    checkId: "CKV_AWS_133", // RDS: automated backups
    resource: testDatabase,
    reason:
      "AWS Backup makes its backups; RDS's own would run beside them, in a window that AWS Backup must avoid",
  },
  {
    checkId: "CKV_AWS_157", // RDS: several zones
    resource: testDatabase,
    reason: "a standby doubles the price of a database without data",
  },
  {
    checkId: "CKV_AWS_353", // RDS: Performance Insights
    resource: testDatabase,
    reason: `${isEmpty}: it has no queries`,
  },
  {
    checkId: "CKV_AWS_118", // RDS: enhanced monitoring
    resource: testDatabase,
    reason: `${isEmpty}; the metrics would be paid for`,
  },
  {
    checkId: "CKV_AWS_129", // RDS: logs
    resource: testDatabase,
    reason: `${isEmpty}; RDS makes the log group itself, not encrypted with the stage's key, and cleanup would leave it`,
  },
  {
    checkId: "CKV2_AWS_30", // RDS: query logging
    resource: testDatabase,
    reason: `${isEmpty}: it has no queries`,
  },
  { checkId: "CKV2_AWS_9", resource: testVolume, reason: byTags }, // EBS in a backup plan
  { checkId: "CKV2_AWS_18", resource: testFileSystem, reason: byTags }, // EFS in a backup plan
  {
    checkId: "CKV_AWS_18", // S3: access logging
    resource: testBucket,
    reason: `${isEmpty}; logs need a second bucket`,
  },
  {
    checkId: "CKV_AWS_144", // S3: replication
    resource: testBucket,
    reason:
      "AWS Backup copies its recovery points to another Region where a rule says so; a test bucket has no data to lose",
  },
  {
    checkId: "CKV2_AWS_62", // S3: event notifications
    resource: testBucket,
    reason: "only continuous backup needs them, and the stack turns them on with it",
  },
];
