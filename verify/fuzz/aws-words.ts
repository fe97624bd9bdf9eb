/** AWS's own words for the values that determine an event's kind. (AWS Backup Developer Guide, API Reference) */

export const states: readonly string[] = [
  ...["CREATED", "PENDING", "RUNNING", "ABORTING", "ABORTED", "COMPLETED", "FAILED", "EXPIRED", "PARTIAL"],
  ...["SUCCESSFUL", "STARTED", "COMPLETED_WITH_ISSUES", "CANCELED", "THREATS_FOUND", "ACTIVE", "DELETED"],
];

/** `EventType` of vault events. */
export const eventTypes: readonly string[] = [
  ...["BACKUP_JOB", "COPY_JOB", "RESTORE_JOB", "BACKUP_JOB_FAILED", "RECOVERY_POINT_MODIFIED"],
  ...["S3_BACKUP_OBJECT_FAILED", "EKS_RESTORE_OBJECT_SKIPPED", "CONTINUOUS_BACKUP_INTERRUPTED"],
  ...["BACKUP_PLAN_CREATED", "ACCESS_POINT_CREATED"],
];

/** `detail-type` of EventBridge events. */
export const detailTypes: readonly string[] = [
  ...["Backup", "Copy", "Restore", "Scan"].map((job) => `${job} Job State Change`),
  ...["Recovery Point Change", "Recovery Point State Change", "Recovery Point Index State Change"],
  ...["Backup Plan State Change", "Backup Vault State Change", "Region Setting State Change"],
];

export const otherWords: readonly string[] = [
  ...["aws.backup", "aws.ec2", "eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "MANUAL_DELETE"],
  ...["arn:aws:s3:::invoices.example.com", "arn:aws:ec2:eu-west-1::image/ami-1", "EBS", "RDS", "SUCCESS"],
];
