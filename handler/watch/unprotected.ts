import type { LeftOut, UnprotectedCause } from "../model/found";
import { resourceTypeOf } from "../model/resource";
import { answered } from "./answer";
import type { Coverage } from "./coverage";
import type { Facts, MustProtect, Resource } from "./facts";
import type { Finding } from "./finding";

const mustBe = ({ tags: wanted, resourceTypes }: MustProtect, { arn, tags }: Resource): boolean => {
  const own = answered(tags) ?? {};
  const isTagged = Object.entries(wanted).some(
    ([key, values]) => Object.hasOwn(own, key) && values.includes(own[key] ?? ""),
  );
  return isTagged || resourceTypes.includes(resourceTypeOf(arn) ?? "");
};

/** The most useful first: a selection that names the resource, and leaves it out, says more than one that does not. */
const byWeight: readonly LeftOut[] = ["not-opted-in", "excluded", "condition", "not-named"];

const causeOf = (leftOut: readonly LeftOut[]): UnprotectedCause =>
  byWeight.find((because) => leftOut.includes(because)) ?? "no-selection";

/** Resources that exist and that no plan selects, although one did, or the stage wants it. */
export const judgeUnprotected = (
  facts: Facts,
  coverage: readonly Coverage[],
  now: Date,
): readonly Finding[] => {
  const backedUpAt = new Map(
    (answered(facts.protectedResources) ?? []).map(({ arn, lastBackupAt }) => [arn, lastBackupAt]),
  );
  return coverage.flatMap(
    ({ resource, exists, selecting, firstSelectedAt, leftOut, isSettled }): readonly Finding[] => {
      if (!exists || !isSettled || selecting.length > 0) return [];
      const isWanted = facts.mustProtect !== undefined && mustBe(facts.mustProtect, resource);
      if (firstSelectedAt === undefined && !isWanted) return [];
      // The last check saw it otherwise. What was reported before keeps its time.
      const since = facts.lastCheckAt ?? backedUpAt.get(resource.arn) ?? now;
      return [{ finding: "unprotected", cause: causeOf(leftOut), subject: resource.arn, since }];
    },
  );
};
