import type { CopyCause } from "../../model/found";
import { type Answer, answered, known } from "../answer";
import type { Asker } from "../ask/asker";
import { type JobFilter, listJobs } from "../ask/jobs";
import { lastDueRunOf } from "../cause";
import type { Coverage } from "../coverage";
import type { CopyFacts, Facts, Hearing, Job, JobKind, OpenCopy, Plan } from "../facts";
import { dateAt, type Memory, secondsOf, type UnheardMemory } from "../memory/memory";
import { hears } from "../unheard";
import type { WatchContext } from "../watch-context";

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** A job that ended may take a while to be listed so. */
export const listLagSeconds = 10 * 60;

/** For so few resources each one's jobs are asked for; for more, all jobs of the time. */
const fewResources = 8;
const longestJobListMilliseconds = 8 * dayMilliseconds;

/**
 * Backups are compared with their copies for as long as a copy may be late: since the last check, to which they were too young, and
 * at least with time for a check that is missed.
 */
const copyHours = { from: 28, sinceLastCheck: 24, to: 12 } as const;

const unheardOf = (
  { kind, id, resourceArn, vaultName, state, createdAt }: Job,
  endedAt: Date,
): UnheardMemory => ({
  kind,
  id,
  resourceArn,
  vaultName,
  state,
  createdAt: secondsOf(createdAt),
  endedAt: secondsOf(endedAt),
});

export const jobOfMemory = ({ sentAt: _, createdAt, endedAt, ...job }: UnheardMemory): Job => ({
  ...job,
  createdAt: dateAt(createdAt),
  endedAt: dateAt(endedAt),
});

const kinds: readonly JobKind[] = ["backup", "copy", "restore"];

type Jobs = { readonly listed: Answer<readonly Job[]>; readonly unheard: ReadonlyMap<string, UnheardMemory> };

/** What ended since the last check, and what had not been heard then. */
export const askJobs = async (
  asker: Asker,
  { settings, now }: Pick<WatchContext, "settings" | "now">,
  memory: Memory,
  hearing: Hearing,
): Promise<Jobs> => {
  const wanted = kinds.filter((kind) => kind === "backup" || settings.heardKinds.includes(kind));
  // A clock that was wrong once must not hide all jobs until then.
  const listedUntil = Math.min(memory.state.listedUntil, secondsOf(now) - listLagSeconds);
  const filter: JobFilter = { completeAfter: dateAt(listedUntil) };
  const lists = await Promise.all(wanted.map((kind) => listJobs(asker, kind, filter)));
  const listed = lists.flatMap((list) => answered(list) ?? []);
  const unheard = new Map(memory.unheard);
  for (const job of listed) {
    const key = `${job.kind} ${job.id}`;
    if (job.endedAt && job.parentJobId === undefined && hears(hearing, job, job.endedAt) && !unheard.has(key))
      unheard.set(key, unheardOf(job, job.endedAt));
  }
  return { listed: lists.find((list) => list.is === "unknown") ?? known(listed), unheard };
};

/** Copies that were reported as missing. */
export const openCopiesOf = (open: Memory["open"]): readonly OpenCopy[] =>
  [...open].flatMap(([key, { finding, cause, subject }]) => {
    const [, destinationVaultArn = ""] = key.split("|");
    if (finding !== "copy-overdue") return [];
    const known = copyCauses.find((one) => one === cause);
    const since = new Date(subject.since);
    return [{ arn: subject.id, destinationVaultArn, since, ...(known && { cause: known }) }];
  });

const copyCauses: readonly CopyCause[] = ["running", "failing", "missed"];

/** Backups that rules want copied, and all copies since then and since the first that is missing. Absent where no rule copies. */
export const askCopies = async (
  asker: Asker,
  plans: Answer<readonly Plan[]>,
  openCopies: readonly OpenCopy[],
  { lastCheckAt }: Memory["state"],
  now: Date,
): Promise<Answer<CopyFacts> | undefined> => {
  const all = answered(plans) ?? [];
  if (!all.some(({ rules }) => answered(rules)?.some(({ copyTo }) => copyTo !== undefined))) return undefined;
  const seenBefore = lastCheckAt === undefined ? now : dateAt(lastCheckAt);
  const completeAfter = new Date(
    Math.min(
      now.getTime() - copyHours.from * hourMilliseconds,
      seenBefore.getTime() - copyHours.sinceLastCheck * hourMilliseconds,
    ),
  );
  const completeBefore = new Date(now.getTime() - copyHours.to * hourMilliseconds);
  const backups = await listJobs(asker, "backup", { completeAfter, completeBefore });
  if (backups.is === "unknown") return backups;
  // As arguments of one call, a hundred thousand do not fit.
  const first = [
    ...backups.value.map(({ createdAt }) => createdAt),
    ...openCopies.map(({ since }) => since),
  ].reduce((least, at) => Math.min(least, at.getTime()), completeAfter.getTime());
  const copies = await listJobs(asker, "copy", { createdAfter: new Date(first) });
  return copies.is === "unknown" ? copies : known({ backups: backups.value, copies: copies.value });
};

/** The backups that say why resources have no new one. Only what was not reported with a lasting cause is asked about. */
export const askCauses = async (
  asker: Asker,
  candidates: readonly Coverage[],
  now: Date,
): Promise<Pick<Facts, "causeJobs" | "jobsAskedOf">> => {
  const yesterday = new Date(now.getTime() - 2 * dayMilliseconds);
  const sinceOf = ({ selecting }: Coverage): Date => {
    const run = lastDueRunOf(selecting);
    return run !== undefined && run < yesterday ? run : yesterday;
  };
  const first = new Date(Math.min(...candidates.map((one) => sinceOf(one).getTime())));
  const isShort = now.getTime() - first.getTime() <= longestJobListMilliseconds;
  if (candidates.length > fewResources && isShort) {
    const jobs = await listJobs(asker, "backup", { createdAfter: first });
    return jobs.is === "known"
      ? { causeJobs: jobs.value, jobsAskedOf: new Set(candidates.map(({ resource }) => resource.arn)) }
      : { jobsAskedOf: new Set() };
  }
  const asked = await Promise.all(
    candidates.slice(0, fewResources).map(async (one) => {
      const { arn } = one.resource;
      return {
        arn,
        jobs: await listJobs(asker, "backup", { resourceArn: arn, createdAfter: sinceOf(one) }),
      };
    }),
  );
  return {
    causeJobs: asked.flatMap(({ jobs }) => answered(jobs) ?? []),
    jobsAskedOf: new Set(asked.flatMap(({ arn, jobs }) => (jobs.is === "known" ? [arn] : []))),
  };
};
