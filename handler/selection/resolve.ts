import { parseArn } from "../model/arn";
import type { LeftOut } from "../model/found";
import { resourceIdOf, resourceTypeOf } from "../model/resource";
import { fitsArn, fitsTagValue } from "./pattern";
import type { Candidate, Comparison, OptIns, Selection, TagCondition } from "./selection";

/** Whether a selection takes a resource, and why. What the answers of AWS do not settle is `unknown`. */
export type Resolution =
  | { readonly is: "selected"; readonly by: string }
  | { readonly is: "left-out"; readonly because: LeftOut; readonly detail: string }
  | { readonly is: "unknown"; readonly detail: string };

/** AWS Backup's plans skip what restore tests made. (AWS Backup Developer Guide, restore testing) */
const restoreTest = /^awsbackup-restore-test/;

const isOfRestoreTest = ({ arn, tags }: Candidate): boolean =>
  [resourceIdOf(arn) ?? "", ...Object.keys(tags ?? {})].some((name) => restoreTest.test(name));

/** Services whose ARNs hide the resource type, by their form; none of these has an opt-in by the ARN alone. */
const sharedForms: readonly (readonly [form: RegExp, types: readonly string[]])[] = [
  [/^rds:cluster:/, ["Aurora", "RDS", "DocumentDB", "Neptune"]],
];

/** The resource types that an ARN may be of. */
export const typesOf = (arn: string): readonly string[] => {
  const type = resourceTypeOf(arn);
  if (type !== undefined) return [type];
  const { service, resource } = parseArn(arn) ?? {};
  return sharedForms.find(([form]) => form.test(`${service}:${resource}`))?.[1] ?? [];
};

/** Naming these types does not override the opt-in. (AWS Backup Developer Guide, selecting AWS services to back up) */
export const alwaysOptIn = /^(?:Aurora|Neptune|DocumentDB|FSx)$/;

/**
 * `arn:aws:ec2:*:*:instance/*` names a type, `arn:aws:ec2:*` only a service, `*` nothing. S3 has one type, whose ARNs are names alone.
 * (AWS Backup API Reference, UpdateRegionSettings)
 */
const namesType = (pattern: string): boolean => {
  const { service, resource = "" } = parseArn(pattern) ?? {};
  if (service === "s3") return true;
  return /^[^*/:]+[/:]/.test(resource) || (resource !== "" && !resource.includes("*"));
};

type Named = { readonly by: string; readonly overridesOptIn: boolean };

const tagText = ({ key, value }: TagCondition): string => `${key}=${value}`;

const namedBy = (
  { resources, tags }: Selection,
  { arn, tags: own }: Candidate,
): Named | "unknown" | undefined => {
  const patterns = resources.filter((pattern) => fitsArn(pattern, arn));
  const typed = patterns.find(namesType);
  if (typed !== undefined) return { by: typed === arn ? "its ARN" : `ARN ${typed}`, overridesOptIn: true };
  const [pattern] = patterns;
  if (pattern !== undefined)
    return { by: pattern === "*" ? "every resource" : `ARN ${pattern}`, overridesOptIn: false };
  if (resources.length === 0 && tags.length === 0) return { by: "every resource", overridesOptIn: false };
  if (tags.length > 0 && own === undefined) return "unknown";
  const tag = tags.find(({ key, value }) => own && Object.hasOwn(own, key) && own[key] === value);
  return tag && { by: `tag ${tagText(tag)}`, overridesOptIn: false };
};

/** A resource without the tag fulfills what must not be. (AWS Backup Developer Guide, assigning resources) */
const comparisons: Readonly<Record<Comparison, (wanted: string, value: string | undefined) => boolean>> = {
  StringEquals: (wanted, value) => value === wanted,
  StringNotEquals: (wanted, value) => value !== wanted,
  StringLike: (wanted, value) => value !== undefined && fitsTagValue(wanted, value),
  StringNotLike: (wanted, value) => value === undefined || !fitsTagValue(wanted, value),
};

const words: Readonly<Record<Comparison, string>> = {
  StringEquals: "is not",
  StringNotEquals: "is",
  StringLike: "is not like",
  StringNotLike: "is like",
};

/** The first condition that a resource's tags do not fulfill, in words. */
const unfulfilled = (
  { conditions }: Selection,
  tags: Readonly<Record<string, string>>,
): string | undefined => {
  for (const comparison of Object.keys(comparisons) as Comparison[]) {
    for (const { key, value } of conditions[comparison] ?? []) {
      const own = Object.hasOwn(tags, key) ? tags[key] : undefined;
      if (!comparisons[comparison](value, own)) return `tag ${key} ${words[comparison]} ${value}`;
    }
  }
  return undefined;
};

const hasConditions = ({ conditions }: Selection): boolean =>
  Object.values(conditions).some((list) => list.length > 0);

const optInOf = (types: readonly string[], optIns: OptIns | undefined): "on" | "off" | "unknown" => {
  const flags = types.map((type) => optIns?.[type]);
  if (flags.every((flag) => flag === true)) return "on";
  return flags.every((flag) => flag === false) ? "off" : "unknown";
};

const leftOut = (because: LeftOut, detail: string): Resolution => ({ is: "left-out", because, detail });

/**
 * Whether AWS Backup would back up a resource for a selection, as AWS resolves it: the union of resources and tags, then
 * conditions, then exclusions, then the Region's opt-ins. `optIns` is absent where AWS Backup did not answer.
 */
export const resolve = (
  selection: Selection,
  candidate: Candidate,
  optIns: OptIns | undefined,
): Resolution => {
  const { arn, tags, types = typesOf(arn) } = candidate;
  if (types.length === 0) return leftOut("not-supported", "AWS Backup does not back up its type");
  const named = namedBy(selection, candidate);
  if (named === undefined) return leftOut("not-named", "no ARN and no tag of the selection fits");
  const exclusion = selection.except.find((pattern) => fitsArn(pattern, arn));
  if (exclusion !== undefined) return leftOut("excluded", `excluded by ${exclusion}`);
  if (isOfRestoreTest(candidate)) {
    return leftOut("restore-test", "a restore test made it");
  }
  if (hasConditions(selection)) {
    if (tags === undefined) return { is: "unknown", detail: "its tags are not known" };
    const condition = unfulfilled(selection, tags);
    if (condition !== undefined) return leftOut("condition", condition);
  }
  if (named === "unknown") return { is: "unknown", detail: "its tags are not known" };
  if (named.overridesOptIn && !types.some((type) => alwaysOptIn.test(type)))
    return { is: "selected", by: named.by };
  switch (optInOf(types, optIns)) {
    case "on":
      return { is: "selected", by: named.by };
    case "off":
      return leftOut("not-opted-in", `${types.join(", ")} is not opted in in this Region`);
    case "unknown":
      return { is: "unknown", detail: `it is not known whether ${types.join(" or ")} is opted in` };
  }
};

/** Whether a selection's verdict is the same for all resources with equal types and tags, whatever their ARNs. */
const ignoresArns = ({ resources, except }: Selection): boolean =>
  [...resources, ...except].every((pattern) => pattern === "*");

/**
 * `resolve` for a fleet: most selections go by tags, and most resources have the tags and type of many others, so each such
 * question is answered once.
 */
export const createResolver = (
  optIns: OptIns | undefined,
): ((candidate: Candidate) => (selection: Selection) => Resolution) => {
  const groups = new Map<string, Map<Selection, Resolution>>();
  return (candidate) => {
    const { arn, tags, types = typesOf(arn) } = candidate;
    const typed: Candidate = { ...candidate, types };
    const key = JSON.stringify([types, isOfRestoreTest(candidate), tags && Object.entries(tags)]);
    const verdicts = groups.get(key) ?? new Map<Selection, Resolution>();
    groups.set(key, verdicts);
    return (selection) => {
      const known = verdicts.get(selection);
      if (known !== undefined) return known;
      const verdict = resolve(selection, typed, optIns);
      if (ignoresArns(selection)) verdicts.set(selection, verdict);
      return verdict;
    };
  };
};
