import type { BackupEvent, JobPhase, JobType, NoticeEvent } from "../../handler/model/event";

/** Counts of what inputs led to. Plain data: it travels between processes. */
export type Tally = {
  inputs: number;
  events: number;
  accepted: number;
  rejected: number;
  throws: number;
  slowestMilliseconds: number;
  /** Kinds of events that were parsed, and how often. */
  readonly kinds: Record<string, number>;
};

export const emptyTally = (): Tally => ({
  inputs: 0,
  events: 0,
  accepted: 0,
  rejected: 0,
  throws: 0,
  slowestMilliseconds: 0,
  kinds: Object.create(null),
});

/** Adds one tally to another. */
export const add = (sum: Tally, other: Tally): void => {
  for (const name of ["inputs", "events", "accepted", "rejected", "throws"] as const)
    sum[name] += other[name];
  sum.slowestMilliseconds = Math.max(sum.slowestMilliseconds, other.slowestMilliseconds);
  for (const [kind, count] of Object.entries(other.kinds)) sum.kinds[kind] = (sum.kinds[kind] ?? 0) + count;
};

// Records, not lists: the compiler asks for every word of the model.
const jobTypes: Readonly<Record<JobType, true>> = { backup: true, copy: true, restore: true };

const phases: Readonly<Record<JobPhase, true>> = {
  started: true,
  completed: true,
  "completed-with-issues": true,
  partial: true,
  failed: true,
  expired: true,
  aborted: true,
  validating: true,
  validated: true,
  "validation-failed": true,
  "validation-timed-out": true,
  unknown: true,
};

const subjects: Readonly<Record<NoticeEvent["subject"], true>> = {
  "recovery point": true,
  "recovery point index": true,
  "continuous backup": true,
  "backup vault": true,
  "backup plan": true,
  "Region settings": true,
  "malware scan": true,
  "access point": true,
};

/** Every kind of event, and every phase of a job, that the notifier knows. */
export const knownKinds: readonly string[] = [
  ...Object.keys(jobTypes).map((jobType) => `${jobType} job`),
  ...Object.keys(phases).map((phase) => `job ${phase}`),
  ...["object failed", "object skipped"],
  ...Object.keys(subjects),
  ...["test", "unrecognised"],
];

/** The known kinds that an event covers. */
export const kindsOf = (event: BackupEvent): readonly string[] => {
  switch (event.kind) {
    case "job":
      return [`${event.jobType} job`, `job ${event.phase}`];
    case "object":
      return [`object ${event.outcome}`];
    case "notice":
      return [event.subject];
    default:
      return [event.kind];
  }
};
