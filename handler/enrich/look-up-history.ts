import type { BackupAnswer } from "../aws/backup";
import type { BackupEvent, BackupHistory, JobEvent } from "../model/event";
import {
  failureHistory,
  historyOf,
  isBad,
  type JobHistory,
  lastGoodOf,
  narrowedHistory,
  narrowerStart,
  successHistory,
  withOlderPoint,
} from "./backup-history";
import { listedJobsOf, listedPointsOf, listJobsPath, listPointsPath } from "./list-backups";
import type { Patience } from "./patience";

/** Up to so many resources of a batch whose backups failed are asked about one by one, and up to so many others. */
export const maxHistoryLookups = 10;

export type HistoryLookupOptions = {
  readonly patience: Patience;
  readonly now: () => number;
  /** Whether this event will not be posted: then nothing is asked about it. */
  readonly isMuted: (event: BackupEvent) => boolean;
};

/** The event with its history if there is one, or why asking failed. */
export type LookedUp = { readonly event: BackupEvent; readonly historyProblem?: string };

/** Looks up the backup histories of one batch. Asks about each resource once. */
export type HistoryLookup = {
  /** Starts asking where the event already names its resource, so that both questions run at the same time. */
  readonly begin: (event: BackupEvent) => void;
  /** Adds the histories of the batch, in the same order. With too many of a kind, none of them is asked for. Never throws. */
  readonly completeAll: (events: readonly BackupEvent[]) => Promise<readonly LookedUp[]>;
};

type Wanted = JobEvent & { readonly details: { readonly resourceArn: string } };

/** Only a finished backup has a history: AWS's lists of copies and restores say nothing about a resource's backups. */
const hasHistory = (event: BackupEvent): event is Wanted =>
  event.kind === "job" &&
  event.jobType === "backup" &&
  event.jobId !== undefined &&
  event.details.resourceArn !== undefined &&
  (event.phase === "completed" || isBad(event.phase));

const areTooMany = (jobs: readonly Wanted[]): boolean =>
  new Set(jobs.map(({ details }) => details.resourceArn)).size > maxHistoryLookups;

/** A failure says that its history was not asked for; of a good backup it would not be missed. */
const notChecked = (event: Wanted, now: () => number): JobEvent =>
  isBad(event.phase)
    ? {
        ...event,
        backupHistory: {
          of: "failure",
          asOf: new Date(now()),
          lastGood: { found: "not-checked" },
          failuresInARow: [],
        },
      }
    : event;

/** AWS does not say whether `createdAfter` includes the date itself. */
const justBefore = (date: Date): Date => new Date(date.getTime() - 1000);

/** Makes the lookup for one batch. */
export const createHistoryLookup = ({ patience, now, isMuted }: HistoryLookupOptions): HistoryLookup => {
  const ask = patience();
  const histories = new Map<string, Promise<BackupAnswer<JobHistory>>>();

  /** A list that AWS truncates is asked for once more, from a later date on, so that the newest jobs are complete. */
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

  /** Where 30 days of jobs show no good backup, the recovery points may still include an older one. */
  const failureOfResource = async (history: JobHistory, event: Wanted) => {
    const lastGood = lastGoodOf(history, event);
    if (lastGood === undefined) return undefined;
    if (lastGood.found !== "none") return failureHistory(lastGood, history, event);
    const points = await ask(listPointsPath(event.details.resourceArn), listedPointsOf);
    const known = points.ok ? withOlderPoint(lastGood, points.value, history.asOf) : lastGood;
    return failureHistory(known, history, event);
  };

  const historyOfBackup = (history: JobHistory, event: Wanted): Promise<BackupHistory | undefined> =>
    isBad(event.phase) ? failureOfResource(history, event) : Promise.resolve(successHistory(history, event));

  const isWanted = (event: BackupEvent): event is Wanted => hasHistory(event) && !isMuted(event);

  const complete = async (event: Wanted): Promise<LookedUp> => {
    const history = await historyOfResource(event.details.resourceArn);
    if (!history.ok) return { event, historyProblem: `earlier backups: ${history.problem}` };
    const backupHistory = await historyOfBackup(history.value, event);
    return { event: backupHistory === undefined ? event : { ...event, backupHistory } };
  };

  return {
    begin: (event) => {
      if (isWanted(event)) void historyOfResource(event.details.resourceArn);
    },
    completeAll: (events) => {
      const wanted = events.filter(isWanted);
      const failures = wanted.filter(({ phase }) => isBad(phase));
      const tooMany = new Set(
        [failures, wanted.filter(({ phase }) => !isBad(phase))].filter(areTooMany).flat(),
      );
      return Promise.all(
        events.map((event) => {
          if (!isWanted(event)) return { event };
          return tooMany.has(event) ? { event: notChecked(event, now) } : complete(event);
        }),
      );
    },
  };
};
