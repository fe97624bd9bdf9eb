import { pathPart } from "../aws/backup";
import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import { type Fields, fieldsOf, jsonFieldsOf, known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { type JobType, phaseOf } from "../model/job-phase";
import type { Parts } from "../model/parts";
import { failedCountOf } from "../model/parts";
import { type ResourceFacts, resourceOf } from "../model/resource";
import { severityOf } from "../model/severity-of";
import { camelCased, jobDetailsOf, jobStateOf } from "../parse/job-details";
import { type DetailsOf, describeJobs } from "./describe-job";
import { type Ask, createPatience } from "./patience";

type JobUpdate = Update & { readonly event: JobEvent };

const isJob = (update: Update): update is JobUpdate => update.event.kind === "job";

/** A message without the names of parts beats a late one. */
const budgetMilliseconds = 4000;

/** Posting needs the rest of the time. */
const leastRemainingMilliseconds = 20_000;

const sameJob = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

const isBad = ({ event }: JobUpdate): boolean => !["good", "neutral"].includes(severityOf(event));

/** Nothing can be its own part, and what is a part itself has none here: its message is not sure to be sent. */
const isPartOf = (part: JobUpdate, whole: JobUpdate): boolean =>
  whole.event.details.parentJobId === undefined &&
  part.event.jobType === whole.event.jobType &&
  part.event.origin.accountId === whole.event.origin.accountId &&
  sameJob(part.event.details.parentJobId, whole.event.jobId);

/** Good news of the whole does not hide bad news of a part, nor does either hide that a part could not be checked. */
const isSaidBy = (part: JobUpdate, whole: JobUpdate): boolean =>
  part.event.phase !== "completed-unchecked" && (isBad(whole) || !isBad(part));

/** A route that wants a part in another channel, or mentions someone for it, gets its message. */
const isPostedAlike = ({ posting: part }: Update, { posting: whole }: Update): boolean =>
  part === undefined ||
  [part.mention ?? whole?.mention, part.channel, part.severity].join() ===
    [whole?.mention, whole?.channel, part.severity && whole?.severity].join();

const nameOf = (details: ResourceFacts): string => {
  const { name = "a part without a name", service } = resourceOf(details);
  return service === undefined ? name : `${name} (${service})`;
};

type FailedParts = NonNullable<Parts["failed"]>;

const failedOf = (parts: readonly JobUpdate[]): FailedParts =>
  parts
    .filter(isBad)
    .map(({ event: { details } }) => ({ name: nameOf(details), ...known({ reason: details.reason }) }));

const listNames = { backup: "BackupJobs", copy: "CopyJobs", restore: "RestoreJobs" } as const;

const failedInList =
  (jobType: JobType) =>
  (body: string): FailedParts | undefined => {
    const jobs = jsonFieldsOf(body)?.[listNames[jobType]];
    if (!Array.isArray(jobs)) return undefined;
    return jobs.flatMap((one: unknown) => {
      const job: Fields = camelCased(fieldsOf(one) ?? {});
      const phase = phaseOf(jobStateOf(job));
      const { reason, ...details } = jobDetailsOf(job);
      return ["failed", "expired", "aborted", "partial"].includes(phase)
        ? [{ name: nameOf(details), ...known({ reason }) }]
        : [];
    });
  };

/** The path of ListBackupJobs, ListCopyJobs or ListRestoreJobs for a composite's parts. (AWS Backup API Reference) */
const listPartsPath = (jobType: JobType, jobId: string): string =>
  `/${jobType}-jobs/?maxResults=100&parentJobId=${pathPart(jobId)}`;

/** Two parts can have one name, and one of two answers may leave out the reason. */
const isSamePart = (one: FailedParts[number], other: FailedParts[number]): boolean =>
  one.name === other.name && (one.reason ?? other.reason) === (other.reason ?? one.reason);

/**
 * What became of the parts of a composite backup. AWS Backup is asked unless the batch names as many failed parts as the
 * whole counts: the others came earlier. Its list may lag behind the batch.
 */
const withFailed = async (whole: JobUpdate, parts: readonly JobUpdate[], ask: Ask): Promise<JobUpdate> => {
  const { event } = whole;
  const { details, jobId, jobType } = event;
  let failed = failedOf(parts);
  const areAllNamed = failed.length > 0 && failed.length >= failedCountOf(details.parts);
  if (!areAllNamed && jobId !== undefined && isBad(whole)) {
    const answer = await ask(listPartsPath(jobType, jobId), failedInList(jobType));
    const listed = answer.ok ? answer.value : [];
    failed = [...listed, ...failed.filter((part) => !listed.some((other) => isSamePart(part, other)))];
  }
  if (failed.length === 0) return whole;
  const { byState = {}, ...counts } = details.parts ?? {};
  return { ...whole, event: { ...event, details: { ...details, parts: { ...counts, byState, failed } } } };
};

/** Whose part a job is, if AWS Backup says so. Each whole is asked about once. */
const createParentNames = (ask: Ask) => {
  const answers = new Map<string, ReturnType<DetailsOf>>();
  return async (part: JobUpdate): Promise<JobUpdate> => {
    const { event } = part;
    const { parentJobId } = event.details;
    if (parentJobId === undefined) return part;
    const key = `${event.jobType} ${parentJobId.toLowerCase()}`;
    const asked = answers.get(key) ?? describeJobs(ask)({ ...event, jobId: parentJobId });
    answers.set(key, asked);
    const answer = await asked;
    if (!answer.ok || resourceOf(answer.value.details).name === undefined) return part;
    return {
      ...part,
      event: { ...event, details: { ...event.details, parentName: nameOf(answer.value.details) } },
    };
  };
};

/**
 * Makes one message of a composite backup and its parts that came in the same batch, which names the parts that failed.
 * A part that needs its own message says whose it is.
 */
export const composeParts = async (
  updates: readonly Update[],
  invocation: Pick<Invocation, "aws" | "now" | "sleep" | "random" | "remainingMilliseconds">,
): Promise<readonly Update[]> => {
  const spareMilliseconds = invocation.remainingMilliseconds() - leastRemainingMilliseconds;
  const endsAt = invocation.now() + Math.min(budgetMilliseconds, spareMilliseconds);
  const ask = createPatience({ ...invocation, endsAt, onBusy: () => undefined })();
  const withParentName = createParentNames(ask);
  const jobs = updates.filter(isJob);
  const wholes = jobs.filter(({ event }) => event.phase !== "started");
  const wholeOf = (part: JobUpdate): JobUpdate | undefined =>
    wholes.find((whole) => isPartOf(part, whole) && isSaidBy(part, whole) && isPostedAlike(part, whole));
  const done: Promise<Update | undefined>[] = updates.map(async (update) => {
    if (!isJob(update)) return update;
    if (update.event.details.parentJobId !== undefined) {
      return wholeOf(update) === undefined ? withParentName(update) : undefined;
    }
    const parts = jobs.filter((part) => wholeOf(part) === update);
    if (parts.length === 0 && update.event.details.parts === undefined) return update;
    const whole = await withFailed(update, parts, ask);
    return {
      ...whole,
      records: [...whole.records, ...parts.flatMap(({ records }) => records)],
      suppressed: [
        ...whole.suppressed,
        ...parts.flatMap((part) => [
          { novelty: "duplicate" as const, event: part.event },
          ...part.suppressed,
        ]),
      ],
    };
  });
  return (await Promise.all(done)).filter((update) => update !== undefined);
};
