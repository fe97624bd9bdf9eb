import type { Found, FoundSubject } from "../../model/found";
import { maxSubjects } from "../../model/found";
import { answered } from "../answer";
import { isMade, wantsCopy } from "../copies";
import type { Facts } from "../facts";
import { type Finding, memoryKeyOf } from "../finding";
import { type OpenMemory, secondsOf } from "../memory/memory";
import { lastGoodOf } from "../overdue";
import type { Sight } from "../see/look";

/** What is to be said now, and what is remembered once it was. */
export type Change = {
  readonly found: Found;
  /** Entries that this message makes known; `undefined` ends one. */
  readonly remember: ReadonlyMap<string, OpenMemory | undefined>;
};

/** All that differs from what was reported. */
export type Changes = {
  readonly said: readonly Change[];
  /** What needs no words: another cause, a subject that is gone. */
  readonly quiet: ReadonlyMap<string, OpenMemory | undefined>;
};

const daySeconds = 86_400;

/** Said again each time that it is twice as old as when it was said, and at least two days. */
const isDueAgain = ({ since, reportedAt }: OpenMemory, now: Date): boolean =>
  secondsOf(now) - since >= 2 * Math.max(reportedAt - since, daySeconds);

const isMild = (cause: string | undefined): boolean => cause === "running" || cause === "waiting";

/** A backup that was late and now is missing is news. */
const isWorse = ({ finding, cause: before }: OpenMemory, { cause: now }: Finding): boolean =>
  (finding === "overdue" || finding === "never-backed-up") &&
  isMild(before) &&
  now !== undefined &&
  !isMild(now);

/** Of what is blind, the list that must be seen before a part of it can be. */
const wholes: Readonly<Record<string, "plans" | "resources" | "protectedResources">> = {
  rules: "plans",
  selections: "plans",
  schedules: "plans",
  tags: "resources",
  existence: "resources",
  "recovery-points": "protectedResources",
};

type Ending = "over" | "gone" | "unknown";

/** What became of something that was reported and is not found now: over only where AWS's answers say so. */
const endingsOf = (sight: Sight): ((key: string, memory: OpenMemory) => Ending) => {
  const { facts, after } = sight;
  const coveredByArn = new Map(sight.coverage.map((covered) => [covered.resource.arn, covered]));
  const resourceByArn = new Map((answered(facts.resources) ?? []).map((one) => [one.arn, one]));
  const protectedByArn = new Map((answered(facts.protectedResources) ?? []).map((one) => [one.arn, one]));
  const unheardIds = new Set([...after.unheard.values()].map(({ id }) => id));
  const isKnown = (...answers: readonly (keyof Facts)[]): boolean =>
    answers.every((name) => (facts[name] as { readonly is?: unknown } | undefined)?.is === "known");

  return (key, { finding, to = "", cause, subject }) => {
    const { id } = subject;
    const covered = coveredByArn.get(id);
    const isSettled = covered?.exists === true && covered.isSettled;
    const resource = resourceByArn.get(id);
    const exists = resource && answered(resource.exists);
    const isGone =
      isKnown("resources", "protectedResources") &&
      (resource === undefined || exists === false) &&
      !after.resources.has(id);
    switch (finding) {
      case "overdue":
      case "never-backed-up": {
        if (isGone) return "gone";
        if (!isSettled || !isKnown("protectedResources", "plans")) return "unknown";
        if (covered.selecting.length === 0) return "gone";
        const own = protectedByArn.get(id);
        const seesRules = covered.selecting.every(({ plan }) => plan.rules.is === "known");
        if (own === undefined || own.points?.is === "unknown" || !seesRules) return "unknown";
        // A change of the plan gives it time, and no backup.
        const [lastGood, before] = [lastGoodOf(own), subject.lastGoodAt];
        const isNew = lastGood && (before === undefined || lastGood.getTime() > Date.parse(before));
        return isNew ? "over" : "unknown";
      }
      case "unprotected":
        if (isGone) return "gone";
        return isSettled && covered.selecting.length > 0 ? "over" : "unknown";
      case "unheard":
        return facts.heardJobIds.is === "known" && !unheardIds.has(id) ? "gone" : "unknown";
      case "copy-overdue": {
        const copies = (facts.copies && answered(facts.copies))?.copies ?? [];
        const [, destinationVaultArn = ""] = key.split("|");
        if (isMade(copies, { arn: id, destinationVaultArn, since: new Date(subject.since) })) return "over";
        const seesRules = covered?.selecting.every(({ plan }) => plan.rules.is === "known");
        const isLeft = isSettled && seesRules && !wantsCopy(covered, destinationVaultArn);
        return isGone || isLeft ? "gone" : "unknown";
      }
      case "guard": {
        if (cause === "plan" || cause === "rules" || cause === "selection") {
          if (facts.ownPlanIds?.includes(id) === false) return "gone";
          const plan = answered(facts.plans)?.find((one) => one.id === id);
          if (plan === undefined) return "unknown";
          const part = { plan: facts.plans, rules: plan.rules, selection: plan.selections }[cause];
          return part.is === "known" ? "over" : "unknown";
        }
        if (cause === "role") return facts.ownRole?.is === "known" ? "over" : "unknown";
        const setting = facts.settings.find(({ of, arn }) => of === cause && arn === id);
        return setting === undefined ? "gone" : setting.seen.is === "known" ? "over" : "unknown";
      }
      case "blind": {
        const whole = Object.hasOwn(wholes, to) ? wholes[to] : undefined;
        if (whole === undefined) return "over";
        if (!isKnown(whole)) return "unknown";
        if (id === "") return "over";
        const isThere = {
          plans: answered(facts.plans)?.some((plan) => plan.id === id),
          // One that is well again may be deleted all the same.
          resources: to === "existence" ? exists === true : resource !== undefined && exists !== false,
          protectedResources: protectedByArn.has(id),
        }[whole];
        return isThere ? "over" : "gone";
      }
    }
  };
};

const memoryOf = (finding: Finding, subject: FoundSubject, reportedAt: number): OpenMemory => ({
  finding: finding.finding,
  ...(finding.cause !== undefined && { cause: finding.cause }),
  ...(finding.finding === "blind" && { to: finding.to }),
  subject,
  since: secondsOf(new Date(subject.since)),
  reportedAt,
});

type Saying = { readonly key: string; readonly memory: OpenMemory; readonly isOver: boolean };

/** A message of SQS holds 256 KB, with the envelope. (Amazon SQS Developer Guide, quotas) */
const maxBytes = 200_000;

/** The first subjects that one message holds, and at least one. */
const fitting = (subjects: readonly FoundSubject[]): readonly FoundSubject[] => {
  let bytes = 0;
  const first = subjects.slice(0, maxSubjects);
  const tooMany = first.findIndex((subject, index) => {
    bytes += Buffer.byteLength(JSON.stringify(subject));
    return index > 0 && bytes > maxBytes;
  });
  return tooMany < 0 ? first : first.slice(0, tooMany);
};

/** Groups what is to be said by finding and cause, the oldest first. */
const grouped = (sayings: readonly Saying[]): readonly Change[] => {
  const groups = new Map<string, Saying[]>();
  for (const saying of sayings) {
    const { finding, cause = "", to = "" } = saying.memory;
    const group = [saying.isOver, finding, cause, to].join("|");
    groups.set(group, [...(groups.get(group) ?? []), saying]);
  }
  return [...groups.values()].map((all) => {
    const sorted = all.toSorted(
      (one, other) => one.memory.since - other.memory.since || (one.key < other.key ? -1 : 1),
    );
    const [{ memory, isOver } = { memory: undefined, isOver: false }] = sorted;
    const found = {
      schema: 1,
      finding: memory?.finding,
      ...(memory?.cause !== undefined && { cause: memory.cause }),
      ...(memory?.to !== undefined && { to: memory.to }),
      ...(isOver && { isOver: true }),
      subjects: fitting(sorted.map(({ memory: { subject } }) => subject)),
      total: sorted.length,
    } as Found; // Finding and cause come from one `Finding`.
    return {
      found,
      remember: new Map(sorted.map(({ key, memory, isOver }) => [key, isOver ? undefined : memory])),
    };
  });
};

/**
 * What is to be said of the findings: once, again when it is twice as old, and when it is over. What is unknown now is neither
 * over nor found.
 */
export const changesOf = (
  sight: Sight,
  subjectOf: (finding: Finding) => FoundSubject,
  now: Date,
): Changes => {
  const { findings, before } = sight;
  const sayings: Saying[] = [];
  const quiet = new Map<string, OpenMemory | undefined>();
  const found = new Set<string>();
  for (const finding of findings) {
    const key = memoryKeyOf(finding);
    found.add(key);
    const known = before.open.get(key);
    const subject = subjectOf(finding);
    if (known === undefined) {
      sayings.push({ key, memory: memoryOf(finding, subject, secondsOf(now)), isOver: false });
      continue;
    }
    // The first that was seen stays: a later check may see less.
    const [since = subject.since] = [known.subject.since, subject.since].sort();
    const again = finding.finding !== "unheard" && (isDueAgain(known, now) || isWorse(known, finding));
    const fresh = memoryOf(finding, { ...subject, since }, again ? secondsOf(now) : known.reportedAt);
    const memory =
      fresh.cause === undefined && known.cause !== undefined ? { ...fresh, cause: known.cause } : fresh;
    if (again) sayings.push({ key, memory, isOver: false });
    else quiet.set(key, memory);
  }
  const endingOf = endingsOf(sight);
  for (const [key, memory] of before.open) {
    if (found.has(key)) continue;
    const ending = endingOf(key, memory);
    if (ending === "over") sayings.push({ key, memory, isOver: true });
    if (ending === "gone") quiet.set(key, undefined);
  }
  return { said: grouped(sayings), quiet };
};
