import type { BackupHistory, JobEvent, JobPhase, LastGood } from "../model/event";
import type { Listed, ListedJob, ListedPoint } from "./list-backups";

/** ListBackupJobs shows this many days. (AWS Backup API Reference) */
const listedDays = 30;
const dayMilliseconds = 86_400_000;

/** What is known of a resource's backup jobs. The order of AWS's lists is not documented, so nothing relies on one. */
export type JobHistory = {
  readonly jobs: readonly ListedJob[];
  /** All jobs created since then are among `jobs`; absent where even that is not sure. */
  readonly wholeSince?: Date;
  /** When AWS was asked. */
  readonly asOf: Date;
};

/** Earlier sizes that a trend shows beside the job's own. */
const trendSizes = 7;

/** How many of a long list's newest jobs are enough: a trend, and a row of failures. */
const enoughJobs = 50;

const newestFirst = (one: { readonly createdAt: Date }, other: { readonly createdAt: Date }): number =>
  other.createdAt.getTime() - one.createdAt.getTime();

const windowStart = (asOf: Date): Date => new Date(asOf.getTime() - listedDays * dayMilliseconds);

/** The history that one whole or cut list of the last 30 days makes. */
export const historyOf = ({ items, isWhole }: Listed<ListedJob>, asOf: Date): JobHistory => ({
  jobs: items,
  asOf,
  ...(isWhole && { wholeSince: windowStart(asOf) }),
});

/** From when on a cut list should be asked for again, so that the answer is whole. */
export const narrowerStart = ({ items }: Listed<ListedJob>): Date | undefined =>
  [...items].sort(newestFirst).slice(0, enoughJobs).at(-1)?.createdAt;

const idOfJob = ({ jobId }: ListedJob): string | undefined => jobId?.toLowerCase();

/** The history that a cut list makes together with one that was asked for from just before `start` on. */
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

/** How a backup ended that is not good. */
const badPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial", "completed-with-issues"];

export const isBad = (phase: JobPhase): boolean => badPhases.includes(phase);

/** The newest good backup of a resource, of whichever vault and plan; `undefined` where nothing is sure. */
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

/** Statuses of recovery points that are not there yet or not for long. (the same) */
const goneStatuses: readonly unknown[] = ["CREATING", "DELETING", "EXPIRED"];

/** A continuous backup's date is when it began, not how far back it reaches: its age says nothing. */
const isContinuous = ({ arn = "" }: ListedPoint): boolean => /:continuous:|:auto-backup:/.test(arn);

/**
 * Adds what a resource's recovery points tell where its jobs show no good backup: the newest from before the listed
 * days, or that there is none at all. Newer ones come from jobs that were not good, and are not counted.
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

/** What ended before a job, of what is sure, the newest first. */
const endedBefore = (history: JobHistory, event: JobEvent): readonly ListedJob[] => {
  const startedAt = event.details.startedAt ?? event.origin.sentAt ?? history.asOf;
  return othersOf(history, event)
    .filter((job) => job.createdAt < startedAt && isSure(history, job) && job.phase !== "started")
    .sort(newestFirst);
};

/** The backups that were not good right before a job, and whether a good one is known from before them. */
const failuresInARowOf = (before: readonly ListedJob[]) => {
  const end = before.findIndex(({ phase }) => !isBad(phase));
  return {
    failuresInARow: (end === -1 ? before : before.slice(0, end)).map(({ phase }) => phase),
    goodBefore: end !== -1 && before.slice(end, end + 1).every(isGood),
  };
};

/** The record of a backup that did not end well. */
export const failureRecord = (lastGood: LastGood, history: JobHistory, event: JobEvent): BackupHistory => {
  const { failuresInARow, goodBefore } = failuresInARowOf(endedBefore(history, event));
  return { of: "failure", asOf: history.asOf, lastGood, failuresInARow: goodBefore ? failuresInARow : [] };
};

/** The record of a good backup: what went wrong just before it, and the sizes of those before; `undefined` without. */
export const successRecord = (history: JobHistory, event: JobEvent): BackupHistory | undefined => {
  const before = endedBefore(history, event);
  const { failuresInARow, goodBefore } = failuresInARowOf(before);
  const earlierSizesBytes = before
    .flatMap((job) => (isGood(job) && job.sizeBytes !== undefined ? [job.sizeBytes] : []))
    .slice(0, trendSizes)
    .reverse();
  if (failuresInARow.length === 0 && earlierSizesBytes.length === 0) return undefined;
  return { of: "success", failuresInARow, goodBefore, earlierSizesBytes };
};
