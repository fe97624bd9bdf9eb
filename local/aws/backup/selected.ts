import { resourceKindOf } from "./resource";
import type { SelectionInput } from "./selection-input";

/** A resource of the account, as the Resource Groups Tagging API names it. */
export type TaggedResource = { readonly arn: string; readonly tags: Readonly<Record<string, string>> };

/** `*` stands for any text; in a tag's value, for any without whitespace. (AWS Backup Developer Guide, assigning resources) */
const matcher = (pattern: string, any: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(any)}$`,
    "s",
  );

const isLike = (pattern: string, value: string): boolean => matcher(pattern, "\\S*").test(value);

const isIn = (patterns: readonly string[] | undefined, arn: string): boolean =>
  (patterns ?? []).some((pattern) => matcher(pattern, ".*").test(arn));

const resourceTag = "aws:ResourceTag/";

/** All conditions hold. A resource without the tag is not equal to, and not like, any value. */
const fulfills = ({ Conditions = {} }: SelectionInput, tags: TaggedResource["tags"]): boolean => {
  const all = (
    parameters: readonly { readonly ConditionKey: string; readonly ConditionValue: string }[] | undefined,
    holds: (wanted: string, value: string | undefined) => boolean,
  ): boolean =>
    (parameters ?? []).every(({ ConditionKey, ConditionValue }) => {
      const key = ConditionKey.slice(resourceTag.length);
      return holds(ConditionValue, Object.hasOwn(tags, key) ? tags[key] : undefined);
    });
  return (
    all(Conditions.StringEquals, (wanted, value) => value === wanted) &&
    all(Conditions.StringNotEquals, (wanted, value) => value !== wanted) &&
    all(Conditions.StringLike, (wanted, value) => value !== undefined && isLike(wanted, value)) &&
    all(Conditions.StringNotLike, (wanted, value) => value === undefined || !isLike(wanted, value))
  );
};

/**
 * Naming a type overrides its opt-in, but for those that share their form of ARN. ARNs of S3 name buckets, its one type.
 * (same guide, selecting services; AWS Backup API Reference, UpdateRegionSettings)
 */
const overridesOptIn = (pattern: string, type: string): boolean => {
  const resource = pattern.split(":").slice(5).join(":");
  const namesType = /^arn:[^:]+:s3:/.test(pattern)
    ? resource !== ""
    : /^[^*/:]+[/:]/.test(resource) || (resource !== "" && !resource.includes("*"));
  return namesType && type !== "Aurora" && type !== "FSx";
};

/**
 * Whether a selection takes a resource: the union of its resources and tags, then its conditions, without its exclusions,
 * of a type that AWS Backup protects in this Region.
 */
export const isSelected = (
  selection: SelectionInput,
  { arn, tags }: TaggedResource,
  optIn: ReadonlyMap<string, boolean>,
): boolean => {
  const type = resourceKindOf(arn)?.type;
  if (type === undefined || isIn(selection.NotResources, arn) || !fulfills(selection, tags)) return false;
  const names = [arn.split(/[/:]/).at(-1) ?? "", ...Object.keys(tags)];
  if (names.some((name) => name.startsWith("awsbackup-restore-test"))) return false;
  const named = (selection.Resources ?? []).filter((pattern) => isIn([pattern], arn));
  const isTagged = (selection.ListOfTags ?? []).some(
    ({ ConditionKey, ConditionValue }) =>
      Object.hasOwn(tags, ConditionKey) && tags[ConditionKey] === ConditionValue,
  );
  if (named.length === 0 && !isTagged) return false;
  return named.some((pattern) => overridesOptIn(pattern, type)) || optIn.get(type) === true;
};
