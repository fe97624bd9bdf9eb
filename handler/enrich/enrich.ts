import { askBackup } from "../aws/backup";
import type { Aws } from "../aws/request";
import type { BackupEvent, JobDetails, JobEvent } from "../model/event";
import { jobPhaseOf, phaseOf } from "../model/job-phase";
import { type DescribedJob, describedJobOf, describeJobPath } from "./describe-job";
import { createHistoryLookup, type HistoryLookup } from "./look-up-history";

/** The event, and what is missing from it. */
export type Enriched = {
  readonly event: BackupEvent;
  /** Why AWS Backup could not be asked about the job itself. */
  readonly problem?: string;
  /** Why it could not be asked about earlier backups: the job's own reason is known all the same. */
  readonly historyProblem?: string;
};

/** A message without details beats a late one. */
const defaultTimeoutMilliseconds = 2000;

/** How many jobs are asked about at once. AWS does not say how many calls a second it allows. */
const lanes = 8;

/** The event's own state wins: the API may already know a later one. */
const merge = (event: JobEvent, job: DescribedJob): JobEvent => {
  const state = event.state ?? job.state;
  const described: JobDetails =
    phaseOf(job.state) === phaseOf(state) ? job.details : withoutOutcome(job.details);
  const details = { ...described, ...event.details };
  const phase = jobPhaseOf(event.jobType, state, details);
  return { ...event, details, phase, ...(state !== undefined && { state }) };
};

/** Drops what belongs to the end of a job. */
const withoutOutcome = ({
  reason,
  messageCategory,
  endedAt,
  validationStatus,
  validationMessage,
  deletionStatus,
  deletionMessage,
  ...details
}: JobDetails): JobDetails => details;

type Asked = Enriched & { readonly apiIsDown?: true };

/**
 * A finished job that AWS Backup could not be asked about. SNS says COMPLETED of a job with issues, too: without its
 * details such a job is not good news. EventBridge's event has them. A copy has no issues of its own.
 */
const unanswered = (event: BackupEvent, problem: string): BackupEvent => {
  if (event.kind !== "job") return event;
  const { jobType, phase, details } = event;
  const isKnown = details.endedAt !== undefined || details.messageCategory !== undefined;
  const isUnchecked = phase === "completed" && jobType !== "copy" && !isKnown;
  return { ...event, unanswered: problem, ...(isUnchecked && { phase: "completed-unchecked" }) };
};

const describe = async (event: BackupEvent, aws: Aws, timeoutMilliseconds: number): Promise<Asked> => {
  if (event.kind !== "job" || event.jobId === undefined) return { event };
  const path = describeJobPath(event.jobType, event.jobId);
  const answer = await askBackup(aws, path, timeoutMilliseconds, describedJobOf);
  if (answer.ok) return { event: merge(event, answer.value) };
  const { problem, apiIsDown } = answer;
  return { event: unanswered(event, problem), problem, ...(apiIsDown && { apiIsDown }) };
};

const withHistory = async (event: BackupEvent, lookup: HistoryLookup): Promise<Enriched> =>
  event.kind === "job" && event.phase !== "completed-unchecked" ? lookup.complete(event) : { event };

type Asking = { readonly aws: Aws; readonly timeoutMilliseconds: number; readonly lookup: HistoryLookup };

/** The job's details and, at the same time, the resource's backup history. */
const ask = async (event: BackupEvent, asking: Asking): Promise<Asked> => {
  const { aws, timeoutMilliseconds, lookup } = asking;
  const describing = describe(event, aws, timeoutMilliseconds);
  lookup.begin(event);
  const described = await describing;
  if (described.apiIsDown) lookup.giveUp(described.problem ?? "the API is down");
  return { ...(await withHistory(described.event, lookup)), ...withoutEvent(described) };
};

const withoutEvent = ({ event: _, ...rest }: Asked): Omit<Asked, "event"> => rest;

export type EnrichOptions = {
  readonly timeoutMilliseconds?: number;
  /** No further job is asked about after this time. */
  readonly budgetMilliseconds?: number;
  readonly now?: () => number;
  /** Whether an event will not be posted: then its resource's backup history is not asked for. */
  readonly isMuted?: (event: BackupEvent) => boolean;
};

/**
 * Asks AWS Backup for what events leave out: reason, vault, plan, size, times, the resource's name, and the history of
 * its backups. Goes on without them where the API fails or takes longer than two seconds: an event is never held back
 * for its details. Once the API is down, throttles or denies access, the remaining events are not asked about.
 * @returns one result per event, in the same order
 */
export const enrich = async (
  events: readonly BackupEvent[],
  aws: Aws,
  options: EnrichOptions = {},
): Promise<readonly Enriched[]> => {
  const { timeoutMilliseconds = defaultTimeoutMilliseconds, now = Date.now } = options;
  const endsAt = now() + (options.budgetMilliseconds ?? Number.POSITIVE_INFINITY);
  const results: Enriched[] = events.map((event) => ({ event }));
  const waiting = events.entries();
  const lookup = createHistoryLookup({
    aws,
    events,
    timeoutMilliseconds,
    endsAt,
    now,
    isMuted: options.isMuted ?? (() => false),
  });
  let givenUp: string | undefined;
  const lane = async (): Promise<void> => {
    for (const [index, event] of waiting) {
      if (now() >= endsAt) givenUp ??= "too many jobs to ask about in the time";
      const wanted = event.kind === "job" && event.jobId !== undefined;
      if (givenUp !== undefined && wanted) {
        const problem = `not asked: ${givenUp}`;
        lookup.giveUp(givenUp);
        results[index] = { ...(await withHistory(unanswered(event, problem), lookup)), problem };
        continue;
      }
      const { apiIsDown, ...result } = await ask(event, { aws, timeoutMilliseconds, lookup });
      results[index] = result;
      if (apiIsDown) givenUp ??= result.problem;
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, events.length) }, lane));
  return results;
};
