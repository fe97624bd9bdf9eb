import { answered } from "./answer";
import { causeOf, newestJobs } from "./cause";
import { type Coverage, later } from "./coverage";
import type { Facts, ProtectedResource } from "./facts";
import type { Finding } from "./finding";

/** Whether a recovery point can be restored whole. `AVAILABLE` is a continuous one, which each run updates. */
const isGood = (status: string): boolean => status === "COMPLETED" || status === "AVAILABLE";

/**
 * The newest good backup: at most as young as the last one of any status. `undefined` where no recovery point is good, or
 * AWS did not name them although asked.
 */
const lastGoodOf = ({ lastBackupAt, points }: ProtectedResource): Date | undefined => {
  if (points === undefined) return lastBackupAt;
  const good = (answered(points) ?? []).filter(({ status }) => isGood(status));
  if (good.some(({ status }) => status === "AVAILABLE")) return lastBackupAt;
  return good
    .map(({ createdAt }) => createdAt)
    .reduce<Date | undefined>((newest, at) => (newest === undefined ? at : later(newest, at)), undefined);
};

/**
 * Resources whose newest good backup is older than their plans allow: the longest gap between runs, plus start and
 * completion window. After a change of the plan, or when it selects a resource for the first time, its
 * first run has to end first.
 */
export const judgeOverdue = (facts: Facts, coverage: readonly Coverage[], now: Date): readonly Finding[] => {
  const protectedByArn = new Map(
    (answered(facts.protectedResources) ?? []).map((resource) => [resource.arn, resource]),
  );
  const jobs = newestJobs(facts);
  return coverage.flatMap((covered): readonly Finding[] => {
    const {
      resource: { arn },
      selecting,
      firstSelectedAt,
    } = covered;
    const resource = protectedByArn.get(arn);
    if (resource === undefined || firstSelectedAt === undefined || resource.points?.is === "unknown")
      return [];
    const lastGood = lastGoodOf(resource);
    const limits = selecting.flatMap(({ rhythm, since }) => {
      const firstEnd = rhythm?.firstEndAfter(since);
      if (rhythm === undefined || firstEnd === undefined) return [];
      if (lastGood === undefined) return [firstEnd.getTime()];
      return [Math.max(firstEnd.getTime(), lastGood.getTime() + rhythm.limitMilliseconds)];
    });
    const limit = Math.min(...limits);
    if (limits.length === 0 || limit >= now.getTime()) return [];
    const cause = causeOf(covered, jobs, now);
    return [{ finding: "overdue", subject: arn, since: new Date(limit), ...(cause && { cause }) }];
  });
};
