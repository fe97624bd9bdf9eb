import { askBackup, type BackupAnswer } from "../aws/backup";
import type { Aws } from "../aws/request";
import type { BackupEvent, BackupHistory, JobEvent } from "../model/event";
import {
  failureRecord,
  historyOf,
  isBad,
  type JobHistory,
  lastGoodOf,
  narrowedHistory,
  narrowerStart,
  successRecord,
  withOlderPoint,
} from "./backup-history";
import { listedJobsOf, listedPointsOf, listJobsPath, listPointsPath } from "./list-backups";

export type RecorderOptions = {
  readonly aws: Aws;
  readonly timeoutMilliseconds: number;
  /** Nothing is asked after this. */
  readonly endsAt: number;
  readonly now: () => number;
  /** Whether nobody will read of this event: then nothing is asked about it. */
  readonly isMuted: (event: BackupEvent) => boolean;
};

/** The event with its record, where there is one, and why there is none, where asking failed. */
export type Recorded = { readonly event: JobEvent; readonly problem?: string };

/** Looks up the records of one batch's backups. Asks about a resource once, and no more once the API is down. */
export type Recorder = {
  /** Begins to ask where the event tells enough already, so that the answer comes beside that of another question. */
  readonly begin: (event: BackupEvent) => void;
  /** Adds the record. Never throws. */
  readonly complete: (event: JobEvent) => Promise<Recorded>;
  /** Asks no more. */
  readonly giveUp: (reason: string) => void;
};

type Wanted = JobEvent & { readonly details: { readonly resourceArn: string } };

/** Only a finished backup has a record; of copies and restores AWS keeps none that would tell of a resource's backups. */
const hasRecord = (event: BackupEvent): event is Wanted =>
  event.kind === "job" &&
  event.jobType === "backup" &&
  event.jobId !== undefined &&
  event.details.resourceArn !== undefined &&
  (event.phase === "completed" || isBad(event.phase));

/** AWS does not say whether `createdAfter` takes in the date itself. */
const justBefore = (date: Date): Date => new Date(date.getTime() - 1000);

/** Makes the recorder of one batch. */
export const createRecorder = (options: RecorderOptions): Recorder => {
  const { aws, endsAt, now, isMuted } = options;
  const histories = new Map<string, Promise<BackupAnswer<JobHistory>>>();
  let givenUp: string | undefined;

  const ask = async <Value>(
    path: string,
    read: (body: string) => Value | undefined,
  ): Promise<BackupAnswer<Value>> => {
    const leftMilliseconds = endsAt - now();
    if (leftMilliseconds <= 0) givenUp ??= "too many jobs to ask about in the time";
    if (givenUp !== undefined) return { ok: false, problem: `not asked: ${givenUp}`, apiIsDown: true };
    const timeoutMilliseconds = Math.min(options.timeoutMilliseconds, leftMilliseconds);
    const answer = await askBackup(aws, path, timeoutMilliseconds, read);
    if (!answer.ok && answer.apiIsDown) givenUp ??= answer.problem;
    return answer;
  };

  /** A list that AWS cuts is asked for once more, from a later date on: then what is newest is sure. */
  const lookUp = async (resourceArn: string): Promise<BackupAnswer<JobHistory>> => {
    const asOf = new Date(now());
    const first = await ask(listJobsPath(resourceArn), listedJobsOf);
    if (!first.ok) return first;
    const start = first.value.isWhole ? undefined : narrowerStart(first.value);
    const second = start && (await ask(listJobsPath(resourceArn, justBefore(start)), listedJobsOf));
    const value =
      start && second?.ok
        ? narrowedHistory(first.value, second.value, start, asOf)
        : historyOf(first.value, asOf);
    return { ok: true, value };
  };

  const historyOfResource = (resourceArn: string) => {
    const history = histories.get(resourceArn) ?? lookUp(resourceArn);
    histories.set(resourceArn, history);
    return history;
  };

  /** Where 30 days of jobs show no good one, the recovery points may still hold one from before. */
  const failureOfResource = async (history: JobHistory, event: Wanted) => {
    const lastGood = lastGoodOf(history, event);
    if (lastGood === undefined) return undefined;
    if (lastGood.found !== "none") return failureRecord(lastGood, history, event);
    const points = await ask(listPointsPath(event.details.resourceArn), listedPointsOf);
    const known = points.ok ? withOlderPoint(lastGood, points.value, history.asOf) : lastGood;
    return failureRecord(known, history, event);
  };

  const recordOf = (history: JobHistory, event: Wanted): Promise<BackupHistory | undefined> =>
    isBad(event.phase) ? failureOfResource(history, event) : Promise.resolve(successRecord(history, event));

  const isWanted = (event: BackupEvent): event is Wanted => hasRecord(event) && !isMuted(event);

  return {
    begin: (event) => {
      if (isWanted(event)) void historyOfResource(event.details.resourceArn);
    },
    complete: async (event) => {
      if (!isWanted(event)) return { event };
      const history = await historyOfResource(event.details.resourceArn);
      if (!history.ok) return { event, problem: `earlier backups: ${history.problem}` };
      const record = await recordOf(history.value, event);
      return { event: record === undefined ? event : { ...event, backupHistory: record } };
    },
    giveUp: (reason) => {
      givenUp ??= reason;
    },
  };
};
