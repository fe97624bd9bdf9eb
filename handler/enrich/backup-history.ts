import type { BackupHistory, JobEvent, LastGood } from "../model/event";
import type { JobPhase } from "../model/job-phase";
import type { Listed, ListedJob, ListedPoint } from "./list-backups";

/** ListBackupJobs shows this many days. (AWS Backup API Reference) */
const listedDays = 30;
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

const newestFirst = (one: { readonly createdAt: Date }, other: { readonly createdAt: Date }): number =>
  other.createdAt.getTime() - one.createdAt.getTime();

const windowStart = (asOf: Date): Date => new Date(asOf.getTime() - listedDays * dayMilliseconds);

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

const isSure = ({ wholeSince }: JobHistory, { createdAt }: ListedJob): boolean =>
  wholeSince !== undefined && createdAt >= wholeSince;

/** Job ids are UUIDs, in either case. */
const othersOf = ({ jobs }: JobHistory, { jobId }: JobEvent): ListedJob[] =>
  jobs.filter((job) => idOfJob(job) !== jobId?.toLowerCase());

const isGood = ({ phase }: ListedJob): boolean => phase === "completed";

/** Phases of backups that did not end well. */
const badPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial", "completed-with-issues"];

export const isBad = (phase: JobPhase): boolean => badPhases.includes(phase);

/** The newest good backup of a resource, in any vault and by any plan; `undefined` where nothing is certain. */
export const lastGoodOf = (history: JobHistory, event: JobEvent): LastGood | undefined => {
  const { asOf, wholeSince } = history;
  const [newest] = othersOf(history, event).filter(isGood).sort(newestFirst);
  if (newest !== undefined) {
    const { createdAt: at } = newest;
    if (!isSure(history, newest)) return { found: "not-older-than", at };
    const { startedAt } = event.details;
    return { found: startedAt !== undefined && at > startedAt ? "since" : "before", at };
  }
  return wholeSince !== undefined && wholeSince <= windowStart(asOf)
    ? { found: "none", days: listedDays }
    : undefined;
};

/** Statuses of recovery points that can be restored. (AWS Backup API Reference, DescribeRecoveryPoint, Status) */
const usableStatuses: readonly unknown[] = ["COMPLETED", "AVAILABLE"];

/** Statuses of recovery points that do not exist yet or not much longer. (the same source) */
const goneStatuses: readonly unknown[] = ["CREATING", "DELETING", "EXPIRED"];

/** A continuous backup's date is when it began: its age says nothing about what it can restore. */
const isContinuous = ({ arn = "" }: ListedPoint): boolean => /:continuous:|:auto-backup:/.test(arn);

/**
 * Adds what a resource's recovery points show where its jobs show no good backup: the newest one from before the listed
 * days, or that there is none at all. Newer ones come from jobs that did not end well, and do not count.
 */
export const withOlderPoint = (
  lastGood: LastGood,
  { items, isWhole }: Listed<ListedPoint>,
  asOf: Date,
): LastGood => {
  if (lastGood.found !== "none" || !isWhole) return lastGood;
  const there = items.filter(({ status }) => !goneStatuses.includes(status));
  if (there.length === 0) return { ...lastGood, older: "none" };
  if (there.some(isContinuous)) return lastGood;
  const start = windowStart(asOf);
  const [newest] = there
    .filter(({ status, createdAt }) => usableStatuses.includes(status) && createdAt < start)
    .sort(newestFirst);
  return newest === undefined ? lastGood : { ...lastGood, older: newest.createdAt };
};

/** What ended before a job, as far as is certain, newest first. */
const endedBefore = (history: JobHistory, event: JobEvent): readonly ListedJob[] => {
  const startedAt = event.details.startedAt ?? event.origin.sentAt ?? history.asOf;
  return othersOf(history, event)
    .filter((job) => job.createdAt < startedAt && isSure(history, job) && job.phase !== "started")
    .sort(newestFirst);
};

/** The backups right before a job that did not end well, and whether a good one is known before them. */
const failuresInARowOf = (before: readonly ListedJob[]) => {
  const end = before.findIndex(({ phase }) => !isBad(phase));
  return {
    failuresInARow: (end === -1 ? before : before.slice(0, end)).map(({ phase }) => phase),
    goodBefore: end !== -1 && before.slice(end, end + 1).every(isGood),
  };
};

/** The history of a backup that did not end well. */
export const failureHistory = (lastGood: LastGood, history: JobHistory, event: JobEvent): BackupHistory => {
  const { failuresInARow, goodBefore } = failuresInARowOf(endedBefore(history, event));
  return { of: "failure", asOf: history.asOf, lastGood, failuresInARow: goodBefore ? failuresInARow : [] };
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
