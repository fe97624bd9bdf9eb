import { answered } from "./answer";
import { causeOf, newestJobs } from "./cause";
import type { Coverage } from "./coverage";
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
  if (protectedResources === undefined) return [];
  const hasBackup = new Set(protectedResources.map(({ arn }) => arn));
  const jobs = newestJobs(facts);
  return coverage.flatMap((covered): readonly Finding[] => {
    const {
      resource: { arn },
      selecting,
      firstSelectedAt,
    } = covered;
    if (hasBackup.has(arn) || firstSelectedAt === undefined) return [];
    const ends = selecting.flatMap(({ rhythm, since }) => {
      const end = rhythm?.firstEndAfter(since);
      return end === undefined ? [] : [end.getTime()];
    });
    const end = Math.min(...ends);
    if (ends.length === 0 || end >= now.getTime()) return [];
    const cause = causeOf(covered, jobs, now);
    return [{ finding: "never-backed-up", subject: arn, since: new Date(end), ...(cause && { cause }) }];
  });
};
