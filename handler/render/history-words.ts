import type { BackupHistory, JobEvent, JobPhase, LastGood } from "../model/event";
import { resourceTypeOf } from "../model/resource";
import type { Fact } from "./card";
import { code, date, size } from "./mrkdwn";
import { hasComparableSizes, type SizeTrend, sizeTrendOf } from "./size-trend";

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;
const dayMilliseconds = 24 * hourMilliseconds;

/** `20 min`, `31 h`, `5 days`: hours up to two days, since that is how late backups are counted. */
const ageOf = (from: Date, to: Date): string => {
  const milliseconds = Math.max(0, to.getTime() - from.getTime());
  if (milliseconds < hourMilliseconds)
    return `${Math.max(1, Math.floor(milliseconds / minuteMilliseconds))} min`;
  return milliseconds < 2 * dayMilliseconds
    ? `${Math.floor(milliseconds / hourMilliseconds)} h`
    : `${Math.floor(milliseconds / dayMilliseconds)} days`;
};

/** The last good backup, as a sentence goes on. */
const lastGoodWords = (lastGood: LastGood, asOf: Date): string => {
  switch (lastGood.found) {
    case "before":
      return `last good backup ${ageOf(lastGood.at, asOf)} ago`;
    case "since":
      return `a good backup followed ${ageOf(lastGood.at, asOf)} ago`;
    case "not-older-than":
      return `there is a good backup from ${ageOf(lastGood.at, asOf)} ago`;
    case "none": {
      const { days, older } = lastGood;
      if (older === undefined) return `no good backup in ${days} days`;
      return older === "none"
        ? `no good backup in ${days} days, and no recovery point at all`
        : `no good backup in ${days} days, the newest recovery point from before is ${ageOf(older, asOf)} old`;
    }
  }
};

/** The dates behind the words. */
const lastGoodFacts = (lastGood: LastGood): Fact[] => {
  switch (lastGood.found) {
    case "before":
      return [["Last good backup", date(lastGood.at)]];
    case "since":
      return [["Good backup since", date(lastGood.at)]];
    case "not-older-than":
      return [["A good backup, not surely the last", date(lastGood.at)]];
    case "none": {
      const { older } = lastGood;
      return older === undefined || older === "none" ? [] : [["Newest recovery point", date(older)]];
    }
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

type SuccessRecord = Extract<BackupHistory, { readonly of: "success" }>;

const successOf = ({ phase, backupHistory }: JobEvent): SuccessRecord | undefined =>
  phase === "completed" && backupHistory?.of === "success" ? backupHistory : undefined;

/** `OK again after 2 failures`: what the first good backup after others is called; `undefined` for any other. */
export const recoveryWords = (event: JobEvent): string | undefined => {
  const { failuresInARow = [], goodBefore } = successOf(event) ?? {};
  return failuresInARow.length === 0
    ? undefined
    : `OK ${goodBefore ? "again " : ""}after ${failuresInARowWords(failuresInARow)}`;
};

/** What many of them are called. */
export const recoveriesWords = (event: JobEvent): string | undefined =>
  recoveryWords(event) && "OK again after trouble";

const trendOf = (event: JobEvent): SizeTrend | undefined => {
  const { resourceType, resourceArn, sizeBytes } = event.details;
  const success = successOf(event);
  return success !== undefined &&
    sizeBytes !== undefined &&
    hasComparableSizes(resourceType ?? resourceTypeOf(resourceArn))
    ? sizeTrendOf(sizeBytes, success.earlierSizesBytes)
    : undefined;
};

/** `+12 %`, `−58 %`, `unchanged`, `12 times the last one`. */
const changeWords = (percent: number): string => {
  if (percent >= 900) return `${Math.round(percent / 100 + 1).toLocaleString("en")} times the last one`;
  const rounded = Math.round(percent);
  if (rounded === 0) return percent === 0 ? "unchanged" : "nearly unchanged";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)} %`;
};

/** `much smaller than usual (8 GiB)`. */
const unusualWords = ({ is, usualBytes }: NonNullable<SizeTrend["unusual"]>): string =>
  `much ${is} than usual (${size(usualBytes)})`;

/** Whether a good backup holds so little that somebody should look. */
export const isMuchSmaller = (event: JobEvent): boolean => trendOf(event)?.unusual?.is === "smaller";

/** What stands behind a backup's size: its change, and a line of bars. */
export const trendWords = (event: JobEvent): string => {
  const trend = trendOf(event);
  if (trend === undefined) return "";
  const change = trend.changePercent === undefined ? "" : `, ${changeWords(trend.changePercent)}`;
  return `${change} ${code(trend.bars, 20)}`;
};

/** What a message's sentence must hold of the record, without a comma before it; `undefined` where nothing. */
export const recordWords = (event: JobEvent): string | undefined => {
  const { backupHistory } = event;
  if (backupHistory?.of === "failure") {
    const row = [...backupHistory.failuresInARow, event.phase];
    const rowWords = row.length === 1 ? "" : `, ${failuresInARowWords(row)} in a row`;
    return `${lastGoodWords(backupHistory.lastGood, backupHistory.asOf)}${rowWords}`;
  }
  const unusual = trendOf(event)?.unusual;
  return unusual && `${size(event.details.sizeBytes ?? 0)}, ${unusualWords(unusual)}`;
};

/** The dates of a failure's record. */
export const recordFacts = ({ backupHistory }: JobEvent): Fact[] =>
  backupHistory?.of === "failure" ? lastGoodFacts(backupHistory.lastGood) : [];
