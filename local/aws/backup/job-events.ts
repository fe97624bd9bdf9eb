import { vaultArn } from "./arn";
import { createdByOf, type EventBridgeEvent, type EventContext, eventOf } from "./eventbridge";
import type { BackupJob, CopyJob, RestoreJob } from "./job";

const expectedFormat = new Intl.DateTimeFormat("en-US", {
  dateStyle: "medium",
  timeStyle: "medium",
  timeZone: "UTC",
});

/** `Jul 15, 2020 9:39:07 PM`: AWS's format, without the comma and narrow space of today's formatters. */
export const expectedDate = (date: Date): string =>
  expectedFormat
    .format(date)
    .replace(/, (?=\d+:)/, " ")
    .replaceAll("\u202f", " ");

const endOf = (job: { readonly endedAt?: Date }) =>
  job.endedAt && { completionDate: job.endedAt.toISOString() };

export const backupJobEvent = (job: BackupJob, context: EventContext): EventBridgeEvent => {
  const creation = { backupJobId: job.id, state: job.state, creationDate: job.createdAt.toISOString() };
  const detailType = "Backup Job State Change";
  const resources = job.recoveryPointArn === undefined ? [] : [job.recoveryPointArn];
  if (job.state === "CREATED") return eventOf(context, detailType, creation, resources);
  const isOver = job.endedAt !== undefined;
  return eventOf(
    context,
    detailType,
    {
      ...creation,
      backupVaultArn: vaultArn(context, job.vaultName),
      backupVaultName: job.vaultName,
      resourceArn: job.resourceArn,
      resourceType: job.resourceType,
      iamRoleArn: job.iamRoleArn,
      startBy: job.startBy.toISOString(),
      expectedCompletionDate: expectedDate(job.completeBy),
      percentDone: isOver && job.state === "COMPLETED" ? 100 : 0,
      bytesTransferred: String(isOver ? job.sizeBytes : 0),
      backupSizeInBytes: String(job.sizeBytes),
      ...(job.statusMessage !== undefined && { statusMessage: `"${job.statusMessage}"` }),
      ...endOf(job),
      ...createdByOf(job.createdBy),
    },
    resources,
  );
};

export const copyJobEvent = (job: CopyJob, context: EventContext): EventBridgeEvent => {
  const detailType = "Copy Job State Change";
  const resources = [job.sourceRecoveryPointArn];
  const creation = { state: job.state, creationDate: job.createdAt.toISOString() };
  if (job.state === "CREATED") return eventOf(context, detailType, creation, resources); // AWS sends it without an id.
  return eventOf(
    context,
    detailType,
    {
      copyJobId: job.id,
      ...creation,
      backupSizeInBytes: job.sizeBytes,
      iamRoleArn: job.iamRoleArn,
      resourceArn: job.resourceArn,
      resourceType: job.resourceType,
      sourceBackupVaultArn: job.sourceVaultArn,
      destinationBackupVaultArn: job.destinationVaultArn,
      destinationRecoveryPointArn: job.destinationRecoveryPointArn ?? {},
      ...(job.statusMessage !== undefined && { statusMessage: job.statusMessage }),
      ...endOf(job),
      ...createdByOf(job.createdBy),
    },
    resources,
  );
};

/** The creation of a restore job is reported as `state`, everything after it as `status`. */
export const restoreJobCreatedEvent = (job: RestoreJob, context: EventContext): EventBridgeEvent =>
  eventOf(
    context,
    "Restore Job State Change",
    { restoreJobId: job.id, state: "CREATED", creationDate: job.createdAt.toISOString() },
    [job.recoveryPointArn],
  );

export const restoreJobEvent = (job: RestoreJob, context: EventContext): EventBridgeEvent =>
  eventOf(
    context,
    "Restore Job State Change",
    {
      restoreJobId: job.id,
      status: job.state,
      creationDate: job.createdAt.toISOString(),
      backupSizeInBytes: String(job.sizeBytes),
      iamRoleArn: job.iamRoleArn,
      percentDone: job.state === "COMPLETED" ? 100 : 0,
      resourceType: job.resourceType,
      ...(job.statusMessage !== undefined && { statusMessage: job.statusMessage }),
      ...endOf(job),
      ...(job.state === "COMPLETED" && {
        createdResourceArn: job.createdResourceArn,
        backupVaultArn: job.vaultArn,
        recoveryPointArn: job.recoveryPointArn,
        sourceResourceArn: job.resourceArn,
      }),
    },
    [job.recoveryPointArn],
  );
