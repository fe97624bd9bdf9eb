import type {
  Digest,
  FailedBackups,
  JobCounts,
  NotifierHealth,
  Oddity,
  OpenFinding,
  ServiceDay,
  TestRecord,
} from "../../model/digest";
import { known as present } from "../../model/fields";
import type { FoundSubject, Finding as Said, Unseen } from "../../model/found";
import { resourceTypeOf } from "../../model/resource";
import { hasReportedSizes } from "../../render/size-trend";
import { type Answer, answered } from "../answer";
import type { Coverage } from "../coverage";
import { scheduleOf } from "../cron";
import type { Facts, Job, JobKind, ProtectedResource } from "../facts";
import type { Finding } from "../finding";
import { lastGoodOf, limitOf } from "../overdue";
import { typeOf } from "./habits";
import { type DayTotals, dayOf, trendOf } from "./totals";

/** What a digest is made of. */
export type Day = {
  readonly facts: Facts;
  readonly coverage: readonly Coverage[];
  readonly findings: readonly Finding[];
  /** What a reader needs to know of what a finding is about. */
  readonly subjectOf: (finding: Finding) => FoundSubject;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  /** Jobs of a kind that ended since `from`, by AWS's live lists. Absent where the stage does not hear of the kind. */
  readonly jobs: Readonly<Partial<Record<JobKind, Answer<readonly Job[]>>>>;
  /** By day, as `dayOf` names it. */
  readonly earlierDays: ReadonlyMap<string, DayTotals>;
  readonly oddities: readonly Oddity[];
  readonly notifier: NotifierHealth;
  readonly restoreTests?: TestRecord;
  /** What else could not be seen. */
  readonly unseen: readonly { readonly to: string; readonly because: Unseen }[];
};

const byAge = (one: FoundSubject, other: FoundSubject): number =>
  Date.parse(one.since) - Date.parse(other.since) || (one.id < other.id ? -1 : 1);

const hourMilliseconds = 3_600_000;

type Known = { readonly covered: Coverage; readonly resource?: ProtectedResource; readonly lastGood?: Date };

const openOf = (day: Day): readonly OpenFinding[] => {
  const groups = new Map<string, { readonly said: Said; readonly subjects: FoundSubject[] }>();
  const add = (said: Said, subject: FoundSubject): void => {
    const key = [said.finding, said.cause ?? "", said.finding === "blind" ? said.to : ""].join("|");
    const group = groups.get(key);
    if (group) group.subjects.push(subject);
    else groups.set(key, { said, subjects: [subject] });
  };
  for (const finding of day.findings) {
    const { subject: _subject, since: _since, ...rest } = finding;
    const { destinationVaultArn: _destination, ...said } = { destinationVaultArn: "", ...rest };
    add(said, day.subjectOf(finding));
  }
  for (const { to, because } of day.unseen)
    add({ finding: "blind", to, cause: because }, { id: "", since: day.to.toISOString() });
  return [...groups.values()]
    .map(
      ({ said, subjects }): OpenFinding => ({
        ...said,
        subjects: subjects.toSorted(byAge),
        total: subjects.length,
      }),
    )
    .toSorted((one, other) => byAge(one.subjects[0] ?? nobody, other.subjects[0] ?? nobody));
};

const nobody: FoundSubject = { id: "", since: new Date(0).toISOString() };

const countsOf = (answer: Answer<readonly Job[]> | undefined): JobCounts | undefined => {
  const jobs = answer && answered(answer);
  if (jobs === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const { state } of jobs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

/** States of jobs that saved nothing, or not all. (AWS Backup API Reference, BackupJob) */
const bad: readonly string[] = ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"];

const isSelected = ({ selecting }: Coverage): boolean =>
  selecting.some(({ plan }) => answered(plan.rules)?.length !== 0);

/** Failures by resource: what became of each, without those that a finding names. */
const failedOf = (jobs: readonly Job[], day: Pick<Day, "coverage" | "findings">): FailedBackups => {
  const named = new Set(
    day.findings.flatMap(({ finding, subject }) =>
      finding === "overdue" || finding === "never-backed-up" || finding === "unprotected" ? [subject] : [],
    ),
  );
  const selected = new Set(day.coverage.flatMap((one) => (isSelected(one) ? [one.resource.arn] : [])));
  const failures = new Map<string, Job>();
  const goodAt = new Map<string, number>();
  for (const job of jobs) {
    const at = job.createdAt.getTime();
    const { resourceArn, state } = job;
    const other = failures.get(resourceArn);
    if (state === "COMPLETED") goodAt.set(resourceArn, Math.max(at, goodAt.get(resourceArn) ?? 0));
    else if (bad.includes(state) && (other === undefined || other.createdAt.getTime() < at))
      failures.set(resourceArn, job);
  }
  const isMadeUpFor = (job: Job): boolean => (goodAt.get(job.resourceArn) ?? 0) > job.createdAt.getTime();
  const all = [...failures.values()];
  const subjects = all
    .filter((job) => !isMadeUpFor(job) && !named.has(job.resourceArn))
    .map(
      ({ resourceArn, endedAt, createdAt, vaultName, text, state }): FoundSubject => ({
        id: resourceArn,
        since: (endedAt ?? createdAt).toISOString(),
        vaultName,
        text: text ?? state.toLowerCase(),
      }),
    )
    .toSorted(byAge);
  const unselected = subjects.filter(({ id }) => !selected.has(id)).length;
  return {
    subjects,
    total: subjects.length,
    madeUpFor: all.filter(isMadeUpFor).length,
    ...(unselected > 0 && { unselected }),
  };
};

/** The types of the resources that plans select, by ARN: AWS Backup's word, since one form of ARN may be of several types. */
export const selectedTypesOf = ({
  coverage,
  facts: { protectedResources },
}: Pick<Day, "coverage" | "facts">): ReadonlyMap<string, string> => {
  const words = new Map(
    (answered(protectedResources) ?? []).map(({ arn, resourceType }) => [arn, resourceType]),
  );
  return new Map(
    coverage.flatMap((covered) => {
      const { arn } = covered.resource;
      return isSelected(covered) ? [[arn, words.get(arn) ?? resourceTypeOf(arn) ?? "other"] as const] : [];
    }),
  );
};

/** How many selected resources are good: known to be, and within their limit. */
const resourcesOf = (
  { facts, findings, to }: Day,
  byArn: ReadonlyMap<string, Known>,
): Digest["resources"] | undefined => {
  const isSeen = [facts.plans, facts.resources, facts.protectedResources].every(({ is }) => is === "known");
  if (!isSeen) return undefined;
  const found = new Set(
    findings.flatMap(({ finding, subject }) =>
      finding === "overdue" || finding === "never-backed-up" ? [subject] : [],
    ),
  );
  let [selected, good, waiting] = [0, 0, 0];
  let oldest: Date | undefined;
  for (const [arn, { covered, resource, lastGood }] of byArn) {
    if (!isSelected(covered)) continue;
    selected++;
    if (found.has(arn) || resource?.points?.is === "unknown") continue;
    const limit = limitOf(covered, facts.overdueLimits);
    // Without the jobs nobody knows whose newest recovery point is in doubt.
    const isVouchedFor = resource?.points !== undefined || facts.jobs.is === "known";
    // It may be deleted: then it waits for nothing.
    const isLate =
      lastGood === undefined || (limit !== undefined && lastGood.getTime() + limit < to.getTime());
    if (!covered.exists && isLate) continue;
    if (resource === undefined || lastGood === undefined) waiting++;
    else if (limit === undefined || !isVouchedFor) continue;
    else if (isLate) waiting++;
    else {
      good++;
      if (oldest === undefined || lastGood < oldest) oldest = lastGood;
    }
  }
  return {
    selected,
    good,
    ...(waiting > 0 && { waiting }),
    ...(oldest && { oldestGoodAt: oldest.toISOString() }),
  };
};

/** Most plans run within days; for others it takes longer to find. */
const searchDays = [2, 40, 400];

/** When the next rule of any plan runs; `undefined` where plans are not known, or none runs. */
const nextRunOf = ({ facts, to }: Day): Date | undefined => {
  const rules = (answered(facts.plans) ?? []).flatMap((plan) => answered(plan.rules) ?? []);
  const schedules = rules.flatMap(({ schedule, timeZone, isElsewhere }) =>
    isElsewhere ? [] : (scheduleOf(schedule, timeZone) ?? []),
  );
  for (const days of searchDays) {
    const end = new Date(to.getTime() + days * 24 * hourMilliseconds);
    const runs = schedules.flatMap((schedule) => schedule(to, end).find((run) => run > to) ?? []);
    const [next] = runs.toSorted((one, other) => one.getTime() - other.getTime());
    if (next) return next;
  }
  return undefined;
};

/** A day's totals, for the days to come; `undefined` where its backups were not seen. */
export const totalsOfDay = ({ jobs }: Pick<Day, "jobs">): DayTotals | undefined => {
  const backups = jobs.backup && answered(jobs.backup);
  if (backups === undefined) return undefined;
  const services: Record<string, { jobs: number; bytes: number }> = {};
  let all = 0;
  for (const job of backups) {
    const bytes = job.state === "COMPLETED" ? (job.bytes ?? 0) : 0;
    const type = typeOf(job);
    const { jobs: count, bytes: sum } = services[type] ?? { jobs: 0, bytes: 0 };
    services[type] = { jobs: count + 1, bytes: sum + bytes };
    all += bytes;
  }
  return { jobs: backups.length, bytes: all, services };
};

const servicesOf = (totals: DayTotals, day: Day): readonly ServiceDay[] => {
  const { earlierDays, to, timeZone } = day;
  const today = dayOf(to, timeZone);
  const resources = new Map<string, number>();
  for (const type of selectedTypesOf(day).values()) resources.set(type, (resources.get(type) ?? 0) + 1);
  return [...new Set([...Object.keys(totals.services), ...resources.keys()])].toSorted().map((type) => {
    const { jobs = 0, bytes = 0 } = totals.services[type] ?? {};
    return {
      resourceType: type,
      resources: resources.get(type) ?? 0,
      jobs: trendOf(jobs, today, earlierDays, ({ services }) => services[type]?.jobs ?? 0),
      ...(hasReportedSizes(type) && {
        bytes: trendOf(bytes, today, earlierDays, ({ services }) => services[type]?.bytes ?? 0),
      }),
    };
  });
};

/**
 * The day's digest, whole. Pure. What was not seen is absent, and what could not be judged is not counted as good.
 */
export const digestOf = (day: Day): Digest => {
  const { facts, coverage, timeZone, from, to, jobs, earlierDays, oddities, notifier, restoreTests } = day;
  const protectedByArn = new Map((answered(facts.protectedResources) ?? []).map((one) => [one.arn, one]));
  const byArn = new Map(
    coverage.map((covered): [string, Known] => {
      const resource = protectedByArn.get(covered.resource.arn);
      return [
        covered.resource.arn,
        { covered, ...present({ resource, lastGood: resource && lastGoodOf(resource) }) },
      ];
    }),
  );
  const totals = totalsOfDay(day);
  const backups = jobs.backup && answered(jobs.backup);
  const today = dayOf(to, timeZone);
  return {
    schema: 1,
    timeZone,
    from: from.toISOString(),
    to: to.toISOString(),
    open: openOf(day),
    services: totals === undefined ? [] : servicesOf(totals, day),
    oddities,
    notifier,
    ...present({
      resources: resourcesOf(day, byArn),
      backupJobs: countsOf(jobs.backup),
      copyJobs: countsOf(jobs.copy),
      restoreJobs: countsOf(jobs.restore),
      bytes: totals && trendOf(totals.bytes, today, earlierDays, ({ bytes }) => bytes),
      nextRunAt: nextRunOf(day)?.toISOString(),
      failed: backups && failedOf(backups, day),
      restoreTests,
    }),
  };
};

/** A message of SQS holds 256 KB, with the envelope. (Amazon SQS Developer Guide, quotas) */
const maxBytes = 220_000;

const mostNamed = [100, 50, 20, 10, 3, 1, 0];

const cut = <List extends { readonly subjects: readonly FoundSubject[] }>(
  list: List,
  most: number,
): List => ({
  ...list,
  subjects: list.subjects.slice(0, most).map(({ text, ...subject }) => ({
    ...subject,
    ...(text !== undefined && { text: text.slice(0, 300) }),
  })),
});

/** The digest as a message of the queue holds it: of each list the oldest subjects, and of how many they are. */
export const sendable = (digest: Digest): Digest => {
  const { open, oddities, failed, restoreTests } = digest;
  const versions = mostNamed.map(
    (most) => (): Digest => ({
      ...digest,
      open: open.map((one) => cut(one, most)),
      oddities: oddities.map((one) => cut(one, most)),
      ...(failed && { failed: cut(failed, most) }),
      ...(restoreTests && {
        restoreTests: { ...restoreTests, troubles: restoreTests.troubles.map((one) => cut(one, most)) },
      }),
    }),
  );
  for (const version of versions) {
    const one = version();
    if (Buffer.byteLength(JSON.stringify(one)) <= maxBytes) return one;
  }
  return { ...digest, open: open.map((one) => cut(one, 0)), oddities: [], services: [] };
};
