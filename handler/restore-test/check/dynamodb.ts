import { parseArn } from "../../model/arn";
import { countOf, dateOf, type Fields, fieldsOf, textOf } from "../../model/fields";
import type { CheckedFact } from "../../model/restore-test";
import { type Check, fact, type Look, notYet, type Seen, stateFact } from "./look";

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const dynamoDb = (operation: string, input: object) => ({
  service: "dynamodb" as const,
  method: "POST" as const,
  path: "/",
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
  },
  body: JSON.stringify(input),
  isRepeatable: true as const,
});

const tableNameOf = (arn: string | undefined): string =>
  parseArn(arn)?.resource.replace(/^table\//, "") ?? "";

const describe = async (look: Look, TableName: string): Promise<Seen<Fields>> => {
  const seen = await look.json(dynamoDb("DescribeTable", { TableName }));
  return seen.is === "seen" ? { is: "seen", value: fieldsOf(seen.value["Table"]) ?? {} } : seen;
};

/** The keys of a table or an index, `HASH id, RANGE at`; empty where AWS does not say all of them. */
const keysOf = (table: Fields | undefined): string => {
  const keys = listOf(table?.["KeySchema"]).map((key) => {
    const [type, name] = [textOf(fieldsOf(key)?.["KeyType"]), textOf(fieldsOf(key)?.["AttributeName"])];
    return type && name && `${type} ${name}`;
  });
  return keys.includes(undefined) ? "" : keys.join(", ");
};

/** Its indexes of a kind with their keys; `undefined` where AWS does not say all of them. */
const indexesOf = (table: Fields, kind: string): readonly string[] | undefined => {
  const indexes = listOf(table[kind])
    .map(fieldsOf)
    .map((index) => {
      const [name, keys] = [textOf(index?.["IndexName"]), keysOf(index)];
      return name && keys && `${name} (${keys})`;
    });
  const known = indexes.flatMap((index) => index || []).sort();
  return known.length === indexes.length ? known : undefined;
};

/** What is other than in the source is wrong where the source is older than the backup: one that was made again since is another table. */
const differing = (text: string, source: Fields, pointAt: Date | undefined): CheckedFact => {
  const madeAt = dateOf(source["CreationDateTime"]);
  if (madeAt === undefined || pointAt === undefined)
    return notYet(`${text}; when the source was made is not known`);
  return madeAt < pointAt
    ? fact(false, text)
    : notYet(`${text}; the source was made after the recovery point`);
};

/** A local index is as old as its table; a global one may have been made since the backup, and AWS does not date it. */
const indexFacts = (table: Fields, source: Fields, pointAt: Date | undefined): readonly CheckedFact[] =>
  ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"].flatMap((kind) => {
    const [own, wanted] = [indexesOf(table, kind), indexesOf(source, kind)];
    if (own === undefined || wanted === undefined) return [notYet("indexes not known")];
    const missing = wanted.filter((index) => !own.includes(index)).join(", ");
    if (missing === "") return [];
    return kind === "LocalSecondaryIndexes"
      ? [differing(`without index ${missing}`, source, pointAt)]
      : [notYet(`without index ${missing}, which its source has now`)];
  });

/** A table of the same name in another account or Region is not the source. */
const isBeside = (one: string, other: string): boolean => {
  const [first, second] = [parseArn(one), parseArn(other)];
  return first?.accountId === second?.accountId && first?.region === second?.region;
};

/** Where the source is gone, there is nothing to compare with, and that is no fault of the backup. */
const compared = (table: Fields, source: Seen<Fields>, pointAt: Date | undefined): readonly CheckedFact[] => {
  if (source.is === "unknown") {
    return source.error === "ResourceNotFoundException"
      ? [fact(true, "its source is gone")]
      : [notYet(`keys not compared: ${source.fact.text}`)];
  }
  const [own, wanted] = [keysOf(table), keysOf(source.value)];
  if (own === "" || wanted === "") return [notYet("keys not known")];
  if (own !== wanted) return [differing(`keys ${own}, not ${wanted}`, source.value, pointAt)];
  return [fact(true, "keys as its source"), ...indexFacts(table, source.value, pointAt)];
};

/**
 * A table without an item may be empty as its backup is: but AWS counts the size of that hours late, and 0 may mean anything.
 * (Amazon DynamoDB API Reference, BackupDetails; AWS Backup API Reference, BackupSizeInBytes)
 */
const readFact = (read: Seen<Fields>): CheckedFact => {
  if (read.is === "unknown") return read.fact;
  const count = countOf(read.value["Count"]);
  if (count === undefined) return notYet("whether it can be read is not known");
  return count > 0
    ? fact(true, "an item can be read")
    : notYet("no item; whether its backup has any is not known");
};

/**
 * ItemCount lags by six hours, so it is not looked at. (Amazon DynamoDB API Reference, TableDescription) The item that is read stays in
 * DynamoDB, which counts it: it may be larger than an answer should be, and is nobody's business here.
 */
export const checkTable: Check = async ({ createdArn, sourceArn, recoveryPointAt }, look) => {
  const TableName = tableNameOf(createdArn);
  const table = await describe(look, TableName);
  if (table.is === "unknown") return [table.fact];
  const state = stateFact(textOf(table.value["TableStatus"]), "ACTIVE", [
    "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
    "ARCHIVED",
  ]);
  if (state.outcome !== "ok") return [state];
  const read = readFact(await look.json(dynamoDb("Scan", { TableName, Limit: 1, Select: "COUNT" })));
  if (sourceArn === undefined) return [state, notYet("its source is not known"), read];
  if (!isBeside(createdArn, sourceArn)) return [state, fact(true, "its source is elsewhere"), read];
  const source = await describe(look, tableNameOf(sourceArn));
  return [state, ...compared(table.value, source, recoveryPointAt), read];
};
