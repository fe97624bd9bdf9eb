import { isSameType, resourceTypeOf } from "../model/resource";
import { answered } from "./answer";
import { causeOf, newestJobs } from "./cause";
import { type Coverage, firstEndsOf, later } from "./coverage";
import type { Facts, OverdueLimit, ProtectedResource } from "./facts";
import type { Finding } from "./finding";

/** Whether a recovery point can be restored whole. `AVAILABLE` is a continuous one, which each run updates. */
const isGood = (status: string): boolean => status === "COMPLETED" || status === "AVAILABLE";

/**
 * The newest good backup: at most as young as the last one of any status. `undefined` where no recovery point is good, or
 * AWS did not name them although asked.
 */
export const lastGoodOf = ({ lastBackupAt, points }: ProtectedResource): Date | undefined => {
  if (points === undefined) return lastBackupAt;
  const good = (answered(points) ?? []).filter(({ status }) => isGood(status));
  if (good.some(({ status }) => status === "AVAILABLE")) return lastBackupAt;
  return good
    .map(({ createdAt }) => createdAt)
    .reduce<Date | undefined>((newest, at) => (newest === undefined ? at : later(newest, at)), undefined);
};

/** Whether a limit of the stage is for a resource: all that it names must fit, as in routes. */
const fits = (
  { tags = {}, resourceTypes, plans }: OverdueLimit,
  { resource, selecting }: Coverage,
): boolean => {
  const own = answered(resource.tags) ?? {};
  const type = resourceTypeOf(resource.arn) ?? "";
  return (
    Object.entries(tags).every(
      ([key, values]) => Object.hasOwn(own, key) && values.includes(own[key] ?? ""),
    ) &&
    (resourceTypes === undefined || resourceTypes.some((one) => isSameType(one, type))) &&
    (plans === undefined || selecting.some(({ plan }) => plans.includes(plan.name)))
  );
};

const hourMilliseconds = 3_600_000;

/** How old a resource's newest good backup may be, in milliseconds: what the stage sets, else what its plans' rules allow. */
export const limitOf = (covered: Coverage, limits: readonly OverdueLimit[] = []): number | undefined => {
  const own = limits.find((limit) => fits(limit, covered));
  if (own !== undefined) return own.hours * hourMilliseconds;
  const each = covered.selecting.flatMap(({ rhythm }) => rhythm?.limitMilliseconds ?? []);
  return each.length === 0 ? undefined : Math.min(...each);
};

/**
 * When a resource becomes overdue: its newest good backup is older than its limit. After a change of the plan, or when it
 * selects a resource for the first time, its first run has to end first. `undefined` where that cannot be said.
 */
export const overdueAt = (
  covered: Coverage,
  resource: ProtectedResource,
  limits: readonly OverdueLimit[] | undefined,
): Date | undefined => {
  const { selecting, firstSelectedAt } = covered;
  if (firstSelectedAt === undefined || resource.points?.is === "unknown" || selecting.length === 0)
    return undefined;
  const lastGood = lastGoodOf(resource);
  const own = limits?.some((limit) => fits(limit, covered)) ? limitOf(covered, limits) : undefined;
  const ends = selecting.flatMap(({ rhythm, since, plan }): readonly number[] => {
    if (answered(plan.rules)?.length === 0) return [];
    const [firstEnd] = firstEndsOf([{ rhythm, since, plan }]);
    const limit = own ?? rhythm?.limitMilliseconds;
    // A limit of the stage also holds for a schedule that is not understood.
    const graceEnd = firstEnd ?? (own === undefined ? undefined : since.getTime() + own);
    if (limit === undefined || graceEnd === undefined) return [];
    return [lastGood === undefined ? graceEnd : Math.max(graceEnd, lastGood.getTime() + limit)];
  });
  return ends.length === 0 ? undefined : new Date(Math.min(...ends));
};

/** Resources whose newest good backup is older than the stage's limit, or than their plans allow. */
export const judgeOverdue = (facts: Facts, coverage: readonly Coverage[], now: Date): readonly Finding[] => {
  const protectedByArn = new Map(
    (answered(facts.protectedResources) ?? []).map((resource) => [resource.arn, resource]),
  );
  const jobs = newestJobs(facts);
  return coverage.flatMap((covered): readonly Finding[] => {
    const { arn } = covered.resource;
    const resource = protectedByArn.get(arn);
    const since = resource && overdueAt(covered, resource, facts.overdueLimits);
    if (since === undefined || since >= now) return [];
    if (!covered.exists) {
      // It may be deleted: AWS Backup names what has recovery points.
      const because =
        covered.resource.exists.is === "unknown" ? covered.resource.exists.because : "no-answer";
      return [{ finding: "blind", to: "existence", cause: because, subject: arn, since: now }];
    }
    const cause = causeOf(covered, jobs, facts, now);
    return [{ finding: "overdue", subject: arn, since, ...(cause && { cause }) }];
  });
};
