import { z } from "zod";
import { type JsonService, type RenderContext, ServiceError, startJsonService } from "../json-service";

export type LedgerOptions = RenderContext & {
  readonly tableName: string;
  /** Told before a state is written. */
  readonly onWrite?: (fact: string, state: string) => void;
};

/** A DynamoDB table with one item a fact: a set of states, one of messages, and when it expires. */
export type LocalLedger = {
  readonly url: string;
  readonly statesOf: (fact: string) => ReadonlySet<string>;
  readonly postsOf: (fact: string) => ReadonlySet<string>;
  readonly size: () => number;
  /** From now on calls meet this trouble; `undefined` heals it. */
  readonly meet: JsonService["meet"];
  readonly close: () => Promise<void>;
};

const textValue = z.strictObject({ S: z.string().min(1) });
const key = z.strictObject({ fact: textValue });

const batchGetSchema = (tableName: string) =>
  z.strictObject({
    RequestItems: z.strictObject({
      [tableName]: z.strictObject({ Keys: z.array(key).min(1).max(100), ConsistentRead: z.literal(true) }),
    }),
  });

const expiresAt = z.strictObject({ N: z.string().regex(/^\d{10}$/) });

const postSchema = (tableName: string) =>
  z.strictObject({
    TableName: z.literal(tableName),
    Key: key,
    UpdateExpression: z.literal("ADD posts :posts SET expiresAt = :expiresAt"),
    ExpressionAttributeValues: z.strictObject({
      ":posts": z.strictObject({ SS: z.tuple([z.string().min(1)]) }),
      ":expiresAt": expiresAt,
    }),
  });

const updateSchema = (tableName: string) =>
  z.strictObject({
    TableName: z.literal(tableName),
    Key: key,
    UpdateExpression: z.literal("ADD states :states SET expiresAt = :expiresAt"),
    ConditionExpression: z.literal("NOT contains(states, :state)"),
    ExpressionAttributeValues: z.strictObject({
      ":states": z.strictObject({ SS: z.tuple([z.string().min(1)]) }),
      ":state": textValue,
      ":expiresAt": expiresAt,
    }),
  });

type Item = {
  readonly states: ReadonlySet<string>;
  readonly posts: ReadonlySet<string>;
  readonly expiresAt: string;
};

/** DynamoDB has no empty sets: an attribute is there or it is not. */
const setOf = (name: string, texts: ReadonlySet<string>) =>
  texts.size === 0 ? {} : { [name]: { SS: [...texts] } };

const wireOf = (fact: string, { states, posts, expiresAt }: Item) => ({
  fact: { S: fact },
  ...setOf("states", states),
  ...setOf("posts", posts),
  expiresAt: { N: expiresAt },
});

/**
 * DynamoDB for one table: BatchGetItem and UpdateItem with the expressions of a ledger of states, and nothing else.
 * (Amazon DynamoDB API Reference)
 */
export const startLedger = async (options: LedgerOptions): Promise<LocalLedger> => {
  const { tableName, onWrite } = options;
  const items = new Map<string, Item>();
  const getInput = batchGetSchema(tableName);
  const updateInput = updateSchema(tableName);
  const postInput = postSchema(tableName);

  const batchGet = (input: unknown) => {
    const facts = (getInput.parse(input).RequestItems[tableName]?.Keys ?? []).map(({ fact }) => fact.S);
    if (new Set(facts).size < facts.length) {
      throw new ServiceError("ValidationException", "Provided list of item keys contains duplicates");
    }
    const found = facts.flatMap((fact) => {
      const item = items.get(fact);
      return item ? [wireOf(fact, item)] : [];
    });
    return { Responses: { [tableName]: found }, UnprocessedKeys: {} };
  };

  const addPost = ({ Key, ExpressionAttributeValues: values }: z.infer<typeof postInput>) => {
    const fact = Key.fact.S;
    const { states = new Set<string>(), posts = new Set<string>() } = items.get(fact) ?? {};
    items.set(fact, {
      states,
      posts: new Set([...posts, ...values[":posts"].SS]),
      expiresAt: values[":expiresAt"].N,
    });
    return {};
  };

  const update = (input: unknown) => {
    const post = postInput.safeParse(input);
    if (post.success) return addPost(post.data);
    const { Key, ExpressionAttributeValues: values } = updateInput.parse(input);
    const [state] = values[":states"].SS;
    if (state !== values[":state"].S) throw new ServiceError("ValidationException", "two different states");
    const fact = Key.fact.S;
    onWrite?.(fact, state);
    const { states = new Set<string>(), posts = new Set<string>() } = items.get(fact) ?? {};
    if (states.has(state)) {
      throw new ServiceError("ConditionalCheckFailedException", "The conditional request failed");
    }
    items.set(fact, { states: new Set([...states, state]), posts, expiresAt: values[":expiresAt"].N });
    return {};
  };

  const { url, meet, close } = await startJsonService({
    ...options,
    service: "dynamodb",
    target: "DynamoDB_20120810",
    version: "1.0",
    namespace: "com.amazonaws.dynamodb.v20120810",
    operations: { BatchGetItem: batchGet, UpdateItem: update },
  });
  return {
    url,
    statesOf: (fact) => items.get(fact)?.states ?? new Set(),
    postsOf: (fact) => items.get(fact)?.posts ?? new Set(),
    size: () => items.size,
    meet,
    close,
  };
};
