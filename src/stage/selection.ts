import type { z } from "zod";
import type { Selection, TagCondition } from "../../handler/selection/selection";
import { checked, list, named, object, type Report } from "./field";
import { allTags, anyTags, notTags, tagConditionsOf } from "./matched-tags";
import { shown } from "./problem";
import { arnPatternOf, resourceType } from "./resource-type";
import { selectionArn } from "./selection-arn";

const arns = list(selectionArn, "ARNs of resources, with * for any text", [
  "arn:aws:dynamodb:*:*:table/orders",
]);

const fields = object(
  {
    /** Shown by `npm run selection`: 1 to 50 letters, digits and `-_.`. */
    name: named(/^[a-zA-Z0-9_.-]{1,50}$/, "a selection name: 1 to 50 letters, digits, - _ and .", "tagged"),
    /** Only resources that have **all** of these tags. `*` in a value stands for any text without a space. */
    tags: allTags({ backup: "daily" }).optional(),
    /** Resources with **any** of these tags, one value for a key or several: `{ env: ["prod", "staging"] }`. */
    anyTags: anyTags({ env: ["prod", "staging"] }).optional(),
    /** Only resources that have **none** of these tags, one value for a key or several, with `*` as in `tags`. */
    notTags: notTags({ disable_backup: "true" }).optional(),
    /** ARNs of resources, with `*` for any text; `["*"]` is everything that AWS Backup can back up. */
    arns: arns.optional(),
    /** What is left out, whatever takes it: ARNs, with `*` for any text. */
    except: arns.optional(),
    /** Every resource of these types, by AWS Backup's names or those that messages show: `EC2`, `RDS`, `S3`. */
    resourceTypes: list(resourceType, "resource types", ["RDS"]).optional(),
  },
  { name: "tagged", tags: { backup: "daily" } },
);

/** AWS Backup API Reference, BackupSelection and Conditions. */
const maxConditions = 30;
const maxArns = 500;
const maxWildcards = 30;

type Given = Partial<z.output<typeof fields>>;

/** One more list than AWS takes, as a problem with a field. */
const checkCounts = (given: Given, report: Report): void => {
  const { tags, notTags, resourceTypes = [], arns = [], except = [] } = given;
  const conditions = tagConditionsOf(tags).length + tagConditionsOf(notTags).length;
  if (conditions > maxConditions) {
    report(
      [tags === undefined ? "notTags" : "tags"],
      `tags and notTags are ${conditions} conditions, and AWS takes ${maxConditions} in a selection; use fewer, or * in a value`,
    );
  }
  const any = tagConditionsOf(given.anyTags).length;
  if (any > maxConditions) {
    report(
      ["anyTags"],
      `expected at most ${maxConditions} tags, AWS's limit, got ${any}; use several selections`,
    );
  }
  const wildcards = (list: readonly string[]): number => list.filter((arn) => arn.includes("*")).length;
  const counts: readonly (readonly [field: string, arns: number, wildcards: number])[] = [
    ["arns", arns.length, wildcards(arns) + resourceTypes.length],
    ["except", except.length, wildcards(except)],
  ];
  for (const [field, count, patterns] of counts) {
    if (count > maxArns) {
      report(
        [field],
        `expected at most ${maxArns} ARNs, AWS's limit, got ${count}; use *, or several selections`,
      );
    }
    if (patterns > maxWildcards) {
      report(
        [field],
        `expected at most ${maxWildcards} ARNs with *${field === "arns" ? " and resource types" : ""}, AWS's limit, got ${patterns}; use several selections`,
      );
    }
  }
};

const isSame = (one: TagCondition) => (other: TagCondition) =>
  one.key === other.key && one.value === other.value;

const naming = ["tags", "anyTags", "notTags", "arns", "resourceTypes"] as const;

/** What AWS takes, but can only be a mistake. */
const checkMeaning = (given: Given, report: Report): void => {
  const { tags, notTags, arns, resourceTypes, except = [] } = given;
  if (given.anyTags !== undefined && resourceTypes !== undefined) {
    report(
      ["resourceTypes"],
      "AWS takes every resource of these types and, besides, whatever has one of anyTags; use tags for resources of a type with a tag, or two selections for both",
    );
  }
  const impossible = tagConditionsOf(tags).find((tag) => tagConditionsOf(notTags).some(isSame(tag)));
  if (impossible !== undefined) {
    report(
      ["notTags"],
      `no resource can have ${shown({ [impossible.key]: impossible.value })} and not have it; remove it here or from tags`,
    );
  }
  for (const arn of arns ?? []) {
    if (except.includes(arn))
      report(["except"], `${shown(arn)} is in arns, too, and except wins; remove it from one of them`);
  }
};

const isText = (value: unknown): value is string => typeof value === "string";

const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Checks over several fields see only those that have the right form: the others have a problem of their own. */
const readable = (given: Given): Given => {
  const { tags, anyTags, notTags, arns, except, resourceTypes } = given;
  return {
    ...(isRecord(tags) && { tags }),
    ...(isRecord(anyTags) && { anyTags }),
    ...(isRecord(notTags) && { notTags }),
    ...(Array.isArray(arns) && { arns: arns.filter(isText) }),
    ...(Array.isArray(except) && { except: except.filter(isText) }),
    ...(Array.isArray(resourceTypes) && { resourceTypes }),
  };
};

/**
 * What a plan backs up, resolved as AWS does: whatever `arns`, `resourceTypes` or `anyTags` name (everything where none of
 * them is given), of that only what has all of `tags` and none of `notTags`, without `except`.
 */
export const selection = checked(fields, (given, report) => {
  if (naming.every((field) => given[field] === undefined)) {
    report([], `expected tags, anyTags, notTags, arns or resourceTypes, got none; everything is arns: ["*"]`);
  }
  const readableFields = readable(given);
  checkMeaning(readableFields, report);
  checkCounts(readableFields, report);
});

/** A checked selection; that of the short form has no name. */
export type SelectionSettings = Omit<z.output<typeof selection>, "name"> & { readonly name?: string };

const hasWildcard = ({ value }: TagCondition): boolean => value.includes("*");
const isExact = (tag: TagCondition): boolean => !hasWildcard(tag);

/** A selection as AWS Backup gets it. */
export const awsSelectionOf = (
  settings: SelectionSettings,
  { name, partition }: { readonly name: string; readonly partition: string },
): Selection => {
  const { arns = [], resourceTypes = [], anyTags, except = [] } = settings;
  const [tags, notTags] = [tagConditionsOf(settings.tags), tagConditionsOf(settings.notTags)];
  const named = [...arns, ...resourceTypes.map((type) => arnPatternOf(type, partition))];
  return {
    name,
    // Conditions need resources or tags to work on.
    resources: named.length === 0 && anyTags === undefined ? ["*"] : [...new Set(named)],
    tags: tagConditionsOf(anyTags),
    conditions: {
      StringEquals: tags.filter(isExact),
      StringNotEquals: notTags.filter(isExact),
      StringLike: tags.filter(hasWildcard),
      StringNotLike: notTags.filter(hasWildcard),
    },
    except,
  };
};
