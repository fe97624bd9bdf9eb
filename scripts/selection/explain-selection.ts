import type { LeftOut } from "../../handler/model/found";
import { resourceOf, resourceTypeOf } from "../../handler/model/resource";
import { type Resolution, resolve } from "../../handler/selection/resolve";
import type { Candidate, OptIns } from "../../handler/selection/selection";
import { counted } from "../program/counted";
import type { SelectedPlan } from "./selected-plan";

/** What AWS answered about a stage's plans, and the resources of its account and Region. */
export type Selectable = {
  readonly plans: readonly SelectedPlan[];
  readonly candidates: readonly Candidate[];
  /** Absent where AWS Backup did not answer. */
  readonly optIns?: OptIns;
  readonly region: string;
};

/** How to opt in to the types of resources; a cluster's ARN does not say which type it is. */
const optInHint = (arns: readonly string[], region: string): readonly string[] => {
  const types = [...new Set(arns.flatMap((arn) => resourceTypeOf(arn) ?? []))];
  if (types.length === 0) return [];
  const preferences = types.map((type) => `${type}=true`).join(",");
  const quoted = preferences.includes(" ") ? `"${preferences}"` : preferences;
  return [
    `    To opt in, for the whole account in this Region: \`aws backup update-region-settings --region ${region} --resource-type-opt-in-preference ${quoted}\``,
  ];
};

/** The nearest reason first: what almost fits is what people look for. */
const reasons: readonly (readonly [because: LeftOut, title: string])[] = [
  ["not-opted-in", "type not opted in"],
  ["excluded", "excluded"],
  ["condition", "a condition does not hold"],
  ["restore-test", "made by a restore test"],
  ["not-named", "no ARN and no tag of a selection fits"],
];

const rankOf = (verdict: Resolution): number =>
  verdict.is === "left-out" ? reasons.findIndex(([because]) => because === verdict.because) : -1;

/** Names are aligned up to this width. */
const nameWidth = 40;

const lineOf = ({ arn }: Candidate, why: string): string => {
  const { service = "?", name = arn } = resourceOf({ resourceArn: arn });
  return `    ${service.padEnd(12)}  ${name.padEnd(nameWidth)}  ${why}`;
};

/** How many of a long list are shown, unless all are asked for. */
const shown = 20;

const listOf = (lines: readonly string[], isWhole: boolean): readonly string[] =>
  isWhole || lines.length <= shown
    ? lines
    : [...lines.slice(0, shown), `    and ${lines.length - shown} more (--all shows them)`];

type Judged = { readonly candidate: Candidate; readonly verdict: Resolution };

const explainPlan = (plan: SelectedPlan, { candidates, optIns }: Selectable, isWhole: boolean): string[] => [
  `Plan ${plan.name} (${plan.id})`,
  ...(plan.selections.length === 0 ? ["  It has no selection: it backs up nothing."] : []),
  ...plan.selections.flatMap((selection) => {
    const judged: Judged[] = candidates.map((candidate) => ({
      candidate,
      verdict: resolve(selection, candidate, optIns),
    }));
    const selected = judged.flatMap(({ candidate, verdict }) =>
      verdict.is === "selected" ? [lineOf(candidate, verdict.by)] : [],
    );
    const unknown = judged.flatMap(({ candidate, verdict }) =>
      verdict.is === "unknown" ? [lineOf(candidate, verdict.detail)] : [],
    );
    return [
      `  Selection ${selection.name}: ${counted(selected.length, "resource")}`,
      ...listOf(selected, isWhole),
      ...(unknown.length === 0 ? [] : ["  Not known whether it takes:", ...listOf(unknown, isWhole)]),
    ];
  }),
];

/** Plans do not know of each other: a resource in two has the backups, and the costs, of both. */
const explainShared = ({ plans, candidates, optIns }: Selectable, isWhole: boolean): string[] => {
  const lines = candidates.flatMap((candidate) => {
    const takers = plans.filter(({ selections }) =>
      selections.some((selection) => resolve(selection, candidate, optIns).is === "selected"),
    );
    return takers.length > 1 ? [lineOf(candidate, takers.map(({ name }) => name).join(", "))] : [];
  });
  return lines.length === 0
    ? []
    : ["", `Backed up by several plans: ${counted(lines.length, "resource")}`, ...listOf(lines, isWhole)];
};

/** A resource that no selection takes or may take, and the nearest reason. */
const missedBy = ({ plans, optIns }: Selectable, candidate: Candidate): Judged | undefined => {
  const verdicts = plans.flatMap(({ selections }) =>
    selections.map((selection) => resolve(selection, candidate, optIns)),
  );
  if (verdicts.some(({ is }) => is !== "left-out")) return undefined;
  const [verdict] = verdicts.toSorted((one, other) => rankOf(one) - rankOf(other));
  return verdict === undefined || rankOf(verdict) === -1 ? undefined : { candidate, verdict };
};

const explainMissed = (selectable: Selectable, isWhole: boolean): string[] => {
  const missed = selectable.candidates.flatMap((candidate) => missedBy(selectable, candidate) ?? []);
  return [
    `Left out by every selection: ${counted(missed.length, "resource")}`,
    ...reasons.flatMap(([reason, title]) => {
      const left = missed.filter(({ verdict }) => verdict.is === "left-out" && verdict.because === reason);
      if (left.length === 0) return [];
      const lines = left.flatMap(({ candidate, verdict }) =>
        verdict.is === "left-out" ? [lineOf(candidate, verdict.detail)] : [],
      );
      const arns = left.map(({ candidate }) => candidate.arn);
      return [
        `  ${title}: ${lines.length}`,
        ...listOf(lines, isWhole),
        ...(reason === "not-opted-in" ? optInHint(arns, selectable.region) : []),
      ];
    }),
  ];
};

/** Which resources a stage's plans select now and why, and what they leave out, as lines. */
export const explainSelection = (selectable: Selectable, isWhole: boolean): readonly string[] => [
  ...selectable.plans.flatMap((plan) => explainPlan(plan, selectable, isWhole)),
  ...explainShared(selectable, isWhole),
  "",
  ...explainMissed(selectable, isWhole),
  "",
  "Not listed: resources that never had a tag and were never backed up. AWS does not list them.",
];
