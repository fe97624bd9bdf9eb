/**
 * Parts of a vault as a stage file has it, and where they are: for checks over several fields, of which any may be missing or wrong.
 * Only fields are looked at, never names that a user gives, such as the key of a tag.
 */
type Placed = { readonly path: readonly PropertyKey[] };

export type PlacedCopy = Placed & {
  readonly region?: unknown;
  readonly vaultArn?: unknown;
  readonly deleteAfterDays?: unknown;
};

export type PlacedRule = Placed & {
  readonly deleteAfterDays?: unknown;
  readonly copyTo?: unknown;
  readonly airGapped?: unknown;
};

export type PlacedSelection = Placed & {
  readonly arns?: unknown;
  readonly except?: unknown;
  readonly resourceTypes?: unknown;
};

export type PlacedPlan = Placed & { readonly rules?: unknown; readonly selections?: unknown };

/** What a list holds; an invalid list holds nothing. */
const itemsAt = (list: unknown, path: readonly PropertyKey[]): readonly Placed[] =>
  Array.isArray(list) ? list.map((item, index) => ({ ...Object(item), path: [...path, index] })) : [];

export const placedPlans = (vault: unknown): readonly PlacedPlan[] => itemsAt(Object(vault).plans, ["plans"]);

export const rulesOf = ({ rules, path }: PlacedPlan): readonly PlacedRule[] =>
  itemsAt(rules, [...path, "rules"]);

export const placedSelectionsOf = ({ selections, path }: PlacedPlan): readonly PlacedSelection[] =>
  itemsAt(selections, [...path, "selections"]);

export const copiesOf = ({ copyTo, path }: PlacedRule): readonly PlacedCopy[] =>
  itemsAt(copyTo, [...path, "copyTo"]);

/** All rules that fill the vault, in both forms. */
export const placedRules = (vault: unknown): readonly PlacedRule[] => [
  ...itemsAt(Object(vault).rules, ["rules"]),
  ...placedPlans(vault).flatMap(rulesOf),
];
