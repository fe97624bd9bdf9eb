import {
  BatchGetItemCommand,
  DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type LocalTable, startTable } from "../../../../local/aws/dynamodb/table";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

const TableName = "orders";

let table: LocalTable;
let client: DynamoDBClient;

const start = async (options: Partial<Parameters<typeof startTable>[0]> = {}): Promise<void> => {
  table = await startTable({ tableName: TableName, keyName: "id", ...options });
  client = new DynamoDBClient({
    endpoint: table.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
};

afterEach(async () => {
  client.destroy();
  await table.close();
});

type Change = Partial<UpdateItemCommandInput>;

const send = (id: string, change: Change) =>
  client.send(new UpdateItemCommand({ TableName, Key: { id: { S: id } }, ...change }));

/** Adds a text to a set, each text once. */
const adding = (state: string): Change => ({
  UpdateExpression: "ADD states :states SET expiresAt = :expiresAt",
  ConditionExpression: "NOT contains(states, :state)",
  ExpressionAttributeValues: {
    ":states": { SS: [state] },
    ":state": { S: state },
    ":expiresAt": { N: "1790000000" },
  },
});

const write = (id: string, state: string) => send(id, adding(state));

const read = async (...ids: readonly string[]) => {
  const Keys = ids.map((S) => ({ id: { S } }));
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
  );
  return Responses?.[TableName];
};

const refused = { name: "ValidationException" };
const failedCondition = {
  name: "ConditionalCheckFailedException",
  message: "The conditional request failed",
};

describe("the local DynamoDB table", () => {
  test("collects texts in a set, each once, and finds items by key", async () => {
    await start();
    await write("a", "RUNNING");
    await write("a", "FAILED");
    await expect(write("a", "FAILED")).rejects.toMatchObject(failedCondition);
    expect([...table.textsIn("a", "states")]).toEqual(["RUNNING", "FAILED"]);
    expect(await read("a", "b")).toEqual([
      { id: { S: "a" }, states: { SS: ["RUNNING", "FAILED"] }, expiresAt: { N: "1790000000" } },
    ]);
    expect(table.size()).toBe(1);
  });

  test("returns the item as an update leaves it", async () => {
    await start();
    await write("a", "RUNNING");
    const { Attributes } = await send("a", {
      UpdateExpression: "ADD states :states",
      ReturnValues: "ALL_NEW",
      ExpressionAttributeValues: { ":states": { SS: ["FAILED"] } },
    });
    expect(Attributes).toMatchObject({ id: { S: "a" }, states: { SS: ["RUNNING", "FAILED"] } });
  });

  test("lets one take what no one has, or has no longer", async () => {
    await start();
    const claim = (now: number) =>
      send("a", {
        UpdateExpression: "SET takenUntil = :until",
        ConditionExpression: "attribute_not_exists(takenUntil) OR takenUntil < :now",
        ExpressionAttributeValues: { ":until": { N: String(now + 60) }, ":now": { N: String(now) } },
      });
    await claim(1000);
    await expect(claim(1060)).rejects.toMatchObject(failedCondition);
    await claim(1061);
  });

  test("keeps the attributes that an update does not name", async () => {
    await start();
    const post = (text: string) =>
      send("a", {
        UpdateExpression: "ADD posts :posts",
        ExpressionAttributeValues: { ":posts": { SS: [text] } },
      });
    await post("C1 1.1");
    await write("a", "RUNNING");
    await post("C1 2.2");
    expect(await read("a")).toEqual([
      {
        id: { S: "a" },
        states: { SS: ["RUNNING"] },
        posts: { SS: ["C1 1.1", "C1 2.2"] },
        expiresAt: { N: "1790000000" },
      },
    ]);
    expect(table.textsIn("a", "expiresAt")).toEqual(new Set());
  });

  test("sums numbers, copies attributes, and accepts name placeholders and keywords in lower case", async () => {
    await start();
    for (const count of ["2", "-0.5"]) {
      await send("a", {
        UpdateExpression: "add #count :count",
        ExpressionAttributeNames: { "#count": "count" },
        ExpressionAttributeValues: { ":count": { N: count } },
      });
    }
    await send("a", {
      UpdateExpression: "set copy = #count",
      ExpressionAttributeNames: { "#count": "count" },
    });
    expect(await read("a")).toEqual([{ id: { S: "a" }, count: { N: "1.5" }, copy: { N: "1.5" } }]);
  });

  test.each<readonly [string, boolean]>([
    ["attribute_exists(states)", true],
    ["attribute_not_exists(states)", false],
    ["attribute_exists(other)", false],
    ["attribute_not_exists(other)", true],
    ["contains(states, :a)", true],
    ["contains(states, :b)", false],
    ["contains(other, :a)", false],
    ["contains(id, :i)", true],
    ["expiresAt = :n", true],
    ["expiresAt <> :n", false],
    ["states = :set", true],
    ["id = expiresAt", false],
    ["other = :n", false],
    ["other <> :n", false],
    ["NOT other = :n", true],
    ["not not id = :key", true],
    ["id = :key AND contains(states, :b)", false],
    ["NOT (id = :key AND contains(states, :b)) AND expiresAt = :n", true],
  ])("reads the condition %s", async (ConditionExpression, holds) => {
    await start();
    await write("item", "A");
    const all = {
      ":a": { S: "A" },
      ":b": { S: "B" },
      ":i": { S: "te" },
      ":n": { N: "1790000000" },
      ":set": { SS: ["A"] },
      ":key": { S: "item" },
    };
    const changed = send("item", {
      UpdateExpression: "SET touched = :touched",
      ConditionExpression,
      ExpressionAttributeValues: {
        ":touched": { N: "1" },
        ...Object.fromEntries(
          Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression)),
        ),
      },
    });
    if (holds) await expect(changed).resolves.toBeDefined();
    else await expect(changed).rejects.toMatchObject(failedCondition);
    expect((await read("item"))?.[0]?.["touched"]).toEqual(holds ? { N: "1" } : undefined);
  });

  test("treats a missing item as one without attributes", async () => {
    await start();
    const once: Change = {
      UpdateExpression: "SET at = :at",
      ConditionExpression: "attribute_not_exists(id)",
      ExpressionAttributeValues: { ":at": { N: "1" } },
    };
    await send("a", once);
    await expect(send("a", once)).rejects.toMatchObject(failedCondition);
  });

  const values = (given: Change["ExpressionAttributeValues"]): Change => ({
    ExpressionAttributeValues: { ...adding("A").ExpressionAttributeValues, ...given },
  });

  test.each<readonly [string, Change, string]>([
    ["an unsupported section", { UpdateExpression: "REMOVE states" }, "Syntax error; token: REMOVE"],
    ["half an expression", { UpdateExpression: "SET states =" }, "Syntax error; token: <EOF>"],
    ["an empty expression", { UpdateExpression: "" }, "Syntax error; token: <EOF>"],
    ["an unsupported function", { ConditionExpression: "size(states)" }, "Syntax error; token: size"],
    ["XOR", { ConditionExpression: "contains(states, :state) XOR a = :state" }, "Syntax error; token: XOR"],
    [
      "an open parenthesis",
      { ConditionExpression: "(NOT contains(states, :state)" },
      "Syntax error; token: <EOF>",
    ],
    ["an undefined value", { ConditionExpression: "a = :b" }, "value used in expression is not defined: :b"],
    [
      "an undefined name",
      { ConditionExpression: "#a = :state" },
      "name used in expression is not defined: #a",
    ],
    ["an unused value", { ConditionExpression: undefined }, "unused in expressions: keys: {:state}"],
    ["an unused name", { ExpressionAttributeNames: { "#a": "a" } }, "unused in expressions: keys: {#a}"],
    [
      "one attribute twice",
      { UpdateExpression: "ADD states :states SET states = :expiresAt" },
      "Two document paths overlap",
    ],
    [
      "another key",
      { UpdateExpression: "ADD states :states SET id = :expiresAt" },
      "Cannot update attribute id. This attribute is part of the key",
    ],
    [
      "an attribute that is missing",
      { UpdateExpression: "ADD states :states SET expiresAt = other, at = :expiresAt" },
      "attribute that does not exist in the item",
    ],
    ["a text added to a set", values({ ":states": { S: "A" } }), "incorrect data type"],
    ["an invalid number", values({ ":expiresAt": { N: "soon" } }), "ExpressionAttributeValues.:expiresAt"],
    ["an empty set", values({ ":states": { SS: [] } }), "ExpressionAttributeValues.:states"],
    [
      "one text twice in a set",
      values({ ":states": { SS: ["A", "A"] } }),
      "ExpressionAttributeValues.:states",
    ],
    ["a return value that no one needs", { ReturnValues: "UPDATED_OLD" }, "ReturnValues"],
    ["a key of another name", { Key: { fact: { S: "a" } } }, "key element does not match the schema"],
  ])("refuses to write with %s", async (_name, change, message) => {
    await start();
    await expect(send("a", { ...adding("A"), ...change })).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining(message),
    });
    expect(table.size()).toBe(0);
  });

  test("refuses a number added to a set", async () => {
    await start();
    await write("a", "A");
    const change: Change = {
      UpdateExpression: "ADD states :n",
      ExpressionAttributeValues: { ":n": { N: "1" } },
    };
    await expect(send("a", change)).rejects.toMatchObject(refused);
  });

  test("keeps bytes, and refuses to add to them", async () => {
    await start();
    const packed = { B: Buffer.from([0, 255, 10]) };
    const values = { ExpressionAttributeValues: { ":packed": packed } };
    await send("a", { UpdateExpression: "SET packed = :packed", ...values });
    expect(Buffer.from((await read("a"))?.[0]?.["packed"]?.B ?? [])).toEqual(packed.B);
    await expect(send("a", { UpdateExpression: "ADD packed :packed", ...values })).rejects.toMatchObject(
      refused,
    );
  });

  test("refuses any other table", async () => {
    await start();
    const unknown = { name: "ResourceNotFoundException" };
    await expect(send("a", { ...adding("A"), TableName: "other" })).rejects.toMatchObject(unknown);
    const command = new BatchGetItemCommand({ RequestItems: { other: { Keys: [{ id: { S: "a" } }] } } });
    await expect(client.send(command)).rejects.toMatchObject(unknown);
  });

  test("refuses to read more than a hundred items, or one item twice", async () => {
    await start();
    const many = Array.from({ length: 101 }, (_, index) => `i${index}`);
    await expect(read(...many)).rejects.toMatchObject(refused);
    await expect(read("a", "a")).rejects.toMatchObject(refused);
  });

  test("refuses a key of more than 2,048 bytes", async () => {
    await start();
    await write("é".repeat(1024), "A");
    await expect(write(`${"é".repeat(1024)}x`, "A")).rejects.toMatchObject(refused);
    await expect(read("x".repeat(2049))).rejects.toMatchObject(refused);
  });

  test("leaves chosen keys unprocessed, and says which", async () => {
    await start();
    await write("a", "A");
    await write("b", "B");
    table.leaveUnprocessed((key) => key !== "a");
    const Keys = ["a", "b", "c"].map((S) => ({ id: { S } }));
    const command = new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys, ConsistentRead: true } },
    });
    const { Responses, UnprocessedKeys } = await client.send(command);
    expect(Responses?.[TableName]).toHaveLength(1);
    expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: Keys.slice(1), ConsistentRead: true } });
    table.leaveUnprocessed(undefined);
    expect(await read("a", "b")).toHaveLength(2);
  });

  test("throttles while that fault is injected", async () => {
    await start();
    table.inject(() => ({ kind: "error", status: 400, type: "ThrottlingException" }));
    await expect(write("a", "A")).rejects.toMatchObject({ name: "ThrottlingException" });
    table.inject(undefined);
    await write("a", "A");
    expect(table.size()).toBe(1);
  });

  test("is as slow as the injected fault, by its clock", async () => {
    const clock = createVirtualClock();
    await start({ scheduler: clock, latencyMilliseconds: 8 });
    table.inject(() => ({ kind: "slow", milliseconds: 2000 }));
    const written = write("a", "A");
    while (clock.nextDueMilliseconds() === undefined) await new Promise(setImmediate);
    expect(clock.nextDueMilliseconds()).toBe(clock.nowMilliseconds() + 2008);
    expect(table.size()).toBe(0);
    clock.advanceTo(clock.nowMilliseconds() + 2008);
    await written;
    expect(table.size()).toBe(1);
  });

  test("refuses requests without a signature", async () => {
    await start();
    const headers = { "x-amz-target": "DynamoDB_20120810.UpdateItem" };
    const response = await fetch(table.url, { method: "POST", body: "{}", headers });
    expect(response.status).toBe(403);
  });
});

test("a read leaves keys unprocessed as it is asked to, with everything it takes to ask again", async () => {
  await start();
  for (const id of ["a", "b"]) await write(id, "sent");
  const Keys = ["a", "b"].map((S) => ({ id: { S } }));
  const request = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
  let asked = 0;
  table.leaveUnprocessed(() => ++asked % 2 === 0);
  const { Responses, UnprocessedKeys } = await client.send(request);
  expect(Responses?.[TableName]).toHaveLength(1);
  expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: [{ id: { S: "b" } }], ConsistentRead: true } });
  table.leaveUnprocessed(undefined);
  expect((await client.send(request)).UnprocessedKeys).toEqual({});
});
