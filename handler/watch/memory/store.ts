import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Fields, fieldsOf, textOf } from "../../model/fields";
import { type Answer, known, unseen } from "../answer";
import type { Asker } from "../ask/asker";
import { batchOf, json } from "../ask/requests";
import type { Shape } from "./shapes";

/**
 * The watch's items in the stage's table, under `watch|…`: JSON, packed, in the attribute `packed`. They do not expire. One
 * of ten thousand resources' parts takes some kilobytes; an item may have 400. (Amazon DynamoDB Developer Guide, quotas)
 */
export type Store = {
  /** Values by key, `undefined` for one that cannot be read; without those that are not there. */
  readonly read: (keys: readonly string[]) => Promise<Answer<ReadonlyMap<string, unknown>>>;
  /** Whether all were written. */
  readonly write: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
};

/** BatchGetItem's limit. (Amazon DynamoDB API Reference) */
const maxKeys = 100;

const pack = (value: unknown): string => gzipSync(JSON.stringify(value)).toString("base64");

const unpack = (packed: string): unknown => {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString());
  } catch {
    return undefined;
  }
};

const textIn = (item: Fields, name: string, type: "S" | "B"): string =>
  textOf(fieldsOf(item[name])?.[type]) ?? "";

/** The watch's items of a table. */
export const createStore = ({ ask }: Asker, tableName: string): Store => {
  const question = (Keys: readonly unknown[]) =>
    json(
      "dynamodb",
      "1.0",
      "DynamoDB_20120810.BatchGetItem",
      { RequestItems: { [tableName]: { Keys, ConsistentRead: true } } },
      (answer) => batchOf(answer, tableName),
    );

  const readSome = async (keys: readonly string[]): Promise<Answer<ReadonlyMap<string, unknown>>> => {
    const values = new Map<string, unknown>();
    let left: readonly unknown[] = keys.map((key) => ({ fact: { S: key } }));
    for (let tries = 0; tries < 10 && left.length > 0; tries++) {
      const answer = await ask(question(left));
      if (answer.is === "unknown") return answer;
      for (const item of answer.value.items) {
        values.set(textIn(item, "fact", "S"), unpack(textIn(item, "packed", "B")));
      }
      left = answer.value.left;
    }
    return left.length > 0 ? unseen("throttled") : known(values);
  };

  return {
    read: async (keys) => {
      const values = new Map<string, unknown>();
      for (let start = 0; start < keys.length; start += maxKeys) {
        const answer = await readSome(keys.slice(start, start + maxKeys));
        if (answer.is === "unknown") return answer;
        for (const [key, value] of answer.value) values.set(key, value);
      }
      return known(values);
    },
    write: async (values) => {
      const written = await Promise.all(
        [...values].map(([key, value]) =>
          ask(
            json(
              "dynamodb",
              "1.0",
              "DynamoDB_20120810.UpdateItem",
              {
                TableName: tableName,
                Key: { fact: { S: key } },
                UpdateExpression: "SET packed = :packed",
                ExpressionAttributeValues: { ":packed": { B: pack(value) } },
              },
              () => true,
            ),
          ),
        ),
      );
      return written.every(({ is }) => is === "known");
    },
  };
};

/** Parts of a map, so that a change writes little: each key has its place by its hash. */
const parts = "0123456789abcdef";

/** A map of many entries, in sixteen items. */
export const shelfKeys = (name: string): readonly string[] =>
  [...parts].map((part) => `watch|${name}|${part}`);

const partOf = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 1);

/** A map as it was kept, and the keys of its items that have entries, or are as a whole, of another shape. */
export type Shelf<Entry> = {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly broken: ReadonlySet<string>;
};

/** The entries of a map, of what `read` returned. */
export const shelfOf = <Entry>(
  name: string,
  values: ReadonlyMap<string, unknown>,
  isEntry: Shape<Entry>,
): Shelf<Entry> => {
  const entries = new Map<string, Entry>();
  const broken = new Set<string>();
  for (const item of shelfKeys(name).filter((key) => values.has(key))) {
    const fields = fieldsOf(values.get(item));
    if (fields === undefined) broken.add(item);
    for (const [key, entry] of Object.entries(fields ?? {})) {
      if (isEntry(entry)) entries.set(key, entry);
      else broken.add(item);
    }
  }
  return { entries, broken };
};

/** The items of a map that a change touches, and those that are broken. */
export const changedItems = <Entry>(
  name: string,
  { entries: before, broken }: Shelf<Entry>,
  after: ReadonlyMap<string, Entry>,
): ReadonlyMap<string, unknown> => {
  const partsOf = (entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Record<string, Entry>> => {
    const sorted = new Map<string, Record<string, Entry>>();
    for (const [key, entry] of [...entries].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const part = partOf(key);
      const items = sorted.get(part) ?? {};
      items[key] = entry;
      sorted.set(part, items);
    }
    return sorted;
  };
  const [old, fresh] = [partsOf(before), partsOf(after)];
  return new Map(
    [...parts].flatMap((part) => {
      const key = `watch|${name}|${part}`;
      const [was, is] = [old.get(part) ?? {}, fresh.get(part) ?? {}];
      return JSON.stringify(was) === JSON.stringify(is) && !broken.has(key) ? [] : [[key, is] as const];
    }),
  );
};
