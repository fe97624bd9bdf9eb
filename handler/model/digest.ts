import { type Finding, type FoundSubject, foundSeverityOf } from "./found";
import { severityOfVerdict, type Verdict } from "./restore-test";
import type { Severity } from "./severity";

/** What needs a person: a finding that is still so. The oldest first; at most 100, of `total`. */
export type OpenFinding = Finding & { readonly subjects: readonly FoundSubject[]; readonly total: number };

/** Jobs of a kind that ended in a time, by AWS's word for their state. */
export type JobCounts = Readonly<Record<string, number>>;

/** A number now, and what it was before. Absent where it is not known. */
export type Trend = {
  readonly now: number;
  readonly yesterday?: number;
  readonly lastWeek?: number;
  /** Of the days before, the oldest first. */
  readonly before?: readonly number[];
};

/** Resources of which a backup did not end well in the day, and that no good one followed. */
export type FailedBackups = {
  /** The oldest first, each with AWS's reason where there is one. Without those that an open finding names. */
  readonly subjects: readonly FoundSubject[];
  readonly total: number;
  /** How many of them no plan selects: they are not among the digest's resources. */
  readonly unselected?: number;
  /** Resources whose failed backup a good one followed. */
  readonly madeUpFor: number;
};

/** One service's part of a day. */
export type ServiceDay = {
  /** AWS Backup's word: `RDS`. */
  readonly resourceType: string;
  readonly resources: number;
  readonly jobs: Trend;
  /** Of backups that completed, as AWS Backup reports sizes of this type. Absent where it reports none. */
  readonly bytes?: Trend;
};

/** What costs money and may be a mistake, or is not as usual: advice, never an alarm. */
export type Oddity = {
  readonly oddity:
    | "not-deleted"
    | "kept-forever"
    | "smaller"
    | "larger"
    | "slower"
    | "resource-deleted"
    | "slower-restore"
    | "restored-not-deleted";
  readonly subjects: readonly FoundSubject[];
  readonly total: number;
};

/** What restore tests showed of the resources of one type. */
export type TestedType = {
  /** AWS Backup's word: `RDS`. */
  readonly resourceType: string;
  /** The stage's names for the tests that restore it. None where no test does. */
  readonly tests: readonly string[];
  /** How many resources of it plans select. */
  readonly resources: number;
  /** Of how many of them the newest test passed. */
  readonly passed: number;
  /** How many selected resources no test ever restored. Absent where AWS does not say of what a test restored. */
  readonly neverTested?: number;
  /** When the newest test restored it. Absent where none is known. */
  readonly lastAt?: string;
  /** Of each day with restores, the longest one, the oldest first. */
  readonly longestMinutes: readonly number[];
  /** The longest time that the stage promises. */
  readonly withinMinutes?: number;
};

/** Resources whose newest restore test did not pass. */
export type TestTrouble = {
  readonly verdict: Verdict;
  readonly subjects: readonly FoundSubject[];
  readonly total: number;
};

/** What restore tests have shown so far. */
export type TestRecord = { readonly types: readonly TestedType[]; readonly troubles: readonly TestTrouble[] };

/** What became of the notifier's own events in a time. Each is absent where it could not be seen. */
export type NotifierHealth = {
  /** Of the day's jobs whose end the stage hears: of how many it heard by itself. */
  readonly heard?: { readonly jobs: number; readonly of: number };
  readonly parked?: number;
  readonly waiting?: number;
  /** Jobs whose event did not come, and which the watch sent late. */
  readonly unheard?: number;
};

/** What the watch says once a day. Times are in ISO 8601. */
export type Digest = {
  readonly schema: 1;
  /** IANA. */
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  /**
   * How many resources plans select, how many of them have a good backup within their limit, and how many wait for the end of
   * their first run. The others are in `open`, or could not be judged.
   */
  readonly resources?: {
    readonly selected: number;
    readonly good: number;
    readonly waiting?: number;
    readonly oldestGoodAt?: string;
  };
  readonly backupJobs?: JobCounts;
  readonly copyJobs?: JobCounts;
  readonly restoreJobs?: JobCounts;
  readonly bytes?: Trend;
  readonly nextRunAt?: string;
  /** Absent where jobs could not be seen. */
  readonly failed?: FailedBackups;
  /** What needs a person most comes first. */
  readonly open: readonly OpenFinding[];
  readonly services: readonly ServiceDay[];
  readonly oddities: readonly Oddity[];
  readonly notifier: NotifierHealth;
  /** Absent where the stage has no restore tests, or they could not be seen. */
  readonly restoreTests?: TestRecord;
};

/** Resources whose good backup is missing, or too old to be one. A watch finds each of them under one of these. */
const ofResources: readonly OpenFinding["finding"][] = ["overdue", "never-backed-up", "unprotected"];

const totalOf = (some: readonly { readonly total: number }[]): number =>
  some.reduce((sum, { total }) => sum + total, 0);

/** How many resources need a person. */
export const needyOf = ({ open, failed }: Digest): number =>
  totalOf(open.filter(({ finding }) => ofResources.includes(finding))) + (failed?.total ?? 0);

/** How many selected resources neither have a good backup, nor a finding that says why, nor wait for their first run. */
export const unjudgedOf = ({ resources, open }: Digest): number => {
  if (resources === undefined) return 0;
  const { selected, good, waiting = 0 } = resources;
  const found = totalOf(open.filter(({ finding }) => finding === "overdue" || finding === "never-backed-up"));
  return Math.max(0, selected - good - waiting - found);
};

/** What was not seen, and why, in a few words. */
export const unseenWordsOf = ({
  to,
  cause,
  total,
}: Extract<OpenFinding, { readonly finding: "blind" }>): string => {
  if (to === "existence" && cause === "not-ours")
    return total === 1
      ? "whether a resource without tags exists"
      : `whether ${total} resources without tags exist`;
  // A vault's name keeps its hyphens.
  const words = `${to.includes(" ") ? to : to.replaceAll("-", " ")} (${cause.replaceAll("-", " ")}`;
  return total > 1 ? `${words}, ${total} times)` : `${words})`;
};

/** What the digest did not see: the watch's own words, and numbers that are absent. */
export const unseenOf = (digest: Digest): readonly string[] => {
  const { open, resources, backupJobs } = digest;
  const blind = open.flatMap((one) => (one.finding === "blind" ? [one] : []));
  const said = blind.map(({ to }) => to);
  return [
    ...blind.map(unseenWordsOf),
    ...(resources === undefined &&
    !["resources", "plans", "protected-resources"].some((to) => said.includes(to))
      ? ["resources"]
      : []),
    ...(backupJobs === undefined && !said.includes("jobs") ? ["jobs"] : []),
  ];
};

const endedWell: readonly string[] = ["COMPLETED", "CREATED", "PENDING", "RUNNING"];

/** How many jobs did not end well. */
export const badJobsOf = (counts: JobCounts = {}): number =>
  Object.entries(counts).reduce((sum, [state, count]) => sum + (endedWell.includes(state) ? 0 : count), 0);

/** As severe as its worst part. What was not seen is never good. */
export const digestSeverityOf = (digest: Digest): Severity => {
  const severities = [
    ...digest.open.map((open) => foundSeverityOf({ schema: 1, ...open })),
    ...(digest.restoreTests?.troubles ?? []).map(({ verdict }) => severityOfVerdict(verdict)),
  ];
  if (severities.includes("danger") || (digest.failed?.total ?? 0) > 0) return "danger";
  const { parked = 0, unheard = 0 } = digest.notifier;
  const hasBadJobs = badJobsOf(digest.copyJobs) + badJobsOf(digest.restoreJobs) > 0;
  const isUnsure = severities.length > 0 || unseenOf(digest).length > 0 || unjudgedOf(digest) > 0;
  return isUnsure || parked + unheard > 0 || hasBadJobs ? "warning" : "good";
};
