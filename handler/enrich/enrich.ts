import type { Aws } from "../aws/request";
import type { BackupEvent } from "../model/event";
import type { JobDetails, JobEvent } from "../model/job-event";
import { jobPhaseOf, phaseOf } from "../model/job-phase";
import { isBad } from "./backup-history";
import { type AskableJob, type DescribedJob, type DetailsOf, describeJobs } from "./describe-job";
import type { createJobLists } from "./job-lists";
import type { JobMemory } from "./job-memory";
import { createHistoryLookup, maxHistoryLookups } from "./look-up-history";
import { createPatience, type Patience } from "./patience";

/** The event, and what is missing from it. */
export type Enriched = {
  readonly event: BackupEvent;
  /** Why AWS Backup could not be asked about the job itself. */
  readonly problem?: string;
  /** Why it could not be asked about earlier backups: the job's own reason is known all the same. */
  readonly historyProblem?: string;
};

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

/**
 * A finished job that AWS Backup could not be asked about. SNS says COMPLETED of a job with issues, too: without its
 * details such a job is not good news. EventBridge's event has them. A copy has no issues of its own.
 */
const unanswered = (event: JobEvent, problem: string): JobEvent => {
  const { jobType, phase, details } = event;
  const isKnown = details.endedAt !== undefined || details.messageCategory !== undefined;
  const isUnchecked = phase === "completed" && jobType !== "copy" && !isKnown;
  return { ...event, unanswered: problem, ...(isUnchecked && { phase: "completed-unchecked" }) };
};

/** Why AWS Backup's answer says nothing about the job's end: it lags behind the event, or is about no or another end. */
const silenceOf = (event: JobEvent, { state }: DescribedJob): string | undefined => {
  const answered = phaseOf(state);
  if (event.phase !== "started" && answered === "started") return `AWS Backup still says ${state}`;
  if (phaseOf(event.state) !== "completed" || answered === "completed") return undefined;
  return state === undefined
    ? "AWS Backup's answer says nothing about the end of the job"
    : `AWS Backup says ${state}`;
};

const complete = async (job: AskableJob, detailsOf: DetailsOf): Promise<Enriched> => {
  const answer = await detailsOf(job);
  if (!answer.ok) return { event: unanswered(job, answer.problem), problem: answer.problem };
  const event = merge(job, answer.value);
  const problem = silenceOf(event, answer.value);
  return problem === undefined ? { event } : { event: unanswered(event, problem), problem };
};

/** Bad news first, then the end of a job, which may turn out to be bad news. */
const urgencyOf = ({ phase }: JobEvent): number => (isBad(phase) ? 0 : phase === "started" ? 2 : 1);

/** Loads what lists jobs. */
type LoadLists = () => Promise<{ readonly createJobLists: typeof createJobLists }>;

/** Where the answers come from. What lists jobs is loaded only for many, or after there were many. */
const sourceOf = async (
  jobs: readonly AskableJob[],
  patience: Patience,
  { memory, now }: Pick<EnrichOptions, "memory" | "now">,
  loadLists: LoadLists,
): Promise<DetailsOf> => {
  const describe = describeJobs(patience());
  const isCalm = memory.jobs.size === 0 && memory.busyAt === undefined;
  if (isCalm && jobs.length <= maxHistoryLookups) return describe;
  const lists = await loadLists().catch(() => undefined);
  return lists?.createJobLists(jobs, { patience, describe, memory, now }) ?? describe;
};

export type EnrichOptions = {
  /** No further question is asked after this time. */
  readonly budgetMilliseconds: number;
  /** Whether an event will not be posted: then its resource's backup history is not asked for. */
  readonly isMuted: (event: BackupEvent) => boolean;
  /** What earlier batches found out. */
  readonly memory: JobMemory;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
};

/**
 * Asks AWS Backup for what events leave out: reason, vault, plan, size, times, the resource's name, and the history of
 * its backups. Goes on without them where the API fails or takes too long: an event is never held back for its details.
 * A start that is muted is not asked about: nothing that AWS Backup knows would show it.
 * @returns one result per event, in the same order
 */
export const enrich = async (
  events: readonly BackupEvent[],
  aws: Aws,
  options: EnrichOptions,
  loadLists: LoadLists = () => import("./job-lists"),
): Promise<readonly Enriched[]> => {
  const { isMuted, memory, now, sleep, random } = options;
  const patience = createPatience({
    aws,
    endsAt: now() + options.budgetMilliseconds,
    now,
    sleep,
    random,
    onBusy: () => {
      memory.busyAt = now();
    },
  });
  const isAsked = (event: BackupEvent): event is AskableJob =>
    event.kind === "job" && event.jobId !== undefined && !(event.phase === "started" && isMuted(event));
  const jobs = events.filter(isAsked).sort((one, other) => urgencyOf(one) - urgencyOf(other));
  const lookup = createHistoryLookup({ patience, now, isMuted });
  const detailsOf = await sourceOf(jobs, patience, options, loadLists);

  const completed = new Map<BackupEvent, Promise<Enriched>>(
    jobs.map((job) => [job, complete(job, detailsOf)]),
  );
  // Behind the jobs' own details. With many, which have a history worth a question shows only once those are known.
  if (jobs.length <= maxHistoryLookups) for (const job of jobs) lookup.begin(job);
  const described = await Promise.all(events.map((event) => completed.get(event) ?? { event }));
  const lookedUp = await lookup.completeAll(described.map(({ event }) => event));
  return described.map((one, index) => ({ ...one, ...lookedUp[index] }));
};
