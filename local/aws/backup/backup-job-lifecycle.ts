import { continuePoint, otherContinuousPlan } from "./continuous";
import { startCopyJob } from "./copy-jobs";
import type { BackupJob, Outcome } from "./job";
import { changeState, endJob, leavesPoint } from "./jobs";
import { addRecoveryPoint } from "./recovery-points";
import type { Service } from "./service";
import type { RecoveryPoint } from "./vault";
import { lockProblem } from "./vault-lock";

/**
 * The lifecycle of a backup job: CREATED, RUNNING, then a final state; or ABORTING and ABORTED where it is stopped.
 */

const vaultIsGone = (job: BackupJob): Outcome => ({
  state: "FAILED",
  statusMessage: `Backup job failed because backup vault ${job.vaultName} does not exist.`,
});

const finish = (service: Service, job: BackupJob, planned: Outcome): void => {
  // An empty vault can be deleted while a job is running.
  const isVaultGone = leavesPoint(planned) && !service.store.vaults.has(job.vaultName);
  const outcome = isVaultGone ? vaultIsGone(job) : planned;
  if (outcome.sizeBytes !== undefined) job.sizeBytes = outcome.sizeBytes;
  endJob(job, outcome, service.clock.now());
  if (leavesPoint(outcome)) job.recoveryPointArn = makePoint(service, job, outcome.state).arn;
  changeState(service, job, outcome.state);
  if (job.recoveryPointArn !== undefined) startCopies(service, job, job.recoveryPointArn);
};

/** Where a continuous backup is not possible, a snapshot is made instead, with issues. (AWS Backup Developer Guide, point-in-time recovery) */
const makePoint = (service: Service, job: BackupJob, state: "COMPLETED" | "PARTIAL"): RecoveryPoint => {
  const planId = otherContinuousPlan(service, job);
  if (job.isContinuous === true && planId === undefined) return continuePoint(service, job);
  if (planId !== undefined) {
    job.statusMessage = `Enabling continuous backup failed, because of the following error: PITR already configured in backup plan: ${planId}`;
    job.messageCategory = "INVALIDPARAMETERS"; // Inferred.
  }
  return addRecoveryPoint(service, job, state);
};

/** Starts the copy actions of the plan's rule. */
const startCopies = (service: Service, job: BackupJob, recoveryPointArn: string): void => {
  for (const { DestinationBackupVaultArn, Lifecycle } of job.copyActions) {
    startCopyJob(service, {
      sourceVaultName: job.vaultName,
      recoveryPointArn,
      destinationVaultArn: DestinationBackupVaultArn,
      iamRoleArn: job.iamRoleArn,
      lifecycle: Lifecycle,
      createdBy: job.createdBy,
      createdByBackupJobId: job.id,
    });
  }
};

/** AWS Backup runs one backup or copy job per resource at a time. (AWS Backup quotas) */
const isResourceBusy = ({ store }: Service, resourceArn: string): boolean => {
  for (const jobs of [store.backupJobs, store.copyJobs]) {
    for (const { resourceArn: other, state } of jobs.values()) {
      if (other === resourceArn && (state === "RUNNING" || state === "ABORTING")) return true;
    }
  }
  return false;
};

/** The outcome of a job that cannot start; `undefined` where it can. */
const failureAtStart = ({ store }: Service, job: BackupJob): Outcome | undefined => {
  const vault = store.vaults.get(job.vaultName);
  if (vault === undefined) return vaultIsGone(job);
  const statusMessage = lockProblem(vault, job.lifecycle);
  return statusMessage === undefined ? undefined : { state: "FAILED", statusMessage };
};

const begin = (service: Service, job: BackupJob): void => {
  if (job.state !== "CREATED") return;
  const { clock, timeline } = service;
  const failure = failureAtStart(service, job);
  if (failure !== undefined) finish(service, job, failure);
  else if (isResourceBusy(service, job.resourceArn)) clock.after(timeline.retryMs, () => begin(service, job));
  else run(service, job);
};

const run = (service: Service, job: BackupJob): void => {
  const { clock, timeline } = service;
  const now = clock.now();
  const leftMs = job.completeBy.getTime() - now.getTime();
  const runningMs = job.outcome.runningMs ?? timeline.runningMs;
  const outcome: Outcome =
    runningMs <= leftMs
      ? job.outcome
      : { state: "EXPIRED", statusMessage: "Backup job expired before completion." };
  job.startedAt = now;
  changeState(service, job, "RUNNING");
  clock.after(Math.min(runningMs, leftMs), () => {
    if (job.state === "RUNNING") finish(service, job, outcome);
  });
};

/**
 * Begins a new job's lifecycle. A job whose resource is busy is not refused: as the API Reference describes
 * StartWindowMinutes, it stays CREATED and is retried, and at the end of the start window it is EXPIRED with the
 * Developer Guide's message.
 */
export const beginLifecycle = (service: Service, job: BackupJob): void => {
  const { clock, timeline } = service;
  changeState(service, job, "CREATED");
  clock.after(timeline.createdMs, () => begin(service, job));
  clock.after(job.startBy.getTime() - clock.now().getTime(), () => {
    if (job.state !== "CREATED") return;
    finish(service, job, {
      state: "EXPIRED",
      statusMessage: "Backup job failed because there was a running job for the same resource.",
    });
  });
};

/** Stops a job: ABORTING at once, ABORTED a moment later. */
export const stopLifecycle = (service: Service, job: BackupJob): void => {
  changeState(service, job, "ABORTING");
  service.clock.after(service.timeline.abortingMs, () =>
    finish(service, job, { state: "ABORTED", statusMessage: "Backup job was stopped by user." }),
  );
};
