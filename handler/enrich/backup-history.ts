import type { BackupHistory } from "../model/backup-history";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import type { Listed, ListedJob } from "./list-backups";

/** ListBackupJobs shows this many days. (AWS Backup API Reference) */
export const listedDays = 30;
const dayMilliseconds = 86_400_000;

/** What is known about a resource's backup jobs. AWS does not document the order of its lists, so nothing relies on it. */
export type JobHistory = {
  readonly jobs: readonly ListedJob[];
  /** All jobs created since then are in `jobs`; absent where not even that is certain. */
  readonly wholeSince?: Date;
  /** When AWS was asked. */
  readonly asOf: Date;
};

/** Earlier sizes that a trend shows beside the job's own. */
const trendSizes = 7;

/** How many of a long list's newest jobs are enough for a trend and for failures in a row. */
const enoughJobs = 50;

/** Sorts by creation. */
export const newestFirst = (one: { readonly createdAt: Date }, other: { readonly createdAt: Date }): number =>
  other.createdAt.getTime() - one.createdAt.getTime();

/** From when on a list has jobs. */
export const windowStart = (asOf: Date): Date => new Date(asOf.getTime() - listedDays * dayMilliseconds);

/** The history from one complete or truncated list of the last 30 days. */
export const historyOf = ({ items, isWhole }: Listed<ListedJob>, asOf: Date): JobHistory => ({
  jobs: items,
  asOf,
  ...(isWhole && { wholeSince: windowStart(asOf) }),
});

/** The date from which to ask again for a truncated list, so that the answer is complete. */
export const narrowerStart = ({ items }: Listed<ListedJob>): Date | undefined =>
  [...items].sort(newestFirst).slice(0, enoughJobs).at(-1)?.createdAt;

const idOfJob = ({ jobId }: ListedJob): string | undefined => jobId?.toLowerCase();

/** The history from a truncated list together with one that was asked for from just before `start` on. */
export const narrowedHistory = (
  first: Listed<ListedJob>,
  second: Listed<ListedJob>,
  start: Date,
  asOf: Date,
): JobHistory => {
  const again = new Set(second.items.map(idOfJob));
  return {
    jobs: [...second.items, ...first.items.filter((job) => !again.has(idOfJob(job)))],
    asOf,
    ...(second.isWhole && { wholeSince: start }),
  };
};

/** Whether every job from this one on is in the history. */
export const isSure = ({ wholeSince }: JobHistory, { createdAt }: { readonly createdAt: Date }): boolean =>
  wholeSince !== undefined && createdAt >= wholeSince;

/** Job ids are UUIDs, in either case. */
export const isOwn = ({ jobId }: ListedJob, event: JobEvent): boolean =>
  jobId !== undefined && jobId.toLowerCase() === event.jobId?.toLowerCase();

/** The resource's other jobs. */
export const othersOf = ({ jobs }: JobHistory, event: JobEvent): ListedJob[] =>
  jobs.filter((job) => !isOwn(job, event));

/** Whether nothing else of a month is known of the resource, so that this may be its first backup. */
export const isOnlyJob = ({ jobs, wholeSince, asOf }: JobHistory, event: JobEvent): boolean =>
  wholeSince !== undefined &&
  wholeSince <= windowStart(asOf) &&
  jobs.length > 0 &&
  jobs.every((job) => isOwn(job, event));

export const isGood = ({ phase }: ListedJob): boolean => phase === "completed";

/** Phases of backups that did not end well. */
const badPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial", "completed-with-issues"];

export const isBad = (phase: JobPhase): boolean => badPhases.includes(phase);

/** What ended before a job, as far as is certain, newest first. */
export const endedBefore = (history: JobHistory, event: JobEvent): readonly ListedJob[] => {
  const startedAt = event.details.startedAt ?? event.origin.sentAt ?? history.asOf;
  return othersOf(history, event)
    .filter((job) => job.createdAt < startedAt && isSure(history, job) && job.phase !== "started")
    .sort(newestFirst);
};

/** The backups right before a job that did not end well, and whether a good one is known before them. */
export const failuresInARowOf = (before: readonly ListedJob[]) => {
  const end = before.findIndex(({ phase }) => !isBad(phase));
  return {
    failuresInARow: (end === -1 ? before : before.slice(0, end)).map(({ phase }) => phase),
    goodBefore: end !== -1 && before.slice(end, end + 1).every(isGood),
  };
};

/** The history of a good backup: the failures right before it, and earlier sizes; `undefined` where there are neither. */
export const successHistory = (history: JobHistory, event: JobEvent): BackupHistory | undefined => {
  const before = endedBefore(history, event);
  const { failuresInARow, goodBefore } = failuresInARowOf(before);
  const earlierSizesBytes = before
    .flatMap((job) => (isGood(job) && job.sizeBytes !== undefined ? [job.sizeBytes] : []))
    .slice(0, trendSizes)
    .reverse();
  if (failuresInARow.length === 0 && earlierSizesBytes.length === 0) return undefined;
  return { of: "success", failuresInARow, goodBefore, earlierSizesBytes };
};
