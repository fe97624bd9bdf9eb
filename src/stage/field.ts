import { z } from "zod";
import { regionPattern } from "../../handler/model/region";
import { closest } from "./closest";
import { expected, shown } from "./problem";

/** A string with a given pattern. */
export const named = (pattern: RegExp, allowed: string, example: string) => {
  const error = expected(allowed, example);
  return z.string({ error }).regex(pattern, { error });
};

/**
 * A value that a check of our own accepts. Zod's custom types stop every later check of the stage, and then not all
 * problems are reported at once.
 */
export const matching = <Value>(
  isValid: (given: unknown) => boolean,
  error: (issue: { readonly input?: unknown }) => string,
) => z.custom<Value>(isValid, { error, abort: false });

/** A whole number of some unit, within limits that AWS sets. */
export const wholeNumber = (
  limits: { readonly min: number; readonly max: number; readonly unit: string },
  example: number,
) => {
  const error = expected(`whole ${limits.unit}, ${limits.min} to ${limits.max}`, example);
  return z.int({ error }).min(limits.min, { error }).max(limits.max, { error });
};

/** Tags: keys of 1 to 128 characters that do not begin with `aws:`, values of at most 256 (AWS Tagging guide). */
export const tags = (
  count: {
    readonly min: number;
    readonly max: number;
    /** Whether keys may begin with `aws:`: such tags can be matched, but not set. */
    readonly allowsSystemTags?: true;
  },
  example: Readonly<Record<string, string>>,
) => {
  const error = expected(`${count.min} to ${count.max} tags with string values`, example);
  const pattern = count.allowsSystemTags
    ? /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu
    : /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
  const key = z.string().regex(pattern);
  const value = z.string({ error }).regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, {
    error: expected(
      "a tag value of at most 256 letters, digits, spaces and _.:/=+-@",
      Object.values(example)[0],
    ),
  });
  const record = z.record(key, value, {
    error: (issue) =>
      issue.code === "invalid_key"
        ? expected(
            `a tag key of 1 to 128 characters${count.allowsSystemTags ? "" : " that does not begin with aws:"}`,
            Object.keys(example)[0],
          )(issue)
        : error(issue),
  });
  const enough = record.refine((given) => Object.keys(given).length >= count.min, { error });
  return checked(enough, (given, report) => {
    if (Object.keys(given).length > count.max) report([], error({ input: given }));
  }).readonly();
};

/** Two keys that differ only in case: IAM takes them for one, and refuses its role. (IAM User Guide, tagging rules) */
export const sameKeyIn = (given: Readonly<Record<string, string>>): readonly string[] | undefined => {
  const keys = Object.keys(given);
  const isSame = (one: string) => (other: string) => other.toLowerCase() === one.toLowerCase();
  return keys.map((key) => keys.filter(isSame(key))).find(({ length }) => length > 1);
};

/** AWS Backup API reference, CreateBackupVault. */
export const vaultName = named(
  /^[0-9A-Za-z_-]{2,50}$/,
  "a vault name: 2 to 50 letters, digits, - and _",
  "backup-notifications-dev",
);

export const regionName = named(regionPattern, "an AWS Region", "eu-central-1");

/** Neither an alias nor an id: services keep what they are given, and an alias can move. (KMS Developer Guide, Key ARN) */
export const kmsKeyArn = named(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36}$/,
  "the ARN of a KMS key, not of an alias",
  "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
);

/** Reports a problem with one field. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Adds a check over several fields. It runs even if one is invalid, so that all problems are reported at once. */
export const checked = <Schema extends z.ZodType>(
  schema: Schema,
  check: (given: z.output<Schema>, report: Report) => void,
) =>
  schema.superRefine(
    (given, context) =>
      check(given, (path, message) => context.addIssue({ code: "custom", message, path: [...path] })),
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** Reports a word that is not one of those allowed, and which one was probably meant. */
export const hinted = (word: unknown, words: readonly string[], what: string): string => {
  const hint = typeof word === "string" ? closest(word, words) : undefined;
  return `expected ${what}, got ${shown(word)}${hint ? `; did you mean ${hint}?` : `; example: "${words[0]}"`}`;
};

export const flag = (byDefault: boolean) =>
  z.boolean({ error: expected("true or false", !byDefault) }).default(byDefault);

/** One of a few words. */
export const choice = <const Choices extends readonly [string, ...string[]]>(choices: Choices) =>
  z.enum(choices, { error: expected(choices.join(" or "), choices[0]) });

/** A list that is not empty and has no duplicates. */
export const list = <Item extends z.ZodType>(item: Item, allowed: string, example: unknown) => {
  const error = expected(allowed, example);
  return checked(z.array(item, { error }).min(1, { error }), (items, report) => {
    if (!Array.isArray(items) || new Set(items).size === items.length) return;
    report([], expected(`${allowed}, each only once`, example)({ input: items }));
  }).readonly();
};

/** An object with no other fields. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape, example: unknown) =>
  z.strictObject(shape, {
    // `problemsOf` words unknown fields; this is for a value that is not an object.
    error: (issue) => (issue.code === "invalid_type" ? expected("an object", example)(issue) : undefined),
  });

/** A word such as `true`, or what a schema takes: unlike in a union, each problem of the latter has its place. */
export const wordOr = <const Word extends boolean, Schema extends z.ZodType>(word: Word, schema: Schema) =>
  z.unknown().transform((given, context) => {
    if (given === word) return word;
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    for (const { path, message, ...issue } of result.error.issues) {
      const { code } = issue;
      context.addIssue(
        code === "unrecognized_keys" ? { ...issue, code, path } : { code: "custom", message, path },
      );
    }
    return z.NEVER;
  }) as unknown as z.ZodType<Word | z.output<Schema>, Word | z.input<Schema>>; // It takes anything, and refuses the rest.
