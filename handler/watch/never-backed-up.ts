import { answered } from "./answer";
import { causeOf, newestJobs } from "./cause";
import { type Coverage, later } from "./coverage";
import type { Facts } from "./facts";
import type { Finding } from "./finding";

/**
 * Resources that a plan selects and that have no backup after the first run that was due. What the watch sees selected for the
 * first time has until the next run has ended: selections count when a run starts.
 */
export const judgeNeverBackedUp = (
  facts: Facts,
  coverage: readonly Coverage[],
  now: Date,
): readonly Finding[] => {
  const protectedResources = answered(facts.protectedResources);
  const remembered = answered(facts.remembered);
  if (protectedResources === undefined || remembered === undefined) return [];
  const hasBackup = new Set(protectedResources.map(({ arn }) => arn));
  const firstSelected = new Map(remembered.map(({ arn, firstSelectedAt }) => [arn, firstSelectedAt]));
  const jobs = newestJobs(facts);
  return coverage.flatMap((covered): readonly Finding[] => {
    const {
      resource: { arn },
      selecting,
    } = covered;
    const selectedAt = firstSelected.get(arn);
    if (hasBackup.has(arn) || selectedAt === undefined) return [];
    const ends = selecting.flatMap(({ rhythm, since }) => {
      const end = rhythm?.firstEndAfter(later(since, selectedAt));
      return end === undefined ? [] : [end.getTime()];
    });
    const end = Math.min(...ends);
    if (ends.length === 0 || end >= now.getTime()) return [];
    const cause = causeOf(covered, jobs, now);
    return [{ finding: "never-backed-up", subject: arn, since: new Date(end), ...(cause && { cause }) }];
  });
};
