import type { BackupHistory, LastGood, LastJob } from "../model/backup-history";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import { resourceTypeOf } from "../model/resource";
import type { Fact } from "./card";
import { dateFact } from "./facts";
import { date, size, words } from "./mrkdwn";
import { hasComparableSizes, type SizeTrend, sizeTrendOf } from "./size-trend";

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;
const dayMilliseconds = 24 * hourMilliseconds;

/** `20 min`, `31 h`, `5 days`: hours up to two days, as people count a late backup. */
export const ageOf = (from: Date, to: Date): string => {
  const milliseconds = Math.max(0, to.getTime() - from.getTime());
  if (milliseconds < hourMilliseconds)
    return `${Math.max(1, Math.floor(milliseconds / minuteMilliseconds))} min`;
  return milliseconds < 2 * dayMilliseconds
    ? `${Math.floor(milliseconds / hourMilliseconds)} h`
    : `${Math.floor(milliseconds / dayMilliseconds)} days`;
};

/** A deletion that is nearer than this is in the sentence, too: someone must act before. */
const soonMilliseconds = 7 * dayMilliseconds;

const deletionWords = (deletedAt: Date | undefined, asOf: Date): string => {
  if (deletedAt === undefined || deletedAt.getTime() > asOf.getTime() + soonMilliseconds) return "";
  return deletedAt <= asOf ? ", to be deleted any moment" : `, to be deleted in ${ageOf(asOf, deletedAt)}`;
};

type RecoveryPoint = Extract<LastGood, { readonly known: "recovery-point" }>;
type Job = Exclude<LastJob, { readonly found: "none" }>;

/** What a date is that of: `last good backup`, `later successful job`. */
const subjectOf = ({ found }: RecoveryPoint | Job, is: "good backup" | "successful job"): string => {
  if (found === "unchecked") return "latest recovery point";
  const order = { before: "last", since: "later", "not-older-than": "last known" } as const;
  return `${order[found]} ${is}`;
};

/** What stands behind an age: nothing, or the date itself, which stays true. */
type Dated = (at: Date) => string;

const undated: Dated = () => "";

/** The last good backup, as part of a sentence. */
const lastGoodWords = (lastGood: LastGood, asOf: Date, dated: Dated): string => {
  switch (lastGood.known) {
    case "recovery-point":
      return `${subjectOf(lastGood, "good backup")} ${ageOf(lastGood.at, asOf)} ago${dated(lastGood.at)}${deletionWords(lastGood.deletedAt, asOf)}`;
    case "none-left":
      return `no ${lastGood.butItsOwn ? "other " : ""}backup left to restore`;
    case "none-without-issues":
      return "only backups with issues left to restore";
    case "last-job": {
      const { job } = lastGood;
      return job.found === "none"
        ? `no successful job in ${job.days} days`
        : `${subjectOf(job, "successful job")} ${ageOf(job.at, asOf)} ago${dated(job.at)}`;
    }
    case "not-checked":
      return "last good backups not checked";
    case "not-answered":
      return "last good backup unknown";
  }
};

const failurePhases: readonly JobPhase[] = ["failed", "expired"];
const issuePhases: readonly JobPhase[] = ["partial", "completed-with-issues"];

/** `2 failures`, `1 stopped backup`, `3 unsuccessful backups`. */
const failuresInARowWords = (phases: readonly JobPhase[]): string => {
  const all = (among: readonly JobPhase[]): boolean => phases.every((phase) => among.includes(phase));
  if (all(failurePhases)) return count(phases.length, "failure", "failures");
  if (all(["aborted"])) return count(phases.length, "stopped backup", "stopped backups");
  if (all(issuePhases)) return count(phases.length, "backup with issues", "backups with issues");
  return count(phases.length, "unsuccessful backup", "unsuccessful backups");
};

type SuccessHistory = Extract<BackupHistory, { readonly of: "success" }>;

const successOf = ({ phase, backupHistory }: JobEvent): SuccessHistory | undefined =>
  phase === "completed" && backupHistory?.of === "success" ? backupHistory : undefined;

/** `OK again after 2 failures`: the title of the first good backup after unsuccessful ones; else `undefined`. */
export const recoveryWords = (event: JobEvent): string | undefined => {
  const { failuresInARow = [], goodBefore } = successOf(event) ?? {};
  return failuresInARow.length === 0
    ? undefined
    : `OK ${goodBefore ? "again " : ""}after ${failuresInARowWords(failuresInARow)}`;
};

/** Whether it is the resource's first backup. */
export const isFirstBackup = (event: JobEvent): boolean => successOf(event)?.isFirst === true;

/** The title of several of them. */
export const recoveriesWords = (event: JobEvent): string | undefined =>
  recoveryWords(event) && "OK again after problems";

const trendOf = (event: JobEvent): SizeTrend | undefined => {
  const { resourceType, resourceArn, sizeBytes } = event.details;
  const success = successOf(event);
  return success !== undefined &&
    sizeBytes !== undefined &&
    hasComparableSizes(resourceType ?? resourceTypeOf(resourceArn))
    ? sizeTrendOf(sizeBytes, success.earlierSizesBytes)
    : undefined;
};

/** `+12% from the previous one`, `unchanged`, `12 times the previous one`. */
const changeWords = (percent: number): string => {
  if (percent >= 900) return `${Math.round(percent / 100 + 1).toLocaleString("en")} times the previous one`;
  const rounded = Math.round(percent);
  if (rounded === 0) return percent === 0 ? "unchanged" : "nearly unchanged";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)}% from the previous one`;
};

/** After a size: `, much larger than usual (8 GiB)`. That it is smaller is in the title. */
const unusualWords = ({ is, usualBytes }: NonNullable<SizeTrend["unusual"]>): string =>
  is === "smaller"
    ? ` instead of the usual ${size(usualBytes)}`
    : `, much larger than usual (${size(usualBytes)})`;

/** Whether a good backup is so small that someone should check it. */
export const isMuchSmaller = (event: JobEvent): boolean => trendOf(event)?.unusual?.is === "smaller";

/** Follows a backup's size: the change, and one bar per size, not as code: Slack shows that in red. */
export const trendWords = (event: JobEvent): string => {
  const trend = trendOf(event);
  if (trend === undefined) return "";
  const change = trend.changePercent === undefined ? "" : `, ${changeWords(trend.changePercent)}`;
  return `${change} ${trend.bars} last ${trend.bars.length} backups`;
};

/** What a message's sentence must contain besides its title: the backup history, and a composite backup's parts. */
export const historyWords = (event: JobEvent): string | undefined =>
  [event.advice?.highlight, backupHistoryWords(event, undated)].filter(Boolean).join("; ") || undefined;

/** The same in mrkdwn, each age with its date in the reader's time zone. */
export const datedHistoryWords = (event: JobEvent): string | undefined => {
  const { highlight } = event.advice ?? {};
  const history = backupHistoryWords(event, (at) => ` (${date(at)})`);
  return [highlight && words(highlight, 200), history].filter(Boolean).join("; ") || undefined;
};

/** The part of the backup history that a message's sentence must contain; `undefined` if there is none. */
const backupHistoryWords = (event: JobEvent, dated: Dated): string | undefined => {
  const { backupHistory } = event;
  if (backupHistory?.of === "failure") {
    const row = [...backupHistory.failuresInARow, event.phase];
    const rowWords = row.length === 1 ? "" : `, ${failuresInARowWords(row)} in a row`;
    return `${lastGoodWords(backupHistory.lastGood, backupHistory.asOf, dated)}${rowWords}`;
  }
  const unusual = trendOf(event)?.unusual;
  const again = unusual?.is === "smaller" ? recoveryWords(event) : undefined;
  return (
    unusual &&
    `${size(event.details.sizeBytes ?? 0)}${unusualWords(unusual)}${again === undefined ? "" : `, ${again}`}`
  );
};

/** When the last good backup will be deleted, or what makes a backup the first. */
export const historyFacts = (event: JobEvent): Fact[] => {
  const { backupHistory } = event;
  if (isFirstBackup(event)) return [["Before it", "no job in 30 days, and no other recovery point"]];
  return backupHistory?.of === "failure" && backupHistory.lastGood.known === "recovery-point"
    ? dateFact("Last good backup kept until", backupHistory.lastGood.deletedAt)
    : [];
};
