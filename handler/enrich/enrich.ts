import { askBackup } from "../aws/backup";
import type { Aws } from "../aws/request";
import { type BackupEvent, type JobDetails, type JobEvent, jobPhaseOf, phaseOf } from "../model/event";
import { type DescribedJob, describedJobOf, describeJobPath } from "./describe-job";
import { createRecorder, type Recorder } from "./look-up-history";

/** The event, and why it could not be completed, where it could not. */
export type Enriched = { readonly event: BackupEvent; readonly problem?: string };

/** A message without details beats a late one. */
const defaultTimeoutMilliseconds = 2000;

/** How many jobs are asked about at once. AWS does not say how many calls a second it allows. */
const lanes = 8;

/** The event's own word wins: the API may already know of a later state. */
const merge = (event: JobEvent, job: DescribedJob): JobEvent => {
  const state = event.state ?? job.state;
  const described: JobDetails =
    phaseOf(job.state) === phaseOf(state) ? job.details : withoutOutcome(job.details);
  const details = { ...described, ...event.details };
  const phase = jobPhaseOf(event.jobType, state, details);
  return { ...event, details, phase, ...(state !== undefined && { state }) };
};

/** Leaves out what belongs to the end of a job. */
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

const describe = async (event: BackupEvent, aws: Aws, timeoutMilliseconds: number): Promise<Asked> => {
  if (event.kind !== "job" || event.jobId === undefined) return { event };
  const path = describeJobPath(event.jobType, event.jobId);
  const answer = await askBackup(aws, path, timeoutMilliseconds, describedJobOf);
  if (answer.ok) return { event: merge(event, answer.value) };
  const { problem, apiIsDown } = answer;
  return apiIsDown ? { event, problem, apiIsDown } : { event, problem };
};

type Asking = { readonly aws: Aws; readonly timeoutMilliseconds: number; readonly recorder: Recorder };

/** The job's details, and beside them how it stands to the resource's earlier backups. */
const ask = async (event: BackupEvent, asking: Asking): Promise<Asked> => {
  const { aws, timeoutMilliseconds, recorder } = asking;
  const describing = describe(event, aws, timeoutMilliseconds);
  recorder.begin(event);
  const described = await describing;
  if (described.apiIsDown) recorder.giveUp(described.problem ?? "the API is down");
  // Only its details tell whether a completed job had issues: without them it counts for nothing.
  const { event: job, problem } = described;
  if (job.kind !== "job" || (problem !== undefined && job.phase === "completed")) return described;
  return { ...(await recorder.complete(job)), ...withoutEvent(described) };
};

const withoutEvent = ({ event: _, ...rest }: Asked): Omit<Asked, "event"> => rest;

export type EnrichOptions = {
  readonly timeoutMilliseconds?: number;
  /** No further job is asked about once this has passed. */
  readonly budgetMilliseconds?: number;
  readonly now?: () => number;
  /** Whether nobody will read of an event: then its resource's earlier backups are not asked about. */
  readonly isMuted?: (event: BackupEvent) => boolean;
};

/**
 * Asks AWS Backup for what events leave out: reason, vault, plan, size, times, the resource's name, and how a finished
 * backup stands to the resource's earlier ones. Goes on without where the API fails or takes longer than two seconds: an
 * event is never held back for its details. An API that is down, throttles or denies access is not asked about the rest.
 * @returns what became of each event, in their order
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
  const recorder = createRecorder({
    aws,
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
        results[index] = { event, problem: `not asked: ${givenUp}` };
        continue;
      }
      const { apiIsDown, ...result } = await ask(event, { aws, timeoutMilliseconds, recorder });
      results[index] = result;
      if (apiIsDown) givenUp ??= result.problem;
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, events.length) }, lane));
  return results;
};
