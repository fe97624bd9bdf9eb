import { found } from "./errors";
import { jobEvent } from "./eventbridge";
import type { CreatedBy, Job, JobKind, Outcome } from "./job";
import { jobNotification } from "./notifications";
import { newJobId } from "./resource";
import type { Service } from "./service";
import { areAsked, dateRange } from "./wire/filters";

/** What backup, copy and restore jobs share. */

const outcomeKey = (kind: JobKind, resourceArn: string): string => `${kind} ${resourceArn}`;

/** Plans how the next job of a kind on a resource ends. Several plans apply in turn. */
export const planOutcome = (
  { store }: Service,
  kind: JobKind,
  resourceArn: string,
  outcome: Outcome,
): void => {
  const key = outcomeKey(kind, resourceArn);
  store.outcomes.set(key, [...(store.outcomes.get(key) ?? []), outcome]);
};

/** Takes the planned outcome of the next job; COMPLETED where none is planned. */
const takeOutcome = ({ store }: Service, kind: JobKind, resourceArn: string): Outcome =>
  store.outcomes.get(outcomeKey(kind, resourceArn))?.shift() ?? { state: "COMPLETED" };

type NewJob<Kind extends JobKind> = {
  readonly kind: Kind;
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly iamRoleArn: string;
  readonly sizeBytes: number;
  readonly createdBy?: CreatedBy | undefined;
  /** The planned one where absent. */
  readonly outcome?: Outcome;
};

/** The fields that every new job starts with. */
export const newJob = <Kind extends JobKind>(service: Service, input: NewJob<Kind>) => {
  const { kind, vaultName, resourceArn, resourceType, iamRoleArn, sizeBytes, createdBy } = input;
  const outcome = input.outcome ?? takeOutcome(service, kind, resourceArn);
  return {
    kind,
    id: newJobId(resourceType),
    sequence: service.store.nextSequence(),
    vaultName,
    resourceArn,
    resourceType,
    iamRoleArn,
    createdAt: service.clock.now(),
    createdBy,
    outcome,
    sizeBytes: outcome.sizeBytes ?? sizeBytes,
  };
};

/** Starts a job; the same idempotency token again gives the same job. */
export const startOnce = <One extends Job>(
  { store: { idempotentJobIds } }: Service,
  jobs: ReadonlyMap<string, One>,
  kind: JobKind,
  token: string | undefined,
  start: () => One,
): One => {
  if (!token) return start();
  const key = `${kind} ${token}`;
  const job = jobs.get(idempotentJobIds.get(key) ?? "") ?? start();
  idempotentJobIds.set(key, job.id);
  return job;
};

/**
 * Reports a job's state to EventBridge and to the vault's topic. Which vault is notified of a copy is not documented; here
 * it is the source.
 */
export const announceJob = (service: Service, job: Job): void => {
  const { publisher, store, accountId } = service;
  publisher.toEventBridge(jobEvent(service, job));
  const notification = jobNotification(job, accountId);
  if (notification) publisher.toTopic(store.vaults.get(job.vaultName), notification);
};

/** Changes a job's state, and reports it. */
export const changeState = <One extends Job>(service: Service, job: One, state: One["state"]): void => {
  job.state = state;
  announceJob(service, job);
};

/** Sets how a job ended. */
export const endJob = (job: Job, outcome: Outcome, now: Date): void => {
  job.endedAt = now;
  if (outcome.statusMessage !== undefined) job.statusMessage = outcome.statusMessage;
  const category = outcome.messageCategory ?? (outcome.state === "COMPLETED" ? "SUCCESS" : undefined);
  if (category !== undefined) job.messageCategory = category;
};

/** Whether a job that ends like this leaves a recovery point. */
export const leavesPoint = (
  outcome: Outcome,
): outcome is Outcome & { readonly state: "COMPLETED" | "PARTIAL" } =>
  outcome.state === "COMPLETED" || outcome.state === "PARTIAL";

const labels = { backup: "Backup", copy: "Copy", restore: "Restore" } as const;

export const jobOf = <One extends Job>(kind: JobKind, jobs: ReadonlyMap<string, One>, jobId: string): One =>
  found(jobs.get(jobId), `Cannot find ${labels[kind]} job with ID ${jobId}`);

/** The fields that every response about a job has. */
export const jobBody = ({ accountId }: Service, job: Job) => ({
  AccountId: accountId,
  ResourceType: job.resourceType,
  CreationDate: job.createdAt,
  CompletionDate: job.endedAt,
  StatusMessage: job.statusMessage,
  BackupSizeInBytes: job.sizeBytes,
  IamRoleArn: job.iamRoleArn,
  IsParent: false,
});

/** The jobs that a query asks for: by these values, and by the filters that all lists of jobs share. */
export const listedJobs = <One extends Job>(
  { accountId }: Service,
  jobs: ReadonlyMap<string, One>,
  query: URLSearchParams,
  valuesOf: (job: One) => Readonly<Record<string, string | undefined>>,
): One[] => {
  const isCreatedInRange = dateRange(query, "created");
  const isCompleteInRange = dateRange(query, "complete");
  return [...jobs.values()].filter(
    (job) =>
      areAsked(query, { ...valuesOf(job), resourceType: job.resourceType, parentJobId: undefined }) &&
      (query.get("accountId") === "*" || areAsked(query, { accountId })) &&
      isCreatedInRange(job.createdAt) &&
      isCompleteInRange(job.endedAt),
  );
};
