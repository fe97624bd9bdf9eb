import { createHash } from "node:crypto";
import { errorTypeOf } from "../aws/error-type";
import type { Aws } from "../aws/request";
import { failureOf } from "../model/failure";
import { countOf, fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";
import type { Identity } from "./identity";

/** What the ledger knows about a subject: the states and facts that were sent, and the messages that show it. */
export type Entry = {
  readonly states: readonly string[];
  readonly posts: readonly Post[];
  /** What its messages should show and do not yet. Absent or empty where all do. */
  readonly dueEdit?: string;
  /** Until when the failures of a run gather, in seconds since 1970. */
  readonly alarmUntil?: number;
};

/** A message in Slack: the channel's id, and Slack's `ts`, which names the message in it. */
export type Post = { readonly channel: string; readonly ts: string };

/** Entries by subject; without those that the ledger did not answer for. */
export type Entries = ReadonlyMap<string, Entry>;

/** What the ledger answered, and why it did not answer for all subjects. */
type Known = { readonly entries: Entries; readonly problem?: string };

/** What was sent, shared by all instances of the function. Failures are returned, never thrown: they must not stop a message. */
export type Ledger = {
  readonly read: (subjects: readonly string[]) => Promise<Known>;
  /** `problem` where it could not be written. */
  readonly write: (identity: Identity) => Promise<{ readonly problem?: string }>;
  readonly writePost: (subject: string, post: Post) => Promise<{ readonly problem?: string }>;
};

/** What the edits of a bot's messages need of it. */
export type EditLedger = Pick<Ledger, "read"> & {
  readonly writeDueEdit: (subject: string, dueEdit: string) => Promise<{ readonly problem?: string }>;
};

/** What may be done by one process at a time: posting a run's message, its failures, its first backups, looking at its end again. */
export type Claim = "alarmUntil" | "headUntil" | "firstUntil" | "lookUntil";

/** What the messages of plan runs need of it. */
export type RunLedger = Pick<Ledger, "read"> & {
  /** Adds states to a subject, and returns all that it has then; `undefined` where the ledger does not answer. */
  readonly add: (subject: string, states: readonly string[]) => Promise<Entry | undefined>;
  /** Whether this process may do it, and no other for so long. A ledger that does not answer allows it. */
  readonly claim: (subject: string, claim: Claim, seconds: number) => Promise<boolean>;
};

/** The dead-letter queue keeps events for 14 days; a redrive after that must still find what was sent. */
const keptSeconds = 30 * 86_400;

/** The ledger only prevents a duplicate message; the first must not wait for it. */
const timeoutMilliseconds = 1000;

/** BatchGetItem's limit. (Amazon DynamoDB API Reference) */
const maxKeys = 100;

/** A partition key's limit. (Amazon DynamoDB Developer Guide, Quotas) */
const maxKeyBytes = 2048;

/** A subject as the table's key: an ARN may be longer than a key. */
const keyOf = (subject: string): string =>
  Buffer.byteLength(subject) > maxKeyBytes
    ? `sha256|${createHash("sha256").update(subject).digest("hex")}`
    : subject;

type Change = {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ReturnValues?: "ALL_NEW";
  readonly values: Readonly<Record<string, unknown>>;
};

type LedgerOptions = { readonly tableName: string; readonly aws: Aws; readonly now?: () => number };

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textsOf = (item: unknown, name: "states" | "posts"): readonly string[] => {
  return listOf(fieldsOf(fieldsOf(item)?.[name])?.["SS"]).filter((text) => typeof text === "string");
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
  ...known({
    dueEdit: textOf(fieldsOf(fieldsOf(item)?.["dueEdit"])?.["S"]),
    alarmUntil: countOf(fieldsOf(fieldsOf(item)?.["alarmUntil"])?.["N"]),
  }),
});

/** The stage's DynamoDB table: one item per subject, with its states and facts, and its messages, as sets. */
export const createLedger = ({
  tableName,
  aws,
  now = Date.now,
}: LedgerOptions): Ledger & EditLedger & RunLedger => {
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
      // Reads, and writes that add to sets.
      isRepeatable: true,
      timeoutMilliseconds,
    });
    if (status !== 200) throw new Error(errorTypeOf(status, body));
    return body;
  };

  /** DynamoDB may leave keys of a batch unread, without an error: these are asked for once more. */
  const readSome = async (subjects: readonly string[]): Promise<Known> => {
    const subjectsByKey = new Map(subjects.map((subject) => [keyOf(subject), subject]));
    const entries = new Map<string, Entry>();
    let keys = [...subjectsByKey.keys()];
    try {
      for (let tries = 0; tries < 2 && keys.length > 0; tries++) {
        const Keys = keys.map((key) => ({ fact: { S: key } }));
        const answer = jsonFieldsOf(
          await call("BatchGetItem", { RequestItems: { [tableName]: { Keys, ConsistentRead: true } } }),
        );
        const responses = fieldsOf(answer?.["Responses"]);
        if (responses === undefined) throw new Error("an answer without Responses");
        for (const item of listOf(responses[tableName])) {
          const subject = subjectsByKey.get(textOf(fieldsOf(fieldsOf(item)?.["fact"])?.["S"]) ?? "");
          if (subject !== undefined) entries.set(subject, entryOf(item));
        }
        const left = fieldsOf(fieldsOf(answer?.["UnprocessedKeys"])?.[tableName])?.["Keys"];
        keys = listOf(left).flatMap((key) => textOf(fieldsOf(fieldsOf(key)?.["fact"])?.["S"]) ?? []);
      }
      return { entries, ...(keys.length > 0 && { problem: `${keys.length} keys left unprocessed` }) };
    } catch (error) {
      return { entries, problem: failureOf(error) };
    }
  };

  const change = async (
    subject: string,
    { values, ...expressions }: Change,
  ): Promise<{ readonly problem?: string; readonly body?: string }> => {
    try {
      const body = await call("UpdateItem", {
        TableName: tableName,
        Key: { fact: { S: keyOf(subject) } },
        ...expressions,
        ExpressionAttributeValues: {
          ...values,
          ":expiresAt": { N: String(Math.floor(now() / 1000) + keptSeconds) },
        },
      });
      return { body };
    } catch (error) {
      return { problem: failureOf(error) };
    }
  };

  const update = async (subject: string, what: Change): Promise<{ readonly problem?: string }> =>
    known({ problem: (await change(subject, what)).problem });

  return {
    read: async (subjects) => {
      const chunks = Array.from({ length: Math.ceil(subjects.length / maxKeys) }, (_, index) =>
        subjects.slice(index * maxKeys, (index + 1) * maxKeys),
      );
      const read = await Promise.all(chunks.map(readSome));
      const problem = read.find((one) => one.problem !== undefined)?.problem;
      return {
        entries: new Map(read.flatMap(({ entries }) => [...entries])),
        ...(problem !== undefined && { problem }),
      };
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
    writeDueEdit: (subject, dueEdit) =>
      update(subject, {
        UpdateExpression: "SET dueEdit = :dueEdit, expiresAt = :expiresAt",
        values: { ":dueEdit": { S: dueEdit } },
      }),
    add: async (subject, states) => {
      const { body } = await change(subject, {
        UpdateExpression: "ADD states :states SET expiresAt = :expiresAt",
        ReturnValues: "ALL_NEW",
        values: { ":states": { SS: [...new Set(states)] } },
      });
      const item = jsonFieldsOf(body ?? "")?.["Attributes"];
      return item === undefined ? undefined : entryOf(item);
    },
    claim: async (subject, claim, seconds) => {
      const at = Math.floor(now() / 1000);
      const { problem } = await update(subject, {
        UpdateExpression: `SET ${claim} = :until, expiresAt = :expiresAt`,
        ConditionExpression: `attribute_not_exists(${claim}) OR ${claim} < :now`,
        values: { ":until": { N: String(at + seconds) }, ":now": { N: String(at) } },
      });
      return !problem?.includes("ConditionalCheckFailed");
    },
  };
};
