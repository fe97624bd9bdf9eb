import type { BackupJob, Outcome } from "./job";
import { addRecoveryPoint } from "./recovery-points";
import { newJobId, resourceKindOf, resourceTypeOf } from "./resource";
import { type Service, vaultOf } from "./service";

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
  const { vaultName, resourceArn, createdAt, outcome } = past;
  const { store, accountId } = service;
  vaultOf(service, vaultName);
  const resourceType = resourceTypeOf(resourceArn);
  const endedAt = new Date(createdAt.getTime() + (outcome.runningMs ?? defaultRunningMs));
  const job: BackupJob = {
    kind: "backup",
    id: newJobId(resourceType),
    sequence: store.nextSequence(),
    vaultName,
    resourceArn,
    resourceType,
    iamRoleArn: `arn:aws:iam::${accountId}:role/service-role/AWSBackupDefaultServiceRole`,
    createdAt,
    startedAt: createdAt,
    startBy: endedAt,
    completeBy: endedAt,
    endedAt,
    createdBy: undefined,
    lifecycle: undefined,
    recoveryPointTags: {},
    backupOptions: {},
    copyActions: [],
    outcome,
    state: outcome.state,
    sizeBytes: outcome.sizeBytes ?? resourceKindOf(resourceArn)?.sizeBytes ?? 0,
  };
  const category = outcome.messageCategory ?? (outcome.state === "COMPLETED" ? "SUCCESS" : undefined);
  if (category !== undefined) job.messageCategory = category;
  if (outcome.statusMessage !== undefined) job.statusMessage = outcome.statusMessage;
  if (outcome.state === "COMPLETED" || outcome.state === "PARTIAL") {
    job.recoveryPointArn = addRecoveryPoint(service, job, outcome.state, endedAt).arn;
  }
  store.backupJobs.set(job.id, job);
  return job;
};
