import type { Job, JobKind } from "./job";
import type { VaultEvent, VaultEventName } from "./vault-event";

/**
 * The texts and attributes of jobs' vault events. Texts are AWS's own where its Developer Guide or a published live
 * message shows them; the others are marked as inferred: written in AWS's style, never seen.
 */

type Texts = Readonly<Partial<Record<Job["state"], readonly [VaultEventName, string]>>>;

const texts: Readonly<Record<JobKind, Texts>> = {
  /** BACKUP_JOB_COMPLETED covers every final state of a backup job; the State attribute says which. */
  backup: {
    RUNNING: ["BACKUP_JOB_STARTED", "An AWS Backup job was started."], // Inferred.
    COMPLETED: ["BACKUP_JOB_COMPLETED", "An AWS Backup job was completed successfully."],
    PARTIAL: ["BACKUP_JOB_COMPLETED", "An AWS Backup job was completed partially."], // Inferred.
    FAILED: ["BACKUP_JOB_COMPLETED", "An AWS Backup job failed."],
    EXPIRED: ["BACKUP_JOB_COMPLETED", "An AWS Backup job failed to complete in time."],
    ABORTED: ["BACKUP_JOB_COMPLETED", "An AWS Backup job was stopped."],
  },
  /** Copy jobs have no event that covers every final state. */
  copy: {
    RUNNING: ["COPY_JOB_STARTED", "An AWS Copy job was started."], // Inferred.
    COMPLETED: ["COPY_JOB_SUCCESSFUL", "An AWS Copy job was completed successfully."], // Inferred.
    PARTIAL: ["COPY_JOB_SUCCESSFUL", "An AWS Copy job was completed partially."], // Inferred.
    FAILED: ["COPY_JOB_FAILED", "An AWS Copy job was completed but was failed or was aborted."],
  },
  /** All inferred, except for the label of the id, which AWS's sample code reads. RESTORE_JOB_COMPLETED covers every final state. */
  restore: {
    RUNNING: ["RESTORE_JOB_STARTED", "An AWS Restore job was started."],
    COMPLETED: ["RESTORE_JOB_COMPLETED", "An AWS Restore job was completed successfully."],
    FAILED: ["RESTORE_JOB_COMPLETED", "An AWS Restore job failed."],
    ABORTED: ["RESTORE_JOB_COMPLETED", "An AWS Restore job was stopped."],
  },
};

/** What follows a text. Those of copy and restore jobs name no ARN at all. */
const labelsOf = (job: Job): string => {
  switch (job.kind) {
    case "backup":
      // Live messages label the resource and the job differently from the Developer Guide.
      return job.state === "COMPLETED"
        ? `Recovery point ARN: ${job.recoveryPointArn}. Backed up Resource ARN : ${job.resourceArn}. Backup Job Id : ${job.id}`
        : `Resource ARN : ${job.resourceArn}. BackupJob ID : ${job.id}`;
    case "copy":
      return `Copy Job Id : ${job.id}`;
    case "restore":
      return `Restore Job Id : ${job.id}`;
  }
};

/** What a vault's topic gets of a job's state; `undefined` where AWS sends nothing. */
export const jobNotification = (job: Job, accountId: string): VaultEvent | undefined => {
  const event = texts[job.kind][job.state];
  if (event === undefined) return undefined;
  const [name, text] = event;
  return {
    name,
    message: `${text} ${labelsOf(job)}`,
    attributes: {
      EventType: `${job.kind.toUpperCase()}_JOB`,
      State: job.state,
      AccountId: accountId,
      Id: job.id,
      // AWS leaves out milliseconds that are zero: `2026-08-22T02:00:00Z`.
      StartTime: job.createdAt.toISOString().replace(".000Z", "Z"),
    },
  };
};
