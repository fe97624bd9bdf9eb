import { askBackup, type BackupAnswer } from "../aws/backup";
import type { Aws } from "../aws/request";
import type { BackupEvent, JobEvent } from "../model/event";
import { failureOf } from "../model/failure";
import {
  historyOf,
  isBad,
  type JobHistory,
  narrowedHistory,
  narrowerStart,
  successHistory,
} from "./backup-history";
import type { FailureHistory } from "./failure-history";
import { listedJobsOf, listJobsPath } from "./list-backups";

/** Failures of up to so many resources in a batch are asked about one by one. */
export const maxHistoryLookups = 10;

export type HistoryLookupOptions = {
  readonly aws: Aws;
  /** The batch. */
  readonly events: readonly BackupEvent[];
  readonly timeoutMilliseconds: number;
  /** Nothing is asked after this time. */
  readonly endsAt: number;
  readonly now: () => number;
  /** Whether this event will not be posted: then nothing is asked about it. */
  readonly isMuted: (event: BackupEvent) => boolean;
};

/** Asks AWS Backup within the batch's time. A refusal keeps no other question from being asked. */
export type Ask = <Value>(
  path: string,
  read: (body: string) => Value | undefined,
  /** Why nothing is asked. */
  givenUp?: string,
) => Promise<BackupAnswer<Value>>;

/** The event with its history if there is one, or why asking failed. */
export type LookedUp = { readonly event: JobEvent; readonly historyProblem?: string };

/** Looks up the backup histories of one batch. Asks about each resource once, and stops once the API is down. */
export type HistoryLookup = {
  /** Starts asking where the event already names its resource, so that both questions run at the same time. */
  readonly begin: (event: BackupEvent) => void;
  /** Adds the history. Never throws. */
  readonly complete: (event: JobEvent) => Promise<LookedUp>;
  /** Stops asking. */
  readonly giveUp: (reason: string) => void;
};

/** Only a finished backup has a history: AWS's lists of copies and restores say nothing about a resource's backups. */
const hasHistory = (event: BackupEvent): event is JobEvent =>
  event.kind === "job" &&
  event.jobType === "backup" &&
  event.jobId !== undefined &&
  (event.phase === "completed" || isBad(event.phase));

/** AWS does not say whether `createdAfter` includes the date itself. */
const justBefore = (date: Date): Date => new Date(date.getTime() - 1000);

/** Makes the lookup for one batch. */
export const createHistoryLookup = (
  options: HistoryLookupOptions,
  loadFailures = () => import("./failure-history"),
): HistoryLookup => {
  const { aws, events, endsAt, now, isMuted } = options;
  const histories = new Map<string, Promise<BackupAnswer<JobHistory>>>();
  let failures: Promise<FailureHistory> | undefined;
  let givenUp: string | undefined;
  let listsGivenUp: string | undefined;

  const ask: Ask = async (path, read, reason = givenUp) => {
    const leftMilliseconds = endsAt - now();
    const refusal = reason ?? (leftMilliseconds <= 0 ? "too many jobs to ask about in the time" : undefined);
    if (refusal !== undefined) return { ok: false, problem: `not asked: ${refusal}`, apiIsDown: true };
    const timeoutMilliseconds = Math.min(options.timeoutMilliseconds, leftMilliseconds);
    return askBackup(aws, path, timeoutMilliseconds, read);
  };

  const listJobs = async (path: string) => {
    const answer = await ask(path, listedJobsOf, givenUp ?? listsGivenUp);
    if (!answer.ok && answer.apiIsDown) listsGivenUp ??= answer.problem;
    return answer;
  };

  /** A list that AWS truncates is asked for once more, from a later date on, so that the newest jobs are complete. */
  const lookUp = async (resourceArn: string): Promise<BackupAnswer<JobHistory>> => {
    const asOf = new Date(now());
    const first = await listJobs(listJobsPath(resourceArn));
    if (!first.ok) return first;
    const start = first.value.isWhole ? undefined : narrowerStart(first.value);
    const second = start && (await listJobs(listJobsPath(resourceArn, justBefore(start))));
    const value =
      start && second?.ok
        ? narrowedHistory(first.value, second.value, start, asOf)
        : historyOf(first.value, asOf);
    return { ok: true, value };
  };

  const historyOfResource = (resourceArn: string): Promise<BackupAnswer<JobHistory>> => {
    const history = histories.get(resourceArn) ?? lookUp(resourceArn);
    histories.set(resourceArn, history);
    return history;
  };

  const isWanted = (event: BackupEvent): event is JobEvent => hasHistory(event) && !isMuted(event);
  const failedResources = events.flatMap((event) =>
    isWanted(event) && isBad(event.phase) ? [event.details.resourceArn ?? event.jobId] : [],
  );
  const areTooMany = new Set(failedResources).size > maxHistoryLookups;

  /** What failures take is loaded only for them. */
  const completeFailure = async (event: JobEvent): Promise<LookedUp> => {
    try {
      failures ??= loadFailures().then(({ createFailureHistory }) =>
        createFailureHistory({
          ask,
          jobsOf: historyOfResource,
          now,
          maxResources: areTooMany ? 0 : maxHistoryLookups,
        }),
      );
      return await (await failures)(event);
    } catch (error) {
      const lastGood = { known: "not-answered" } as const;
      const backupHistory = { of: "failure", asOf: new Date(now()), lastGood, failuresInARow: [] } as const;
      return { event: { ...event, backupHistory }, historyProblem: `earlier backups: ${failureOf(error)}` };
    }
  };

  return {
    begin: (event) => {
      if (!isWanted(event) || event.details.resourceArn === undefined) return;
      if (!areTooMany || !isBad(event.phase)) void historyOfResource(event.details.resourceArn);
    },
    complete: async (event) => {
      if (!isWanted(event)) return { event };
      if (isBad(event.phase)) return completeFailure(event);
      if (event.details.resourceArn === undefined) return { event };
      const history = await historyOfResource(event.details.resourceArn);
      if (!history.ok) return { event, historyProblem: `earlier backups: ${history.problem}` };
      const backupHistory = successHistory(history.value, event);
      return { event: backupHistory === undefined ? event : { ...event, backupHistory } };
    },
    giveUp: (reason) => {
      givenUp ??= reason;
    },
  };
};
