import { known as present } from "../../model/fields";
import { answered, known } from "../answer";
import type { Coverage } from "../coverage";
import type { Facts } from "../facts";
import { dateAt, type Memory, type ResourceMemory, secondsOf } from "../memory/memory";
import type { GoodBackups } from "./good-backups";

/** A resource that the inventory does not show once may be on its way from one page to another. */
const goneSeconds = 90 * 60;

/** Since when plans select what is remembered. */
export const rememberedOf = (resources: Memory["resources"]): Facts["remembered"] =>
  known(
    [...resources].flatMap(([arn, { firstSelectedAt }]) =>
      firstSelectedAt === undefined ? [] : [{ arn, firstSelectedAt: dateAt(firstSelectedAt) }],
    ),
  );

type Seen = {
  readonly before: Memory["resources"];
  readonly facts: Facts;
  readonly coverage: readonly Coverage[];
  readonly good: Pick<GoodBackups, "doubts" | "own">;
  /** ARNs that the stage's plans name. */
  readonly named: ReadonlySet<string>;
};

/** How the resources are to be remembered. */
export const resourcesAfter = (
  { before, facts, coverage, good: { doubts, own }, named }: Seen,
  now: Date,
): Memory["resources"] => {
  const after = new Map<string, ResourceMemory>(before);
  const selected = new Set(
    coverage.flatMap(({ resource, selecting }) =>
      selecting.some(({ plan }) => answered(plan.rules)?.length !== 0) ? [resource.arn] : [],
    ),
  );
  const left = new Set(
    coverage.flatMap(({ resource, selecting, isSettled }) =>
      isSettled && selecting.length === 0 ? [resource.arn] : [],
    ),
  );
  const backedUp = new Set((answered(facts.protectedResources) ?? []).map(({ arn }) => arn));
  for (const { arn, exists } of answered(facts.resources) ?? []) {
    const old = after.get(arn);
    if (old === undefined && !selected.has(arn) && !backedUp.has(arn)) continue;
    const isListed = answered(exists) === true;
    const isGone = answered(exists) === false;
    const doubt = doubts.has(arn) ? doubts.get(arn) : old?.doubt;
    const isNew = selected.has(arn) && (old?.firstSelectedAt === undefined || old.wasLeft === true);
    const wasSelected = old?.firstSelectedAt !== undefined;
    const one: ResourceMemory = present({
      firstSelectedAt: isNew ? secondsOf(now) : old?.firstSelectedAt,
      wasLeft:
        !selected.has(arn) && wasSelected && (old?.wasLeft || left.has(arn)) ? (true as const) : undefined,
      wasListed: isListed || old?.wasListed ? (true as const) : undefined,
      goneSince: isGone ? (old?.goneSince ?? secondsOf(now)) : undefined,
      ownAt: own.get(arn) ?? old?.ownAt,
      doubt,
    });
    // Once its last recovery point is gone, too, nothing is left to say of it, unless a plan goes on to name it.
    const isUnseen = isGone || (!isListed && one.wasListed === undefined && !selected.has(arn));
    const isOver =
      isUnseen && !named.has(arn) && facts.protectedResources.is === "known" && !backedUp.has(arn);
    if (isOver && secondsOf(now) - (one.goneSince ?? 0) > goneSeconds) after.delete(arn);
    else after.set(arn, one);
  }
  return after;
};
