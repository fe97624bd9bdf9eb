import { BatchGetItemCommand, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type LocalLedger, startLedger } from "../../../../local/aws/dynamodb/ledger-table";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

const TableName = "told";

let ledger: LocalLedger;
let client: DynamoDBClient;

const start = async (options: Partial<Parameters<typeof startLedger>[0]> = {}): Promise<void> => {
  ledger = await startLedger({ tableName: TableName, ...options });
  client = new DynamoDBClient({
    endpoint: ledger.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
};

afterEach(async () => {
  client.destroy();
  await ledger.close();
});

const writing = (fact: string, state: string) => ({
  TableName,
  Key: { fact: { S: fact } },
  UpdateExpression: "ADD states :states SET expiresAt = :expiresAt",
  ConditionExpression: "NOT contains(states, :state)",
  ExpressionAttributeValues: {
    ":states": { SS: [state] },
    ":state": { S: state },
    ":expiresAt": { N: "1790000000" },
  },
});

const write = (fact: string, state: string) => client.send(new UpdateItemCommand(writing(fact, state)));

const read = (...facts: readonly string[]) =>
  client.send(
    new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: facts.map((S) => ({ fact: { S } })), ConsistentRead: true } },
    }),
  );

describe("the local ledger", () => {
  test("collects the messages of a fact beside its states", async () => {
    await start();
    const post = (text: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: { fact: { S: "backup|a" } },
          UpdateExpression: "ADD posts :posts SET expiresAt = :expiresAt",
          ExpressionAttributeValues: { ":posts": { SS: [text] }, ":expiresAt": { N: "1790000000" } },
        }),
      );
    await post("C1 1.1");
    await write("backup|a", "RUNNING");
    await post("C1 2.2");
    expect([...ledger.postsOf("backup|a")]).toEqual(["C1 1.1", "C1 2.2"]);
    const { Responses } = await read("backup|a");
    expect(Responses?.[TableName]).toEqual([
      {
        fact: { S: "backup|a" },
        states: { SS: ["RUNNING"] },
        posts: { SS: ["C1 1.1", "C1 2.2"] },
        expiresAt: { N: "1790000000" },
      },
    ]);
  });

  test("collects the states of a fact, each once", async () => {
    await start();
    await write("backup|a", "RUNNING");
    await write("backup|a", "FAILED");
    await expect(write("backup|a", "FAILED")).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
    expect([...ledger.statesOf("backup|a")]).toEqual(["RUNNING", "FAILED"]);
    const { Responses } = await read("backup|a", "backup|b");
    expect(Responses?.[TableName]).toEqual([
      { fact: { S: "backup|a" }, states: { SS: ["RUNNING", "FAILED"] }, expiresAt: { N: "1790000000" } },
    ]);
    expect(ledger.size()).toBe(1);
  });

  test.each([
    ["another table", { TableName: "other" }],
    ["another expression", { UpdateExpression: "SET states = :states" }],
    ["no condition", { ConditionExpression: undefined }],
    ["a return value", { ReturnValues: "ALL_NEW" as const }],
    [
      "two states at once",
      {
        ExpressionAttributeValues: {
          ...writing("a", "A").ExpressionAttributeValues,
          ":states": { SS: ["A", "B"] },
        },
      },
    ],
    [
      "a condition on another state",
      { ExpressionAttributeValues: { ...writing("a", "A").ExpressionAttributeValues, ":state": { S: "B" } } },
    ],
    [
      "an end that is no second since 1970",
      {
        ExpressionAttributeValues: {
          ...writing("a", "A").ExpressionAttributeValues,
          ":expiresAt": { N: "1790000000000" },
        },
      },
    ],
  ])("refuses to write with %s", async (_name, change) => {
    await start();
    const command = new UpdateItemCommand({ ...writing("a", "A"), ...change });
    await expect(client.send(command)).rejects.toMatchObject({ name: "ValidationException" });
    expect(ledger.size()).toBe(0);
  });

  test("refuses to read more than a hundred facts, one fact twice, or what may be stale", async () => {
    await start();
    const many = Array.from({ length: 101 }, (_, index) => `f${index}`);
    await expect(read(...many)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(read("a", "a")).rejects.toMatchObject({ name: "ValidationException" });
    const stale = new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: [{ fact: { S: "a" } }] } },
    });
    await expect(client.send(stale)).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("is throttled as told, then is well again", async () => {
    await start();
    ledger.meet(() => ({ kind: "error", status: 400, type: "ThrottlingException" }));
    await expect(write("a", "A")).rejects.toMatchObject({ name: "ThrottlingException" });
    ledger.meet(undefined);
    await write("a", "A");
    expect(ledger.size()).toBe(1);
  });

  test("is as slow as told, by its clock", async () => {
    const clock = createVirtualClock();
    await start({ scheduler: clock, latencyMilliseconds: 8 });
    ledger.meet(() => ({ kind: "slow", milliseconds: 2000 }));
    const written = write("a", "A");
    while (clock.nextDueMilliseconds() === undefined) await new Promise(setImmediate);
    expect(clock.nextDueMilliseconds()).toBe(clock.nowMilliseconds() + 2008);
    expect(ledger.size()).toBe(0);
    clock.advanceTo(clock.nowMilliseconds() + 2008);
    await written;
    expect(ledger.size()).toBe(1);
  });

  test("refuses requests without a signature", async () => {
    await start();
    const headers = { "x-amz-target": "DynamoDB_20120810.UpdateItem" };
    const response = await fetch(ledger.url, { method: "POST", body: "{}", headers });
    expect(response.status).toBe(403);
  });
});
