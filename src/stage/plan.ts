import { z } from "zod";
import { type BackupOptions, backupOptions } from "./backup-options";
import { checked, named, object } from "./field";
import { expected, shown } from "./problem";
import { type RuleSettings, rules } from "./rule";
import { checkEffects } from "./rule-effects";
import { type SelectionSettings, selection } from "./selection";

export const examplePlan = {
  name: "daily",
  rules: [{ name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 }],
  selections: [{ name: "tagged", tags: { backup: "daily" } }],
};

/** 100 selections a plan, 10 of them by tag. (AWS Backup Developer Guide, quotas) */
const maxSelections = 100;
const maxTagSelections = 10;

const hasTags = (selection: unknown): boolean => {
  const given: Partial<SelectionSettings> = Object(selection);
  return given.tags !== undefined || given.anyTags !== undefined || given.notTags !== undefined;
};

/** Names that a list has twice. */
export const sameNamesIn = (list: readonly unknown[]): readonly string[] => {
  const names = list.map((one) => Object(one).name).filter((name) => typeof name === "string");
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
};

const selectionsError = expected("1 to 100 selections", examplePlan.selections);

const selections = checked(
  z
    .array(selection, { error: selectionsError })
    .min(1, { error: selectionsError })
    .max(maxSelections, {
      error: ({ input }) =>
        `expected at most ${maxSelections} selections, AWS's limit, got ${Array.isArray(input) ? input.length : "none"}; use several plans`,
    }),
  (given, report) => {
    if (!Array.isArray(given)) return;
    const tagged = given.filter(hasTags).length;
    if (tagged > maxTagSelections) {
      report(
        [],
        `expected at most ${maxTagSelections} selections by tags, AWS's limit for a plan, got ${tagged}; use anyTags, or several plans`,
      );
    }
    for (const name of sameNamesIn(given)) {
      report([], `expected selections with different names, got ${shown(name)} twice`);
    }
  },
).readonly();

/** A backup plan: when, how long, and what. */
export const plan = checked(
  object(
    {
      /** As AWS and messages show it: 1 to 50 letters, digits and `-_.`. */
      name: named(/^[a-zA-Z0-9_.-]{1,50}$/, "a plan name: 1 to 50 letters, digits, - _ and .", "daily"),
      /** The plan's rules, 1 to 10. */
      rules,
      ...backupOptions,
      /** What the plan backs up: 1 to 100 selections; a resource that several take is backed up once. */
      selections,
    },
    examplePlan,
  ),
  checkEffects,
);

/** A checked plan; the only one of the short form has no name. */
export type PlanSettings = BackupOptions & {
  readonly name?: string;
  readonly rules: readonly RuleSettings[];
  readonly selections: readonly SelectionSettings[];
};

/** Where a plan is in a stage file, for problems. */
export const planPathOf = ({ name }: Pick<PlanSettings, "name">, index: number): string =>
  name === undefined ? "vault" : `vault.plans[${index}]`;
