import { errorTypeOf } from "../aws/error-type";
import type { Aws } from "../aws/request";
import { failureOf } from "../model/failure";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import type { Identity } from "./identity";

/** What the ledger knows about a subject: the states and facts that were sent, and the messages that show it. */
export type Entry = { readonly states: readonly string[]; readonly posts: readonly Post[] };

/** A message in Slack: the channel's id, and Slack's `ts`, which names the message in it. */
export type Post = { readonly channel: string; readonly ts: string };

/** Entries by subject; empty where the ledger did not answer. */
export type Entries = ReadonlyMap<string, Entry>;

/** What was sent, shared by all instances of the function. Failures are returned, never thrown: they must not stop a message. */
export type Ledger = {
  readonly read: (
    subjects: readonly string[],
  ) => Promise<{ readonly entries: Entries; readonly problem?: string }>;
  /** `problem` where it could not be written. */
  readonly write: (identity: Identity) => Promise<{ readonly problem?: string }>;
  readonly writePost: (subject: string, post: Post) => Promise<{ readonly problem?: string }>;
};

/** The dead-letter queue keeps events for 14 days; a redrive after that must still find what was sent. */
const keptSeconds = 30 * 86_400;

/** The ledger only prevents a duplicate message; the first must not wait for it. */
const timeoutMilliseconds = 1000;

/** BatchGetItem's limit. (Amazon DynamoDB API Reference) */
const maxKeys = 100;

type Change = {
  readonly UpdateExpression: string;
  readonly values: Readonly<Record<string, unknown>>;
};

type LedgerOptions = { readonly tableName: string; readonly aws: Aws; readonly now?: () => number };

const textsOf = (item: unknown, name: "states" | "posts"): readonly string[] => {
  const texts = fieldsOf(fieldsOf(item)?.[name])?.["SS"];
  return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
};

/** `C0123ABCD 1700000000.000100`. */
const wordsOf = ({ channel, ts }: Post): string => `${channel} ${ts}`;

const postOf = (words: string): readonly Post[] => {
  const [, channel, ts] = /^([A-Z0-9]+) (\d+\.\d+)$/.exec(words) ?? [];
  return channel !== undefined && ts !== undefined ? [{ channel, ts }] : [];
};

const entryOf = (item: unknown): Entry => ({
  states: textsOf(item, "states"),
  posts: textsOf(item, "posts").flatMap(postOf),
});

/** The stage's DynamoDB table: one item per subject, with its states and facts, and its messages, as sets. */
export const createLedger = ({ tableName, aws, now = Date.now }: LedgerOptions): Ledger => {
  const call = async (operation: "BatchGetItem" | "UpdateItem", input: unknown): Promise<string> => {
    const { status, body } = await aws({
      service: "dynamodb",
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
      ...(operation === "BatchGetItem" && { isReadOnly: true }),
      timeoutMilliseconds,
    });
    if (status !== 200) throw new Error(errorTypeOf(status, body));
    return body;
  };

  const readSome = async (subjects: readonly string[]): Promise<readonly [string, Entry][]> => {
    const Keys = subjects.map((subject) => ({ fact: { S: subject } }));
    const body = await call("BatchGetItem", {
      RequestItems: { [tableName]: { Keys, ConsistentRead: true } },
    });
    const items = fieldsOf(jsonFieldsOf(body)?.["Responses"])?.[tableName];
    return (Array.isArray(items) ? items : []).map((item) => [
      textOf(fieldsOf(fieldsOf(item)?.["fact"])?.["S"]) ?? "",
      entryOf(item),
    ]);
  };

  const update = async (subject: string, change: Change): Promise<{ readonly problem?: string }> => {
    const { values, ...expressions } = change;
    try {
      await call("UpdateItem", {
        TableName: tableName,
        Key: { fact: { S: subject } },
        ...expressions,
        ExpressionAttributeValues: {
          ...values,
          ":expiresAt": { N: String(Math.floor(now() / 1000) + keptSeconds) },
        },
      });
      return {};
    } catch (error) {
      return { problem: failureOf(error) };
    }
  };

  return {
    read: async (subjects) => {
      const chunks = Array.from({ length: Math.ceil(subjects.length / maxKeys) }, (_, index) =>
        subjects.slice(index * maxKeys, (index + 1) * maxKeys),
      );
      try {
        return { entries: new Map((await Promise.all(chunks.map(readSome))).flat()) };
      } catch (error) {
        return { entries: new Map(), problem: failureOf(error) };
      }
    },
    write: ({ subject, state, facts }) =>
      update(subject, {
        UpdateExpression: "ADD states :states SET expiresAt = :expiresAt",
        values: { ":states": { SS: [state, ...facts] } },
      }),
    writePost: (subject, post) =>
      update(subject, {
        UpdateExpression: "ADD posts :posts SET expiresAt = :expiresAt",
        values: { ":posts": { SS: [wordsOf(post)] } },
      }),
  };
};
