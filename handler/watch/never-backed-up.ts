import { answered } from "./answer";
import { causeOf, newestJobs } from "./cause";
import { type Coverage, firstEndsOf } from "./coverage";
import type { Facts } from "./facts";
import type { Finding } from "./finding";

/** What is terminated keeps its tags for about an hour. (Amazon EC2 User Guide, terminate instances) */
const lingerMilliseconds = 2 * 3_600_000;

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
      resource: { arn, exists: seen },
      exists,
      selecting,
      firstSelectedAt,
    } = covered;
    if (hasBackup.has(arn) || firstSelectedAt === undefined) return [];
    const ends = firstEndsOf(selecting);
    const end = Math.min(...ends);
    if (ends.length === 0 || end + lingerMilliseconds >= now.getTime()) return [];
    // A plan may name what was deleted, or never was.
    if (!exists)
      return [
        {
          finding: "blind",
          to: "existence",
          cause: seen.is === "unknown" ? seen.because : "no-answer",
          subject: arn,
          since: now,
        },
      ];
    const cause = causeOf(covered, jobs, facts, now);
    return [{ finding: "never-backed-up", subject: arn, since: new Date(end), ...(cause && { cause }) }];
  });
};
