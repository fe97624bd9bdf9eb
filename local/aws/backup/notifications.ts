import type { BackupJob, CopyJob, RestoreJob } from "./job";
import type { VaultEvent, VaultEventName } from "./vault-event";

/**
 * The texts and attributes of vault events. Texts are AWS's own where its Developer Guide or a published live
 * message shows them; the others are marked as inferred: written in AWS's style, never seen.
 */

/** AWS leaves out milliseconds that are zero: `2026-08-22T02:00:00Z`. */
const startTimeOf = (date: Date): string => date.toISOString().replace(".000Z", "Z");

const attributesOf = (
  eventType: "BACKUP_JOB" | "COPY_JOB" | "RESTORE_JOB",
  job: { readonly id: string; readonly state: string; readonly createdAt: Date },
  accountId: string,
): Record<string, string> => ({
  EventType: eventType,
  State: job.state,
  AccountId: accountId,
  Id: job.id,
  StartTime: startTimeOf(job.createdAt),
});

const backupText = (job: BackupJob): string | undefined => {
  const documented = `Resource ARN : ${job.resourceArn}. BackupJob ID : ${job.id}`;
  switch (job.state) {
    case "RUNNING":
      return `An AWS Backup job was started. ${documented}`; // Inferred.
    case "COMPLETED":
      // Live messages label the resource and the job differently from the Developer Guide.
      return `An AWS Backup job was completed successfully. Recovery point ARN: ${job.recoveryPointArn}. Backed up Resource ARN : ${job.resourceArn}. Backup Job Id : ${job.id}`;
    case "PARTIAL":
      return `An AWS Backup job was completed partially. ${documented}`; // Inferred.
    case "FAILED":
      return `An AWS Backup job failed. ${documented}`;
    case "EXPIRED":
      return `An AWS Backup job failed to complete in time. ${documented}`;
    case "ABORTED":
      return `An AWS Backup job was stopped. ${documented}`;
    default:
      return undefined;
  }
};

/** BACKUP_JOB_COMPLETED covers every final state of a backup job; the State attribute says which. */
export const backupJobNotification = (job: BackupJob, accountId: string): VaultEvent | undefined => {
  const message = backupText(job);
  if (message === undefined) return undefined;
  return {
    name: job.state === "RUNNING" ? "BACKUP_JOB_STARTED" : "BACKUP_JOB_COMPLETED",
    message,
    attributes: attributesOf("BACKUP_JOB", job, accountId),
  };
};

const copyEvents: Readonly<Partial<Record<CopyJob["state"], readonly [VaultEventName, string]>>> = {
  RUNNING: ["COPY_JOB_STARTED", "An AWS Copy job was started."], // Inferred.
  COMPLETED: ["COPY_JOB_SUCCESSFUL", "An AWS Copy job was completed successfully."], // Inferred.
  PARTIAL: ["COPY_JOB_SUCCESSFUL", "An AWS Copy job was completed partially."], // Inferred.
  FAILED: ["COPY_JOB_FAILED", "An AWS Copy job was completed but was failed or was aborted."],
};

/** Copy jobs have no event that covers every final state. Their texts name no ARN at all. */
export const copyJobNotification = (job: CopyJob, accountId: string): VaultEvent | undefined => {
  const event = copyEvents[job.state];
  if (event === undefined) return undefined;
  const [name, text] = event;
  return {
    name,
    message: `${text} Copy Job Id : ${job.id}`,
    attributes: attributesOf("COPY_JOB", job, accountId),
  };
};

/** All inferred, except for the label of the id, which AWS's sample code reads. */
const restoreTexts: Readonly<Partial<Record<RestoreJob["state"], string>>> = {
  RUNNING: "An AWS Restore job was started.",
  COMPLETED: "An AWS Restore job was completed successfully.",
  FAILED: "An AWS Restore job failed.",
  ABORTED: "An AWS Restore job was stopped.",
};

/** RESTORE_JOB_COMPLETED covers every final state of a restore job. */
export const restoreJobNotification = (job: RestoreJob, accountId: string): VaultEvent | undefined => {
  const text = restoreTexts[job.state];
  return text === undefined
    ? undefined
    : {
        name: job.state === "RUNNING" ? "RESTORE_JOB_STARTED" : "RESTORE_JOB_COMPLETED",
        message: `${text} Restore Job Id : ${job.id}`,
        attributes: attributesOf("RESTORE_JOB", job, accountId),
      };
};
