import type { Aws } from "./aws-request";
import { failureOf } from "./http";
import { type BackupEvent, type JobDetails, type JobEvent, phaseOf } from "./model";
import { errorTypeOf } from "./wire/aws-error";
import { type DescribedJob, describedJobOf, describeJobPath } from "./wire/backup-api";
import { jsonFieldsOf, textOf } from "./wire/fields";

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
  // Copies and restores may carry a status message on success; only a message category tells of issues there.
  const { reason: _, ...withoutReason } = details;
  const phase = phaseOf(state, event.jobType === "backup" ? details : withoutReason);
  return { ...event, details, phase, ...(state !== undefined && { state }) };
};

/** Leaves out what belongs to the end of a job. */
const withoutOutcome = ({ reason, messageCategory, endedAt, ...details }: JobDetails): JobDetails => details;

const refusalOf = (status: number, body: string): string => {
  const fields = jsonFieldsOf(body);
  return textOf(fields?.["Message"]) ?? textOf(fields?.["message"]) ?? errorTypeOf(status, body);
};

/** Whether the refusal is about this one job, so that it is worth asking about another. */
const isOfOneJob = (status: number, body: string): boolean =>
  status === 404 || (status === 400 && !/throttl|TooManyRequests/i.test(body));

type Asked = Enriched & { readonly apiIsDown?: true };

const ask = async (event: BackupEvent, aws: Aws, timeoutMilliseconds: number): Promise<Asked> => {
  if (event.kind !== "job" || event.jobId === undefined) return { event };
  try {
    const path = describeJobPath(event.jobType, event.jobId);
    const { status, body } = await aws({ service: "backup", method: "GET", path, timeoutMilliseconds });
    const job = status === 200 ? describedJobOf(body) : undefined;
    if (job) return { event: merge(event, job) };
    const problem = refusalOf(status, body);
    return isOfOneJob(status, body) ? { event, problem } : { event, problem, apiIsDown: true };
  } catch (error) {
    return { event, problem: failureOf(error), apiIsDown: true };
  }
};

export type EnrichOptions = {
  readonly timeoutMilliseconds?: number;
  /** No further job is asked about once this has passed. */
  readonly budgetMilliseconds?: number;
  readonly now?: () => number;
};

/**
 * Asks AWS Backup for what events leave out: reason, vault, plan, size, times, the resource's name. Goes on
 * without where the API fails or takes longer than two seconds: an event is never held back for its details. An API
 * that is down, throttles or denies access is not asked about the rest.
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
  let givenUp: string | undefined;
  const lane = async (): Promise<void> => {
    for (const [index, event] of waiting) {
      if (now() >= endsAt) givenUp ??= "too many jobs to ask about in the time";
      const wanted = event.kind === "job" && event.jobId !== undefined;
      if (givenUp !== undefined && wanted) {
        results[index] = { event, problem: `not asked: ${givenUp}` };
        continue;
      }
      const { apiIsDown, ...result } = await ask(event, aws, timeoutMilliseconds);
      results[index] = result;
      if (apiIsDown) givenUp ??= result.problem;
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, events.length) }, lane));
  return results;
};
