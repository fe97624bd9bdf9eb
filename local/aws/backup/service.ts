import type { Scheduler } from "../../clock/scheduler";
import { vaultArn } from "./arn";
import { found } from "./errors";
import type { EventContext } from "./eventbridge";
import type { JobKind, Outcome } from "./job";
import type { Publisher } from "./publisher";
import { newJobId } from "./resource";
import type { Store } from "./store";
import type { RecoveryPoint, Vault } from "./vault";

/** How long things take, in ms of the scheduler's clock. */
export type Timeline = {
  /** From a job's creation to its start. */
  readonly createdMs: number;
  /** Until a job whose resource is busy is retried; AWS documents at least every ten minutes. */
  readonly retryMs: number;
  /** From a job's start to its end. */
  readonly runningMs: number;
  /** From StopBackupJob to ABORTED. */
  readonly abortingMs: number;
  /** From DeleteRecoveryPoint to the actual deletion. */
  readonly deletingMs: number;
};

/** What every operation uses. */
export type Service = {
  readonly accountId: string;
  readonly region: string;
  readonly store: Store;
  readonly clock: Scheduler;
  readonly timeline: Timeline;
  readonly publisher: Publisher;
};

/** The vault of that name. AWS Backup often returns "access denied" instead; callers must treat both alike. */
export const vaultOf = (service: Service, vaultName: string): Vault =>
  found(
    service.store.vaults.get(vaultName),
    `Cannot find Backup vault with ARN ${vaultArn(service, vaultName)}`,
  );

/** Account, Region and the current time, for an event. */
export const eventContextOf = ({ accountId, region, clock }: Service): EventContext => ({
  accountId,
  region,
  now: clock.now(),
});

/** Takes the outcome planned for the next job of this kind on the resource; COMPLETED where none is planned. */
export const takeOutcome = (service: Service, kind: JobKind, resourceArn: string): Outcome =>
  service.store.outcomes.get(outcomeKey(kind, resourceArn))?.shift() ?? { state: "COMPLETED" };

export const outcomeKey = (kind: JobKind, resourceArn: string): string => `${kind} ${resourceArn}`;

/** What every job on a recovery point starts with. */
export const jobFrom = (
  { store, clock }: Service,
  { resourceArn, resourceType, sizeBytes }: RecoveryPoint,
  outcome: Outcome,
  iamRoleArn: string,
) => ({
  id: newJobId(resourceType),
  sequence: store.nextSequence(),
  resourceArn,
  resourceType,
  iamRoleArn,
  createdAt: clock.now(),
  createdBy: undefined,
  outcome,
  sizeBytes: outcome.sizeBytes ?? sizeBytes,
});

/** Starts a job; the same idempotency token again gives the same job. */
export const startOnce = <Job extends { readonly id: string }>(
  { store: { idempotentJobIds } }: Service,
  jobs: ReadonlyMap<string, Job>,
  { operation, token }: { readonly operation: string; readonly token: string | undefined },
  start: () => Job,
): Job => {
  if (!token) return start();
  const key = `${operation} ${token}`;
  const job = jobs.get(idempotentJobIds.get(key) ?? "") ?? start();
  idempotentJobIds.set(key, job.id);
  return job;
};

/** Sets how a job ended. */
export const endJob = (
  job: { endedAt?: Date; statusMessage?: string; messageCategory?: string },
  outcome: Outcome,
  now: Date,
): void => {
  job.endedAt = now;
  if (outcome.statusMessage !== undefined) job.statusMessage = outcome.statusMessage;
  const category = outcome.messageCategory ?? (outcome.state === "COMPLETED" ? "SUCCESS" : undefined);
  if (category !== undefined) job.messageCategory = category;
};
