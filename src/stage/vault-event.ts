/*
 * AWS Backup's vault events, each with the first Terraform AWS provider that accepts it
 * (AWS Backup API reference, PutBackupVaultNotifications; the provider accepts what its AWS SDK lists).
 */

import { bindingsProviderVersion, isAtLeast } from "./provider-version";

/**
 * What a stage subscribes to by default: all events about jobs, if the provider accepts them.
 * BACKUP_JOB_FAILED and _EXPIRED are deprecated: AWS reports both through BACKUP_JOB_COMPLETED. They are
 * included in case an account still sends them.
 */
const subscribedByDefault = {
  BACKUP_JOB_STARTED: "5.0",
  BACKUP_JOB_COMPLETED: "5.0",
  BACKUP_JOB_FAILED: "5.0",
  BACKUP_JOB_EXPIRED: "5.0",
  COPY_JOB_STARTED: "5.0",
  COPY_JOB_SUCCESSFUL: "5.0",
  COPY_JOB_FAILED: "5.0",
  RESTORE_JOB_STARTED: "5.0",
  RESTORE_JOB_COMPLETED: "5.0",
  RECOVERY_POINT_MODIFIED: "5.0",
  S3_BACKUP_OBJECT_FAILED: "5.0",
  S3_RESTORE_OBJECT_FAILED: "5.0",
  CONTINUOUS_BACKUP_INTERRUPTED: "6.1",
  // In the AWS SDK since April 2026; 6.66 is the first provider release tested that has it.
  EKS_BACKUP_OBJECT_FAILED: "6.66",
  EKS_RESTORE_OBJECT_FAILED: "6.66",
  EKS_RESTORE_OBJECT_SKIPPED: "6.66",
} as const;

const firstProviderByEvent = {
  ...subscribedByDefault,
  BACKUP_JOB_SUCCESSFUL: "5.0",
  RESTORE_JOB_SUCCESSFUL: "5.0",
  RESTORE_JOB_FAILED: "5.0",
  BACKUP_PLAN_CREATED: "5.0",
  BACKUP_PLAN_MODIFIED: "5.0",
  RECOVERY_POINT_INDEX_COMPLETED: "5.100",
  RECOVERY_POINT_INDEX_DELETED: "5.100",
  RECOVERY_POINT_INDEXING_FAILED: "5.100",
  // In the AWS SDK since August 2026; 6.66 does not have them, and which later release does is not known.
  ACCESS_POINT_AVAILABLE: "6.67",
  ACCESS_POINT_CREATION_FAILED: "6.67",
  ACCESS_POINT_DELETED: "6.67",
  ACCESS_POINT_DELETION_FAILED: "6.67",
  ACCESS_POINT_DISASSOCIATED: "6.67",
  ACCESS_POINT_EXPIRED: "6.67",
} as const;

/** An event that a vault can publish. */
export type VaultEvent = keyof typeof firstProviderByEvent;

/** Every vault event that a stage can list. */
export const vaultEvents = Object.keys(firstProviderByEvent) as readonly VaultEvent[];

const isVaultEvent = (value: unknown): value is VaultEvent =>
  typeof value === "string" && Object.hasOwn(firstProviderByEvent, value);

/** The events that a stage subscribes to unless it lists its own. */
export const defaultVaultEvents = (awsProviderVersion = bindingsProviderVersion): readonly VaultEvent[] =>
  vaultEvents.filter(
    (event) => event in subscribedByDefault && isAtLeast(awsProviderVersion, firstProviderByEvent[event]),
  );

/**
 * What is wrong with a stage's events for a version of the AWS provider, one line each, without the file's name. Events
 * that AWS does not have are passed over: the check of the field names them.
 */
export const eventProblemsOf = (
  { events }: { readonly events?: unknown },
  awsProviderVersion = bindingsProviderVersion,
): readonly string[] =>
  (Array.isArray(events) ? events : []).flatMap((event: unknown, index) => {
    const first = isVaultEvent(event) ? firstProviderByEvent[event] : undefined;
    return first === undefined || isAtLeast(awsProviderVersion, first)
      ? []
      : [
          `events[${index}]: ${event} needs at least version ${first} of the AWS provider, and this is ${awsProviderVersion}; set AWS_PROVIDER_VERSION=${first}.0 or later, or remove the event`,
        ];
  });
