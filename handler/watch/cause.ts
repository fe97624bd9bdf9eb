import type { OverdueCause } from "../model/found";
import { answered } from "./answer";
import { type Coverage, later, type Selecting } from "./coverage";
import type { Facts, Job, OwnRole } from "./facts";
import { isOfStage, ownVaultNamesOf } from "./scope";

const causes: Readonly<Record<string, OverdueCause>> = {
  CREATED: "waiting",
  PENDING: "waiting",
  RUNNING: "running",
  ABORTING: "failing",
  ABORTED: "failing",
  FAILED: "failing",
  PARTIAL: "failing",
  EXPIRED: "start-window-ended",
};

const isNewer = (one: Job, other: Job): boolean =>
  one.createdAt.getTime() === other.createdAt.getTime() ? one.id > other.id : one.createdAt > other.createdAt;

/** The newest backup job of each resource into the stage's vaults; `undefined` where AWS did not say which jobs there are. */
export const newestJobs = ({
  jobs,
  causeJobs = [],
  hearing,
  plans,
}: Facts): ReadonlyMap<string, Job> | undefined => {
  if (jobs.is === "unknown") return undefined;
  const vaultNames = ownVaultNamesOf(hearing.vaultNames, plans);
  const newest = new Map<string, Job>();
  for (const job of [...(answered(jobs) ?? []), ...causeJobs]) {
    if (job.kind !== "backup" || !isOfStage(vaultNames, job.vaultName)) continue;
    const other = newest.get(job.resourceArn);
    if (other === undefined || isNewer(job, other)) newest.set(job.resourceArn, job);
  }
  return newest;
};

/** AWS Backup forgets jobs after this time. (AWS Backup API Reference, ListBackupJobs) */
const jobListDays = 30;

/** AWS writes its words in two ways: `CONCURRENT_JOB`, `ConcurrentJob`. */
const isConcurrent = ({ messageCategory = "" }: Job): boolean =>
  messageCategory.toLowerCase().replaceAll("_", "") === "concurrentjob";

const jobCauseOf = (job: Job): OverdueCause | undefined =>
  job.state === "EXPIRED" && isConcurrent(job)
    ? "other-plan"
    : Object.hasOwn(causes, job.state)
      ? causes[job.state]
      : undefined;

const roleCauses: Readonly<Partial<Record<OwnRole["is"], OverdueCause>>> = {
  gone: "role-not-assumable",
  "not-assumable": "role-not-assumable",
  "lacks-tags": "role-lacks-tags",
};

/** What IAM shows of the stage's own role explains runs of the stage's own plans only. */
const missedCauseOf = (
  selecting: readonly Selecting[],
  { ownRole, ownPlanIds = [] }: Facts,
): OverdueCause => {
  const role = ownRole && answered(ownRole);
  const isOwn = selecting.every(({ plan }) => ownPlanIds.includes(plan.id));
  return (isOwn && role && roleCauses[role.is]) || "missed";
};

/** The last run of the plans of which a job must exist, if it was one of their current versions. */
export const lastDueRunOf = (selecting: readonly Selecting[]): Date | undefined =>
  selecting
    .flatMap(({ rhythm, since }) =>
      rhythm?.lastDueRun && rhythm.lastDueRun > since ? rhythm.lastDueRun : [],
    )
    .reduce<Date | undefined>((last, run) => (last === undefined ? run : later(last, run)), undefined);

/**
 * Why a resource has no new backup: its last run was missed, or what became of its newest job. `undefined` where jobs are not
 * known, where the run was so long ago that AWS has forgotten its jobs, and where the newest job completed.
 */
export const causeOf = (
  { resource: { arn }, selecting }: Coverage,
  jobs: ReadonlyMap<string, Job> | undefined,
  facts: Facts,
  now: Date,
): OverdueCause | undefined => {
  const run = lastDueRunOf(selecting);
  if (jobs === undefined || facts.jobsAskedOf?.has(arn) === false) return undefined;
  const job = jobs.get(arn);
  if (run !== undefined && (job === undefined || job.createdAt < run)) {
    const isListed = now.getTime() - run.getTime() < jobListDays * 86_400_000;
    return isListed ? missedCauseOf(selecting, facts) : undefined;
  }
  return job && jobCauseOf(job);
};
