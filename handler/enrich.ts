import type { Aws } from "./aws-request";
import { failureOf } from "./http";
import { type BackupEvent, type JobDetails, type JobEvent, phaseOf } from "./model";
import { type DescribedJob, describedJobOf, describeJobPath } from "./wire/backup-api";
import { jsonFieldsOf, textOf } from "./wire/fields";

/** The event, and why it could not be completed, where it could not. */
export type Enriched = { readonly event: BackupEvent; readonly problem?: string };

/** A message without details beats a late one. */
const defaultTimeoutMilliseconds = 2000;

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
  return textOf(fields?.["Message"]) ?? textOf(fields?.["message"]) ?? `HTTP ${status}`;
};

/**
 * Asks AWS Backup for what an event leaves out: reason, vault, plan, size, times, the resource's name. Goes on
 * without where the API fails or takes longer than two seconds: an event is never held back for its details.
 */
export const enrich = async (
  event: BackupEvent,
  aws: Aws,
  timeoutMilliseconds = defaultTimeoutMilliseconds,
): Promise<Enriched> => {
  if (event.kind !== "job" || event.jobId === undefined) return { event };
  try {
    const path = describeJobPath(event.jobType, event.jobId);
    const { status, body } = await aws({ service: "backup", method: "GET", path, timeoutMilliseconds });
    const job = status === 200 ? describedJobOf(body) : undefined;
    return job ? { event: merge(event, job) } : { event, problem: refusalOf(status, body) };
  } catch (error) {
    return { event, problem: failureOf(error) };
  }
};
