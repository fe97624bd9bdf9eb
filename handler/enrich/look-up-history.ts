import type { BackupAnswer } from "../aws/backup";
import type { BackupEvent } from "../model/event";
import { failureOf } from "../model/failure";
import type { JobEvent } from "../model/job-event";
import {
  historyOf,
  isBad,
  isOnlyJob,
  type JobHistory,
  narrowedHistory,
  narrowerStart,
  successHistory,
} from "./backup-history";
import type { FailureHistory } from "./failure-history";
import { listedJobsOf, listJobsPath } from "./list-backups";
import type { LookedUp } from "./looked-up";
import type { Patience } from "./patience";

/** Up to so many resources of a batch whose backups failed are asked about one by one, and up to so many others. */
export const maxHistoryLookups = 10;

export type HistoryLookupOptions = {
  readonly patience: Patience;
  readonly now: () => number;
  /** Whether this event will not be posted: then nothing is asked about it. */
  readonly isMuted: (event: BackupEvent) => boolean;
};

/** Looks up the backup histories of one batch. Asks about each resource once. */
export type HistoryLookup = {
  /** Starts asking where the event already names its resource, so that both questions run at the same time. */
  readonly begin: (event: BackupEvent) => void;
  /** Adds the histories of the batch, in the same order. With too many of a kind, none of them is asked for. Never throws. */
  readonly completeAll: (events: readonly BackupEvent[]) => Promise<readonly LookedUp[]>;
};

/** Only a finished backup has a history: AWS's lists of copies and restores say nothing about a resource's backups. */
const hasHistory = (event: BackupEvent): event is JobEvent =>
  event.kind === "job" &&
  event.jobType === "backup" &&
  event.jobId !== undefined &&
  (event.phase === "completed" || isBad(event.phase));

const isFailure = ({ phase }: JobEvent): boolean => isBad(phase);

const areTooMany = (jobs: readonly JobEvent[]): boolean =>
  new Set(jobs.map(({ jobId, details }) => details.resourceArn ?? jobId)).size > maxHistoryLookups;

/** AWS does not say whether `createdAfter` includes the date itself. */
const justBefore = (date: Date): Date => new Date(date.getTime() - 1000);

/** Makes the lookup for one batch. What failures take is loaded only for them. */
export const createHistoryLookup = (
  { patience, now, isMuted }: HistoryLookupOptions,
  loadFailures = () => import("./failure-history"),
): HistoryLookup => {
  const ask = patience();
  const histories = new Map<string, Promise<BackupAnswer<JobHistory>>>();
  let failures: Promise<FailureHistory> | undefined;

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

  const jobsOf = (resourceArn: string): Promise<BackupAnswer<JobHistory>> => {
    const history = histories.get(resourceArn) ?? lookUp(resourceArn);
    histories.set(resourceArn, history);
    return history;
  };

  const isWanted = (event: BackupEvent): event is JobEvent => hasHistory(event) && !isMuted(event);

  /** A failure says that nothing is known, and whether that was asked; of a good backup it would not be missed. */
  const withUnknown = (event: JobEvent, known: "not-checked" | "not-answered"): JobEvent =>
    isFailure(event)
      ? {
          ...event,
          backupHistory: { of: "failure", asOf: new Date(now()), lastGood: { known }, failuresInARow: [] },
        }
      : event;

  const completeFailure = async (event: JobEvent, resourceArn: string): Promise<LookedUp> => {
    try {
      failures ??= loadFailures().then(({ createFailureHistory }) =>
        createFailureHistory({ patience, jobsOf, now }),
      );
      return await (await failures)(event, resourceArn);
    } catch (error) {
      const historyProblem = `earlier backups: ${failureOf(error)}`;
      return { event: withUnknown(event, "not-answered"), historyProblem };
    }
  };

  const completeFirst = async (event: JobEvent, resourceArn: string): Promise<LookedUp> => {
    try {
      const { withFirst } = await import("./first-backup");
      return await withFirst(event, resourceArn, patience());
    } catch (error) {
      return { event, historyProblem: `recovery points: ${failureOf(error)}` };
    }
  };

  const complete = async (event: JobEvent): Promise<LookedUp> => {
    const { resourceArn } = event.details;
    if (resourceArn === undefined) return { event: withUnknown(event, "not-answered") };
    if (isFailure(event)) return completeFailure(event, resourceArn);
    const history = await jobsOf(resourceArn);
    if (!history.ok) return { event, historyProblem: `earlier backups: ${history.problem}` };
    if (isOnlyJob(history.value, event) && event.details.parentJobId === undefined)
      return completeFirst(event, resourceArn);
    const backupHistory = successHistory(history.value, event);
    return { event: backupHistory === undefined ? event : { ...event, backupHistory } };
  };

  return {
    begin: (event) => {
      if (isWanted(event) && event.details.resourceArn !== undefined) void jobsOf(event.details.resourceArn);
    },
    completeAll: (events) => {
      const wanted = events.filter(isWanted);
      const kinds = [wanted.filter(isFailure), wanted.filter((event) => !isFailure(event))];
      const tooMany = new Set<BackupEvent>(kinds.filter(areTooMany).flat());
      return Promise.all(
        events.map((event) => {
          if (!isWanted(event)) return { event };
          return tooMany.has(event) ? { event: withUnknown(event, "not-checked") } : complete(event);
        }),
      );
    },
  };
};
