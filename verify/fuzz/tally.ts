import type { BackupEvent } from "../../handler/model/event";
import { severityByPhase } from "../../handler/model/severity-of";
import { wordsBySubject } from "../../handler/render/notice-words";

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

/** Every kind of event, and every phase of a job, that the notifier knows. */
export const knownKinds: readonly string[] = [
  ...["backup", "copy", "restore"].map((jobType) => `${jobType} job`),
  ...Object.keys(severityByPhase).map((phase) => `job ${phase}`),
  ...["object failed", "object skipped"],
  ...Object.keys(wordsBySubject),
  ...["digest", "test", "unrecognized"],
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
