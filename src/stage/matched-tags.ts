import { z } from "zod";
import type { TagCondition } from "../../handler/selection/selection";
import { matching } from "./field";
import { expected, shown } from "./problem";

type Comparing = {
  /** Whether a key may have several values. */
  readonly several: boolean;
  /** Whether `*` in a value stands for any text without a space. */
  readonly wildcards: boolean;
};

/** AWS's own keys (`aws:...`) can be matched, but not set. (AWS Tagging guide) */
const keyForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@*]{0,256}$/u;

const valueProblem = (value: unknown, { several, wildcards }: Comparing): string | undefined => {
  if (Array.isArray(value)) {
    if (!several) {
      return `expected one value, because a resource has one for each key, got ${shown(value)}; list several in anyTags`;
    }
    if (value.length === 0) return `expected a value or a list of values, got []; example: ["daily"]`;
    return value
      .map((one) => valueProblem(one, { several: false, wildcards }))
      .find((problem) => problem !== undefined);
  }
  if (typeof value !== "string" || !valueForm.test(value)) {
    return `expected a tag value of at most 256 letters, digits, spaces and _.:/=+-@${wildcards ? ", with * for any text" : ""}, got ${shown(value)}; example: "daily"`;
  }
  return value.includes("*") && !wildcards
    ? `${shown(value)} has a *, but AWS compares any of several tags exactly; use a selection with tags for each pattern`
    : undefined;
};

const record = <Value extends string | readonly string[]>(comparing: Comparing, example: unknown) => {
  const error = expected("tags", example);
  const value = matching<Value>(
    (given) => valueProblem(given, comparing) === undefined,
    ({ input }) => valueProblem(input, comparing) ?? "",
  );
  return z
    .record(z.string().regex(keyForm), value, {
      error: (issue) =>
        issue.code === "invalid_key"
          ? expected(
              "a tag key of 1 to 128 characters without *, because AWS compares keys exactly",
              "team",
            )(issue)
          : error(issue),
    })
    .refine((given) => Object.keys(given).length > 0, { error })
    .readonly();
};

/** Tags that must all be there; a value may have `*`. */
export const allTags = (example: unknown) => record<string>({ several: false, wildcards: true }, example);

/** Tags of which one is enough: one value for a key or several, compared exactly. */
export const anyTags = (example: unknown) =>
  record<string | readonly string[]>({ several: true, wildcards: false }, example);

/** Tags that must not be there: one value for a key or several, each may have `*`. */
export const notTags = (example: unknown) =>
  record<string | readonly string[]>({ several: true, wildcards: true }, example);

/** Tags in a stage file: one value for each key, or several. */
export type MatchedTags = Readonly<Record<string, string | readonly string[]>>;

/** Each key with each of its values. */
export const tagConditionsOf = (tags: MatchedTags = {}): readonly TagCondition[] =>
  Object.entries(tags).flatMap(([key, values]) => [values].flat().map((value) => ({ key, value })));
