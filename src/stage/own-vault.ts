import { z } from "zod";
import { airGapped, checkAirGapped } from "./air-gapped";
import { backupOptions } from "./backup-options";
import { checked, flag, object, type Report, tags, vaultName } from "./field";
import { copiesOf, type PlacedCopy, type PlacedRule, placedRules } from "./placed";
import { examplePlan, type PlanSettings, plan, sameNamesIn } from "./plan";
import { expected, shown } from "./problem";
import { receivesCopiesFrom } from "./received-copies";
import { exampleRules, rules, rulesError } from "./rule";
import { checkContinuousPlans } from "./rule-effects";
import { checkProtection, roleArn, vaultLock } from "./vault-lock";

/** An account has at most 300. (AWS Backup Developer Guide, quotas) */
const maxPlans = 300;

const plansError = expected("1 to 300 plans", [examplePlan]);

const plans = checked(
  z
    .array(plan, { error: plansError })
    .min(1, { error: plansError })
    .max(maxPlans, {
      error: `expected at most ${maxPlans} plans, AWS's limit for an account and Region`,
    }),
  (given, report) => {
    if (!Array.isArray(given)) return;
    checkContinuousPlans(given, report);
    for (const name of sameNamesIn(given)) {
      report(
        [],
        `expected plans with different names, because messages show the names, got ${shown(name)} twice`,
      );
    }
  },
).readonly();

const selectionTagsExample = { backup: "daily" };

const fields = object(
  {
    /** 2 to 50 letters, digits, `-` and `_`. Default: `backup-notifications-<stage>`. */
    name: vaultName.optional(),
    /** Backup plans: each has rules, and selections of what they back up. */
    plans: plans.optional(),
    /** The short form of one plan: its rules, 1 to 10. */
    rules: rules.optional(),
    /** The short form of one selection: resources that carry **all** of these tags. */
    selectionTags: tags({ min: 1, max: 30, allowsSystemTags: true }, selectionTagsExample).optional(),
    ...backupOptions,
    /**
     * `true` lets `cdktf destroy` delete the vault with its recovery points. Default: `false`; then Terraform refuses every
     * plan that destroys or replaces the vault, its key or its role, and `cleanup` asks for the stage's name.
     */
    forceDestroy: flag(false),
    /** Keeps recovery points until their retention ends. Default: none. */
    lock: vaultLock.optional(),
    /**
     * The only role that may delete recovery points of the vault, change their retention, or change the vault's access policy; all
     * others are denied it, whatever their policies allow. Default: none; then the vault has no access policy.
     */
    breakGlassRoleArn: roleArn.optional(),
    /**
     * Accounts of the organization that may copy into the vault: `{ accounts: ["111122223333"] }` or `{ organizationId: "o-..." }`. Such a
     * vault needs no plan. Default: none.
     */
    receivesCopiesFrom: receivesCopiesFrom.optional(),
    /** A second vault, outside the account and locked, for the rules that set `airGapped`. Default: none. */
    airGapped: airGapped.optional(),
  },
  { rules: exampleRules, selectionTags: selectionTagsExample },
);

const checkForm = (
  { plans, rules, selectionTags, windowsVss, receivesCopiesFrom }: Partial<z.output<typeof fields>>,
  report: Report,
): void => {
  if (plans !== undefined) {
    const short = Object.entries({ rules, selectionTags, windowsVss: windowsVss || undefined })
      .filter(([, given]) => given !== undefined)
      .map(([name]) => name);
    if (short.length > 0) {
      report(
        ["plans"],
        `expected plans, or rules and selectionTags for one plan, got plans and ${short.join(" and ")}; move ${short.length > 1 ? "them" : "it"} into a plan`,
      );
    }
    return;
  }
  if (receivesCopiesFrom !== undefined && rules === undefined && selectionTags === undefined) return;
  if (rules === undefined) report(["rules"], rulesError({}));
  if (selectionTags === undefined) {
    report(["selectionTags"], expected("1 to 30 tags with string values", selectionTagsExample)({}));
  }
};

/** The copies of rules that go into a vault of the stage in another Region, which has the same lock. */
const copiesInOwnVaults = (rules: readonly PlacedRule[]): readonly PlacedCopy[] =>
  rules.flatMap((rule) => copiesOf(rule).filter(({ region }) => region !== undefined));

/** A rule copies into a vault once; in a Region, the stage has one. */
const checkCopies = (rules: readonly PlacedRule[], report: Report): void => {
  for (const rule of rules) {
    for (const [field, only] of [
      ["region", "each Region only once, because the stage has one vault there"],
      ["vaultArn", "each vault only once"],
    ] as const) {
      const given = copiesOf(rule).map((copy) => copy[field]);
      const twice = given.filter((one, index) => one !== undefined && given.indexOf(one) < index);
      for (const one of new Set(twice)) {
        report([...rule.path, "copyTo"], `expected ${only}, got ${shown(one)} twice; remove one`);
      }
    }
  }
};

/** The vault that a stage creates, with its plans; one plan may be written without a list. */
export const ownVault = checked(fields, (given, report) => {
  checkForm(given, report);
  const rules = placedRules(given);
  checkProtection(given, [...rules, ...copiesInOwnVaults(rules)], report);
  checkCopies(rules, report);
  checkAirGapped(given, rules, report);
}).transform(({ rules = [], selectionTags: tags, plans, windowsVss, ...vault }) => {
  const short: readonly PlanSettings[] = tags ? [{ rules, windowsVss, selections: [{ tags }] }] : [];
  const all = plans ?? short;
  return { ...vault, plans: all };
});
