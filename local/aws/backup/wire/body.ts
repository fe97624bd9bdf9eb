import type { z } from "zod";
import { BackupError, invalidParameter, missingParameter } from "../errors";

/** Parses a request's JSON; an empty body is an empty object. */
export const jsonOf = (text: string): unknown => {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new BackupError("SerializationException", "The request body is not JSON.");
  }
};

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Reflect.get(value, key);
  }, body);

/** Checks a body against its schema. As with AWS, the error names the first problem. */
export const parseBody = <T extends z.ZodType>(schema: T, body: unknown): z.infer<T> => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const name = path.join(".");
  const value = valueAt(body, path);
  if (value === undefined || value === null) throw missingParameter(`${name || "Body"} must not be null`);
  throw invalidParameter(`Invalid value for ${name}: ${issue?.message}. Given: ${JSON.stringify(value)}`);
};

/** AWS Backup writes dates as seconds since 1970, with milliseconds as decimals. */
export const toWire = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toWire(inner)]));
};
