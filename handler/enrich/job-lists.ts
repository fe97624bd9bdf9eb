import { pathPart } from "../aws/backup";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import { type JobType, phaseOf } from "../model/job-phase";
import { camelCased } from "../parse/job-details";
import { type AskableJob, type DescribedJob, type DetailsOf, describedJob } from "./describe-job";
import type { JobMemory, RememberedJob } from "./job-memory";
import type { Patience } from "./patience";

/** So many unknown jobs of a batch are not worth a list: asking about each takes hardly more calls. */
const fewJobs = 10;

/** How long a listed job is remembered, and how long AWS Backup counts as busy. */
const rememberedMilliseconds = 60_000;
const maxRemembered = 20_000;

/** A page of 500 jobs takes some hundred kilobytes. (AWS Backup API Reference, MaxResults: up to 1,000) */
const pageSize = 500;
const smallestPageSize = 50;
const maxPages = 40;

const maxAnswerBytes = 1024 ** 2;
const timeoutMilliseconds = 5000;

const minuteMilliseconds = 60_000;

/** AWS sends an event within minutes of what it reports; if many jobs are not found, an hour may do. */
const nearMilliseconds = 5 * minuteMilliseconds;
const farMilliseconds = 60 * minuteMilliseconds;

/** The states that a list of finished jobs can ask for. (AWS Backup API Reference, BackupJobState, CopyJobState, RestoreJobStatus) */
const endStates: Readonly<Record<JobType, readonly string[]>> = {
  backup: ["COMPLETED", "FAILED", "EXPIRED", "ABORTED", "PARTIAL"],
  copy: ["COMPLETED", "FAILED", "PARTIAL"],
  restore: ["COMPLETED", "FAILED", "ABORTED"],
};

const listNames: Readonly<Record<JobType, string>> = {
  backup: "BackupJobs",
  copy: "CopyJobs",
  restore: "RestoreJobs",
};

/** What a list must have in common with a job: finished jobs by state and end, started ones by creation. */
type Slice = { readonly jobType: JobType; readonly state?: string; readonly at: number };

const sliceOf = ({ jobType, phase, state, details, origin }: AskableJob): Slice | undefined => {
  const word = state === "SUCCESSFUL" ? "COMPLETED" : state;
  const isStart = phase === "started";
  const at = ((isStart ? details.startedAt : details.endedAt) ?? origin.sentAt)?.getTime();
  if (at === undefined) return undefined;
  if (isStart) return { jobType, at };
  return word !== undefined && endStates[jobType].includes(word) ? { jobType, state: word, at } : undefined;
};

/** Jobs that one list can show. */
type Group = {
  readonly slice: Slice;
  readonly from: number;
  readonly to: number;
  readonly jobs: readonly AskableJob[];
};

/** Groups jobs by type and state. A pause of an hour between two begins another group: nothing in it needs listing. */
const groupsOf = (jobs: readonly AskableJob[]): readonly Group[] => {
  const sliced = jobs.flatMap((job) => {
    const slice = sliceOf(job);
    return slice === undefined ? [] : [{ slice, job }];
  });
  const groups = new Map<string, Group[]>();
  for (const { slice, job } of sliced.sort((one, other) => one.slice.at - other.slice.at)) {
    const key = `${slice.jobType} ${slice.state}`;
    const alike = groups.get(key) ?? [];
    const last = alike.at(-1);
    if (last !== undefined && slice.at - last.to < farMilliseconds) {
      alike[alike.length - 1] = { ...last, to: slice.at, jobs: [...last.jobs, job] };
    } else alike.push({ slice, from: slice.at, to: slice.at, jobs: [job] });
    groups.set(key, alike);
  }
  return [...groups.values()].flat();
};

const isoDate = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The path of ListBackupJobs, ListCopyJobs or ListRestoreJobs. (AWS Backup API Reference) */
const listPath = (
  { slice: { jobType, state }, from, to }: Group,
  marginMilliseconds: number,
  page: { readonly size: number; readonly token?: string | undefined },
): string => {
  const dated = state === undefined ? "created" : "complete";
  const query = {
    maxResults: String(page.size),
    [jobType === "restore" ? "status" : "state"]: state,
    [`${dated}After`]: isoDate(from - marginMilliseconds),
    [`${dated}Before`]: isoDate(to + nearMilliseconds),
    nextToken: page.token,
  };
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${pathPart(value)}`],
  );
  return `/${jobType}-jobs/?${parts.join("&")}`;
};

type Page = {
  readonly jobs: ReadonlyMap<string, DescribedJob>;
  readonly nextToken: string | undefined;
};

/** Job ids are UUIDs, in either case. */
const keyOf = (jobType: JobType, jobId: string): string => `${jobType} ${jobId.toLowerCase()}`;

const pageOf =
  (jobType: JobType) =>
  (body: string): Page | undefined => {
    const answer = jsonFieldsOf(body);
    const entries = answer?.[listNames[jobType]];
    if (!Array.isArray(entries)) return undefined;
    const jobs = entries.flatMap((entry) => {
      const job = camelCased(fieldsOf(entry) ?? {});
      const jobId = textOf(job[`${jobType}JobId`]);
      return jobId === undefined ? [] : [[keyOf(jobType, jobId), describedJob(job)] as const];
    });
    return { jobs: new Map(jobs), nextToken: textOf(answer?.["NextToken"]) };
  };

/**
 * Whether what a list showed is about the state that the event reports: a start can be of a job that ended since, and a job
 * that is being stopped has no end yet.
 */
const fits = ({ phase, state }: AskableJob, listed: RememberedJob | undefined): listed is RememberedJob =>
  listed !== undefined &&
  (phase === "started" ||
    (phaseOf(listed.state) === phaseOf(state) && (listed.state !== "ABORTING" || state === "ABORTING")));

export type JobListsOptions = {
  readonly patience: Patience;
  /** For what no list shows: that a list does not hold a job says nothing about the job. */
  readonly describe: DetailsOf;
  readonly memory: JobMemory;
  readonly now: () => number;
};

/**
 * The jobs of a batch, from lists of AWS Backup where they are many or where it was busy lately. What the lists show is
 * remembered for a minute, so that a backlog does not list the same jobs with each batch.
 */
export const createJobLists = (
  jobs: readonly AskableJob[],
  { patience, describe, memory, now }: JobListsOptions,
): DetailsOf => {
  const ask = patience({ timeoutMilliseconds, maxAnswerBytes });
  const isRecent = (at: number): boolean => Math.abs(now() - at) < rememberedMilliseconds;

  const recall = (job: AskableJob): RememberedJob | undefined => {
    const listed = memory.jobs.get(keyOf(job.jobType, job.jobId));
    return fits(job, listed) ? listed : undefined;
  };

  const remember = (page: Page): void => {
    const listedAt = now();
    for (const [key, job] of page.jobs) {
      memory.jobs.delete(key);
      memory.jobs.set(key, { ...job, listedAt });
      const [oldest = key] = memory.jobs.keys();
      if (memory.jobs.size > maxRemembered) memory.jobs.delete(oldest);
    }
  };

  const missingOf = (group: Group): number => group.jobs.filter((job) => recall(job) === undefined).length;

  /** Lists until each job of the group is found, or there are no more. A page that is too large is asked for in halves. */
  const list = async (group: Group, marginMilliseconds: number): Promise<void> => {
    const read = pageOf(group.slice.jobType);
    let token: string | undefined;
    let size = pageSize;
    for (let page = 0; page < maxPages; page++) {
      const answer = await ask(listPath(group, marginMilliseconds, { size, token }), read);
      if (answer.ok) {
        remember(answer.value);
        token = answer.value.nextToken;
        if (token === undefined || missingOf(group) === 0) return;
      } else {
        size = Math.floor(size / 2);
        if (answer.because !== "unreadable" || size < smallestPageSize) return;
      }
    }
  };

  const listNearAndFar = async (group: Group): Promise<void> => {
    await list(group, nearMilliseconds);
    if (missingOf(group) > fewJobs) await list(group, farMilliseconds);
  };

  for (const [key, { listedAt }] of memory.jobs) {
    // A restore test is validated after it completed: what was known of it may be old.
    if (!isRecent(listedAt) || key.startsWith("restore ")) memory.jobs.delete(key);
  }
  const unknown = jobs.filter((job) => recall(job) === undefined);
  const isBusy = memory.busyAt !== undefined && isRecent(memory.busyAt);
  const groups = unknown.length > fewJobs || isBusy ? groupsOf(unknown) : [];
  const groupByJob = new Map(groups.flatMap((group) => group.jobs.map((job) => [job, group] as const)));
  const listings = new Map<Group, Promise<void>>();

  return async (job) => {
    const group = groupByJob.get(job);
    if (group !== undefined) {
      const listing = listings.get(group) ?? listNearAndFar(group);
      listings.set(group, listing);
      await listing;
    }
    const value = recall(job);
    return value === undefined ? describe(job) : { ok: true, value };
  };
};
