import { z } from "zod";
import { checked, object, type Report, vaultName, wholeNumber } from "./field";
import type { PlacedRule } from "./placed";
import { expected, shown } from "./problem";
import { bindingsProviderVersion, isAtLeast } from "./provider-version";

/** The shortest retention that AWS takes there. (AWS Backup API Reference, CreateLogicallyAirGappedBackupVault) */
const shortestDays = 7;
const longestDays = 36_500;

const days = (example: number) => wholeNumber({ min: shortestDays, max: longestDays, unit: "days" }, example);

const isNumber = (value: unknown): value is number => typeof value === "number";

const example = { minRetentionDays: 7, maxRetentionDays: 365 };

/**
 * A logically air-gapped vault beside the stage's own: AWS keeps it outside the account, locked from the start, and nobody can delete
 * what is in it before its retention ends. (AWS Backup Developer Guide, Logically air-gapped vault)
 */
export const airGapped = checked(
  object(
    {
      /** 2 to 50 letters, digits, `-` and `_`. Default: the vault's name and `-air-gapped`. */
      name: vaultName.optional(),
      /** The shortest retention in it, at least 7 days. Nobody can change it later. */
      minRetentionDays: days(7),
      /** The longest retention in it. Nobody can change it later. */
      maxRetentionDays: days(365),
    },
    example,
  ),
  ({ minRetentionDays: min, maxRetentionDays: max }, report) => {
    if (!isNumber(min) || !isNumber(max) || min <= max) return;
    report(["maxRetentionDays"], `expected at least minRetentionDays (${min}), got ${max}; example: ${min}`);
  },
);

export type AirGappedSettings = z.output<typeof airGapped>;

const ruleExample = { deleteAfterDays: 35 };

/** What of a rule goes into the air-gapped vault: a copy of each recovery point, or, as `"primary"`, the backup itself. */
export const airGappedUse = z.union(
  [
    z.literal("primary"),
    z.strictObject({ deleteAfterDays: wholeNumber({ min: 1, max: longestDays, unit: "days" }, 35) }),
  ],
  { error: (issue) => `${expected("the retention of a copy", ruleExample)(issue)}, or "primary"` },
);

/** AWS's longest name of a vault, and what the default name ends in. */
const longestName = 50;
const suffix = "-air-gapped";

/** The name of a vault's air-gapped one. */
export const airGappedNameOf = (vaultName: string, { name }: Pick<AirGappedSettings, "name">): string =>
  name ?? `${vaultName}${suffix}`;

type Given = {
  readonly name?: unknown;
  readonly airGapped?: unknown;
  readonly forceDestroy?: unknown;
};

/** A rule's use of the vault, the retention there, and the field that sets it. */
const useOf = (rule: PlacedRule) => {
  const use = rule.airGapped;
  if (use === undefined) return [];
  const isPrimary = use === "primary";
  return [
    {
      rule,
      days: isPrimary ? rule.deleteAfterDays : Object(use).deleteAfterDays,
      path: [...rule.path, ...(isPrimary ? [] : ["airGapped"]), "deleteAfterDays"],
    },
  ];
};

/** Checks an air-gapped vault against the rules that fill it. Each may be invalid by itself. */
export const checkAirGapped = (
  { name, airGapped: given, forceDestroy }: Given,
  rules: readonly PlacedRule[],
  report: Report,
): void => {
  const uses = rules.flatMap(useOf);
  if (given === undefined) {
    for (const { rule } of uses) {
      report(
        [...rule.path, "airGapped"],
        `needs vault.airGapped, which the stage does not have; add it, or remove this; example: airGapped: ${JSON.stringify(example)}`,
      );
    }
    return;
  }
  if (uses.length === 0) {
    report(
      ["airGapped"],
      `no rule uses it; set airGapped in a rule, or remove it; example: airGapped: ${JSON.stringify(ruleExample)}`,
    );
  }
  if (forceDestroy === true) {
    report(
      ["airGapped"],
      "nobody can delete what is in an air-gapped vault, so a stage with forceDestroy cannot have one; remove it, or set forceDestroy: false",
    );
  }
  if (
    typeof name === "string" &&
    Object(given).name === undefined &&
    name.length + suffix.length > longestName
  ) {
    report(
      ["airGapped", "name"],
      `expected a name, because ${shown(name + suffix)} is longer than ${longestName} characters, got none; example: "air-gapped"`,
    );
  }
  if (typeof name === "string" && Object(given).name === name) {
    report(
      ["airGapped", "name"],
      `${shown(name)} is the name of the stage's own vault, too; choose another one`,
    );
  }
  const { minRetentionDays: min, maxRetentionDays: max } = Object(given);
  for (const { days, path } of uses) {
    if (!isNumber(min) || !isNumber(max) || min > max) continue;
    if (days !== "never" && !isNumber(days)) continue;
    if (isNumber(days) && days >= min && days <= max) continue;
    report(
      path,
      `expected ${min} to ${max} days, as vault.airGapped allows, got ${shown(days)}; example: ${min}`,
    );
  }
  for (const { rule } of uses) {
    const { copyTo, airGapped: use } = rule;
    if (use === "primary" || !Array.isArray(copyTo) || copyTo.length < 5) continue;
    report(
      [...rule.path, "copyTo"],
      `expected at most 4 copies beside the one in the air-gapped vault, because AWS takes 5, got ${copyTo.length}`,
    );
  }
};

/** The provider of the pinned bindings knows the argument; of earlier ones that is not known. */
const firstProviderOfPrimary = bindingsProviderVersion;

type PlanRules = { readonly rules: readonly { readonly name: string; readonly airGapped?: unknown }[] };

/** What is wrong with a stage's rules for a version of the AWS provider, one line each, without the file's name. */
export const airGappedProblemsOf = (
  { vault }: { readonly vault?: { readonly plans: readonly PlanRules[] } | undefined },
  awsProviderVersion = bindingsProviderVersion,
): readonly string[] =>
  isAtLeast(awsProviderVersion, firstProviderOfPrimary)
    ? []
    : (vault?.plans ?? []).flatMap(({ rules }) =>
        rules.flatMap(({ name, airGapped }) =>
          airGapped === "primary"
            ? [
                `vault: airGapped: "primary" of rule ${name} needs at least version ${firstProviderOfPrimary} of the AWS provider, and this is ${awsProviderVersion}; set AWS_PROVIDER_VERSION=${firstProviderOfPrimary}.0 or later, or copy instead; example: ${JSON.stringify(ruleExample)}`,
              ]
            : [],
        ),
      );
