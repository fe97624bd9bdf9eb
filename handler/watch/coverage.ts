import type { LeftOut } from "../model/found";
import { createResolver, typesOf, type Verdict } from "../selection/resolve";
import type { Selection } from "../selection/selection";
import { answered } from "./answer";
import type { Facts, Plan, Resource } from "./facts";
import { type Rhythm, rhythmOf } from "./runs";

/** A plan that selects a resource. */
export type Selecting = {
  readonly plan: Plan;
  /** Absent where its rules cannot be seen or understood. */
  readonly rhythm: Rhythm | undefined;
  /** Since when it does, as far as is known: this version of the plan, the selection, and the resource in it. */
  readonly since: Date;
};

/** Which plans select a resource that is not known to be gone. */
export type Coverage = {
  readonly resource: Resource;
  /** Otherwise nobody knows, and nothing of it is found. */
  readonly exists: boolean;
  readonly selecting: readonly Selecting[];
  /** When the watch first saw that a plan selects it: `undefined` for what is new to it, which has grace. */
  readonly firstSelectedAt: Date | undefined;
  /** Why selections do not take it. */
  readonly leftOut: readonly LeftOut[];
  /** Whether every plan and selection could be judged: only then "nothing selects it" is known. */
  readonly isSettled: boolean;
};

/** When the first run of each plan that selects it must have ended, in milliseconds. */
export const firstEndsOf = (selecting: readonly Selecting[]): readonly number[] =>
  selecting.flatMap(({ rhythm, since }) => rhythm?.firstEndAfter(since)?.getTime() ?? []);

/** Later of two moments. */
export const later = (one: Date, other: Date): Date => (one > other ? one : other);

const rhythmsOf = (plans: readonly Plan[], now: Date): ReadonlyMap<Plan, Rhythm | undefined> =>
  new Map(
    plans.map((plan) => {
      const rules = answered(plan.rules);
      return [plan, rules && rhythmOf(rules, now)];
    }),
  );

const everything: Selection = { name: "everything", resources: ["*"], tags: [], conditions: {}, except: [] };

/** Whether no plan backs it up, rightly: a restore test made it, or AWS Backup does not support its type. */
const isNeverBackedUp = (verdict: Verdict): boolean =>
  verdict.is === "left-out" && (verdict.because === "restore-test" || verdict.because === "not-supported");

/**
 * Of every resource that is not known to be gone, and whose tags are known: without them it may be of a restore test. Empty
 * where AWS did not say which resources there are.
 */
export const coverageOf = (facts: Facts, now: Date): readonly Coverage[] => {
  const plans = answered(facts.plans) ?? [];
  const resolverOf = createResolver(answered(facts.optIns));
  const rhythms = rhythmsOf(plans, now);
  const remembered = new Map(
    (answered(facts.remembered) ?? []).map(({ arn, firstSelectedAt }) => [arn, firstSelectedAt]),
  );
  const words = new Map((answered(facts.protectedResources) ?? []).map((one) => [one.arn, one.resourceType]));
  // One form of ARN may be of several types, until AWS Backup names the one.
  const typesHere = (arn: string): readonly string[] => {
    const [types, word] = [typesOf(arn), words.get(arn)];
    return word !== undefined && types.includes(word) ? [word] : types;
  };
  const seesSelections =
    facts.plans.is === "known" && plans.every(({ selections }) => selections.is === "known");

  return (answered(facts.resources) ?? []).flatMap((resource): readonly Coverage[] => {
    const tags = answered(resource.tags);
    if (answered(resource.exists) === false || tags === undefined) return [];
    const verdictOf = resolverOf({ arn: resource.arn, tags, types: typesHere(resource.arn) });
    if (isNeverBackedUp(verdictOf(everything))) return [];
    const firstSelectedAt = remembered.get(resource.arn);
    const selecting: Selecting[] = [];
    const leftOut: LeftOut[] = [];
    let isSettled = seesSelections;
    for (const plan of plans) {
      for (const selection of answered(plan.selections) ?? []) {
        const verdict = verdictOf(selection);
        // Its tags are known, so this is about its service. Where AWS says which ones are opted in, and not whether this one is, that
        // it has no new backup is true all the same.
        const isMeant = verdict.is === "unknown" && facts.optIns.is === "known";
        if (verdict.is === "unknown" && !isMeant) isSettled = false;
        if (verdict.is === "left-out") leftOut.push(verdict.because);
        if (verdict.is === "selected" || isMeant) {
          const inForce = later(plan.changedAt, selection.createdAt);
          const since = firstSelectedAt === undefined ? inForce : later(inForce, firstSelectedAt);
          selecting.push({ plan, rhythm: rhythms.get(plan), since });
        }
      }
    }
    const exists = resource.exists.is === "known";
    return [{ resource, exists, selecting, firstSelectedAt, leftOut, isSettled }];
  });
};
