/** Readers for values of unknown shape. Each returns `undefined` for a missing value or one of another type. */

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields) // All that is known about it now is that it has keys.
    : undefined;

/** A non-empty text, trimmed. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

/** A size or count: a number, or digits in a string, as EventBridge sends `backupSizeInBytes`. */
export const countOf = (value: unknown): number | undefined => {
  const count = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isFinite(count) && count >= 0 ? count : undefined;
};

/** A date from an ISO text, from AWS's `Jul 15, 2020 9:39:07 PM`, or from the API's seconds since 1970. */
export const dateOf = (value: unknown): Date | undefined => {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const date = new Date(typeof value === "number" ? value * 1000 : value);
  const year = date.getUTCFullYear();
  return year >= 2000 && year < 10_000 ? date : undefined;
};

/** The fields of a text that is a JSON object. */
export const jsonFieldsOf = (text: string): Fields | undefined => {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined; // Free text that begins with a brace is still text.
  }
};

/** Drops keys whose value is `undefined`, so that "not known" has one spelling: absent. */
export const known = <T extends object>(fields: T): Known<T> => {
  const kept: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as Known<T>;
};

type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
