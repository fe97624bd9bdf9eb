/** The vault events that can be subscribed to. (AWS Backup API Reference, PutBackupVaultNotifications) */
const supported = [
  "BACKUP_JOB_STARTED",
  "BACKUP_JOB_COMPLETED",
  "COPY_JOB_STARTED",
  "COPY_JOB_SUCCESSFUL",
  "COPY_JOB_FAILED",
  "RESTORE_JOB_STARTED",
  "RESTORE_JOB_COMPLETED",
  "RECOVERY_POINT_MODIFIED",
  "S3_BACKUP_OBJECT_FAILED",
  "S3_RESTORE_OBJECT_FAILED",
  "CONTINUOUS_BACKUP_INTERRUPTED",
  "RECOVERY_POINT_INDEX_COMPLETED",
  "RECOVERY_POINT_INDEX_DELETED",
  "RECOVERY_POINT_INDEXING_FAILED",
  "EKS_BACKUP_OBJECT_FAILED",
  "EKS_RESTORE_OBJECT_FAILED",
  "EKS_RESTORE_OBJECT_SKIPPED",
] as const;

/** Accepted and stored, but never sent: AWS calls them deprecated and documents that they send no notifications. */
const deprecated = [
  "BACKUP_JOB_SUCCESSFUL",
  "BACKUP_JOB_FAILED",
  "BACKUP_JOB_EXPIRED",
  "RESTORE_JOB_SUCCESSFUL",
  "RESTORE_JOB_FAILED",
  "BACKUP_PLAN_CREATED",
  "BACKUP_PLAN_MODIFIED",
] as const;

export type VaultEventName = (typeof supported)[number];

export const subscribableEvents: readonly string[] = [...supported, ...deprecated];

/** An event that AWS Backup sends to a vault's topic. */
export type VaultEvent = {
  /** The subscription it needs; `any` reaches every vault with notifications. */
  readonly name: VaultEventName | "any";
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** An SNS message as AWS Backup publishes it. (AWS Backup Developer Guide, notification options) */
export type Publication = {
  readonly topicArn: string;
  readonly subject: "Notification from AWS Backup";
  readonly message: string;
  readonly messageAttributes: Readonly<Record<string, { readonly Type: "String"; readonly Value: string }>>;
};

/** SNS's envelope around a publication, as a queue receives it. (Amazon SNS Developer Guide, message formats) */
export const envelopeOf = (
  { topicArn, subject, message, messageAttributes }: Publication,
  messageId: string,
  sentAt: Date,
): string =>
  JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: sentAt.toISOString(),
    MessageAttributes: messageAttributes,
  });

export const publicationOf = (topicArn: string, { message, attributes }: VaultEvent): Publication => ({
  topicArn,
  subject: "Notification from AWS Backup",
  message,
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]),
  ),
});
