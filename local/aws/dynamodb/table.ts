import { z } from "zod";
import { type EndpointOptions, type JsonService, ServiceError, startJsonService } from "../json-service";
import { conditionOf, type Placeholders, updateOf } from "./expression";
import { type Item, invalid, valueSchema } from "./item";

export type TableOptions = EndpointOptions & {
  readonly tableName: string;
  /** The partition key, a string. */
  readonly keyName: string;
};

export type LocalTable = JsonService & {
  /** The texts in an item's string set; none where item or attribute is missing. */
  readonly textsIn: (key: string, attribute: string) => ReadonlySet<string>;
  readonly size: () => number;
  /** Lets BatchGetItem leave these keys unprocessed; `undefined` lets it read all again. */
  readonly leaveUnprocessed: (isLeft: ((key: string) => boolean) | undefined) => void;
};

/** A partition key has at most 2,048 bytes. (Amazon DynamoDB Developer Guide, Quotas) */
const keySchema = z.record(
  z.string(),
  z.strictObject({
    S: z
      .string()
      .min(1)
      .refine((key) => Buffer.byteLength(key) <= 2048, { error: "Size of hashkey has exceeded the maximum" }),
  }),
);

/** BatchGetItem takes at most 100 keys. (Amazon DynamoDB API Reference) */
const batchGetSchema = z.strictObject({
  RequestItems: z.record(
    z.string(),
    z.strictObject({ Keys: z.array(keySchema).min(1).max(100), ConsistentRead: z.boolean().optional() }),
  ),
});

const updateSchema = z.strictObject({
  TableName: z.string(),
  Key: keySchema,
  UpdateExpression: z.string(),
  ConditionExpression: z.string().min(1).optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: z.record(z.string(), valueSchema).optional(),
  ReturnValues: z.enum(["NONE", "ALL_NEW"]).optional(),
});

const checkAllUsed = ({ names, values, used }: Placeholders): void => {
  const unused = [...Object.keys(names), ...Object.keys(values)].filter((one) => !used.has(one));
  if (unused.length > 0)
    throw invalid(`Value provided is unused in expressions: keys: {${unused.join(", ")}}`);
};

/** One DynamoDB table: BatchGetItem and UpdateItem, with part of DynamoDB's expressions. */
export const startTable = async (options: TableOptions): Promise<LocalTable> => {
  const { tableName, keyName } = options;
  const items = new Map<string, Item>();
  let isLeft: ((key: string) => boolean) | undefined;

  const checkTable = (name: string): void => {
    if (name !== tableName)
      throw new ServiceError("ResourceNotFoundException", "Requested resource not found");
  };

  const keyOf = (given: z.infer<typeof keySchema>): string => {
    const key = Object.keys(given).length === 1 ? given[keyName] : undefined;
    if (key === undefined) throw invalid("The provided key element does not match the schema");
    return key.S;
  };

  const batchGet = (input: unknown) => {
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, unknown> = {};
    for (const [name, { Keys, ...rest }] of Object.entries(batchGetSchema.parse(input).RequestItems)) {
      checkTable(name);
      const keys = Keys.map(keyOf);
      if (new Set(keys).size < keys.length) throw invalid("Provided list of item keys contains duplicates");
      const left = new Set(keys.filter((key) => isLeft?.(key)));
      if (left.size > 0)
        UnprocessedKeys[name] = { ...rest, Keys: Keys.filter((key) => left.has(keyOf(key))) };
      const read = keys.filter((key) => !left.has(key));
      Responses[name] = read.map((key) => items.get(key)).filter((item) => item !== undefined);
    }
    return { Responses, UnprocessedKeys };
  };

  const update = (input: unknown) => {
    const call = updateSchema.parse(input);
    const placeholders: Placeholders = {
      names: call.ExpressionAttributeNames ?? {},
      values: call.ExpressionAttributeValues ?? {},
      used: new Set(),
    };
    checkTable(call.TableName);
    const key = keyOf(call.Key);
    const { names, apply } = updateOf(call.UpdateExpression, placeholders);
    const holds = call.ConditionExpression && conditionOf(call.ConditionExpression, placeholders);
    checkAllUsed(placeholders);
    if (names.includes(keyName)) {
      throw invalid(`Cannot update attribute ${keyName}. This attribute is part of the key`);
    }
    const before = items.get(key);
    if (holds && !holds(before ?? {})) {
      throw new ServiceError("ConditionalCheckFailedException", "The conditional request failed");
    }
    const after = apply(before ?? call.Key);
    items.set(key, after);
    return call.ReturnValues === "ALL_NEW" ? { Attributes: after } : {};
  };

  const service = await startJsonService({
    ...options,
    service: "dynamodb",
    target: "DynamoDB_20120810",
    version: "1.0",
    namespace: "com.amazonaws.dynamodb.v20120810",
    operations: { BatchGetItem: batchGet, UpdateItem: update },
  });
  return {
    ...service,
    textsIn: (key, attribute) => {
      const value = items.get(key)?.[attribute];
      return new Set(value && "SS" in value ? value.SS : []);
    },
    size: () => items.size,
    leaveUnprocessed: (next) => {
      isLeft = next;
    },
  };
};
