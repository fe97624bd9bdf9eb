import type { BackupJob, Outcome } from "./job";
import { endJob, leavesPoint, newJob } from "./jobs";
import { addRecoveryPoint } from "./recovery-points";
import { resourceKindOf, resourceTypeOf } from "./resource";
import { defaultRoleArn, type Service, vaultOf } from "./service";

/** A backup job that ended before this service started. */
export type PastBackupJob = {
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly createdAt: Date;
  readonly outcome: Outcome;
};

const defaultRunningMs = 600_000;

/** Stores a job of the past, with its recovery point where it made one. Sends no event. */
export const addPastBackupJob = (service: Service, past: PastBackupJob): BackupJob => {
  const { resourceArn, createdAt, outcome } = past;
  vaultOf(service, past.vaultName);
  const endedAt = new Date(createdAt.getTime() + (outcome.runningMs ?? defaultRunningMs));
  const job: BackupJob = {
    ...newJob(service, {
      ...past,
      kind: "backup",
      resourceType: resourceTypeOf(resourceArn),
      iamRoleArn: defaultRoleArn(service),
      sizeBytes: resourceKindOf(resourceArn)?.sizeBytes ?? 0,
    }),
    createdAt,
    startedAt: createdAt,
    startBy: endedAt,
    completeBy: endedAt,
    lifecycle: undefined,
    recoveryPointTags: {},
    copyActions: [],
    state: outcome.state,
  };
  endJob(job, outcome, endedAt);
  if (leavesPoint(outcome)) {
    job.recoveryPointArn = addRecoveryPoint(service, job, outcome.state, endedAt).arn;
  }
  service.store.backupJobs.set(job.id, job);
  return job;
};
