import { http } from "../../../handler/aws/http";
import { type Aws, type AwsRequest, createAws } from "../../../handler/aws/request";
import { createLedger } from "../../../handler/deduplicate/ledger";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { startTable } from "../../../local/aws/dynamodb/table";

const identity = { subject: "backup|a-1", state: "FAILED", facts: ["reason:0a1b"] };

/** A table that answers as scripted, and what it was asked. */
const table = (...answers: readonly (readonly [status: number, body: unknown] | Error)[]) => {
  const asked: AwsRequest[] = [];
  const aws: Aws = async (request) => {
    const given = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    if (given === undefined || given instanceof Error) throw given ?? new Error("not asked for");
    return { status: given[0], headers: {}, body: JSON.stringify(given[1]) };
  };
  const ledger = createLedger({ tableName: "sent", aws, now: () => 1_000_000_000 });
  return { ledger, asked, inputs: () => asked.map(({ body }) => JSON.parse(body ?? "")) };
};

const item = (subject: string, ...states: readonly string[]) => ({
  fact: { S: subject },
  states: { SS: states },
});

describe("the ledger", () => {
  test("is read a hundred subjects at a time, as they are now", async () => {
    const subjects = Array.from({ length: 150 }, (_, index) => `backup|${index}`);
    const { ledger, asked, inputs } = table([
      200,
      { Responses: { sent: [item("backup|1", "RUNNING", "FAILED")] }, UnprocessedKeys: {} },
    ]);
    const { entries, problem } = await ledger.read(subjects);
    expect(problem).toBeUndefined();
    expect([...entries]).toEqual([["backup|1", { states: ["RUNNING", "FAILED"], posts: [] }]]);
    expect(inputs().map(({ RequestItems }) => RequestItems.sent.Keys.length)).toEqual([100, 50]);
    expect(inputs()[0].RequestItems.sent).toMatchObject({
      ConsistentRead: true,
      Keys: expect.arrayContaining([{ fact: { S: "backup|99" } }]),
    });
    expect(asked[0]).toMatchObject({
      service: "dynamodb",
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.BatchGetItem",
      },
      timeoutMilliseconds: 1000,
    });
  });

  test("is written with its facts, and forgets after 30 days", async () => {
    const { ledger, asked, inputs } = table([200, {}]);
    expect(await ledger.write(identity)).toEqual({});
    expect(asked[0]?.headers?.["x-amz-target"]).toBe("DynamoDB_20120810.UpdateItem");
    expect(inputs()).toEqual([
      {
        TableName: "sent",
        Key: { fact: { S: "backup|a-1" } },
        UpdateExpression: "ADD states :states SET expiresAt = :expiresAt",
        ExpressionAttributeValues: {
          ":states": { SS: ["FAILED", "reason:0a1b"] },
          ":expiresAt": { N: String(1_000_000 + 30 * 86_400) },
        },
      },
    ]);
  });

  test("keeps a message's place beside the states, without a condition", async () => {
    const { ledger, inputs } = table([200, {}]);
    expect(await ledger.writePost("backup|a-1", { channel: "C0123ABCD", ts: "1700000000.000100" })).toEqual(
      {},
    );
    expect(inputs()).toEqual([
      {
        TableName: "sent",
        Key: { fact: { S: "backup|a-1" } },
        UpdateExpression: "ADD posts :posts SET expiresAt = :expiresAt",
        ExpressionAttributeValues: {
          ":posts": { SS: ["C0123ABCD 1700000000.000100"] },
          ":expiresAt": { N: String(1_000_000 + 30 * 86_400) },
        },
      },
    ]);
  });

  test("returns the posts, and skips what is not one", async () => {
    const posts = { SS: ["C0123ABCD 1700000000.000100", "nonsense", "<!channel> 1.1", "C1"] };
    const { ledger } = table([200, { Responses: { sent: [{ fact: { S: "backup|a-1" }, posts }] } }]);
    const { entries } = await ledger.read(["backup|a-1"]);
    expect(entries.get("backup|a-1")).toEqual({
      states: [],
      posts: [{ channel: "C0123ABCD", ts: "1700000000.000100" }],
    });
  });

  test.each<readonly [string, readonly [number, unknown] | Error, string]>([
    ["throttles", [400, { __type: "x#ThrottlingException" }], "ThrottlingException"],
    ["is down", [503, "<html>"], "HTTP 503"],
    ["is silent", new Error("no answer in time"), "no answer in time"],
  ])("that %s says so, and throws nothing", async (_name, answer, problem) => {
    const { ledger } = table(answer);
    expect(await ledger.read(["backup|a-1"])).toEqual({ entries: new Map(), problem });
    expect(await ledger.write(identity)).toEqual({ problem });
  });

  test.each([[{}], [[]], [null], [{ Responses: [] }]])(
    "that answers %j did not answer: not even that nothing is known",
    async (answer) => {
      const { entries, problem } = await table([200, answer]).ledger.read(["backup|a-1"]);
      expect(problem).toBe("an answer without Responses");
      expect(entries).toEqual(new Map());
    },
  );

  test("skips what is no entry", async () => {
    const answer = { Responses: { sent: [{}, 7, null, { fact: { S: 1 } }] } };
    const { entries, problem } = await table([200, answer]).ledger.read(["backup|a-1"]);
    expect(problem).toBeUndefined();
    expect(entries).toEqual(new Map());
  });
});

describe("keys that DynamoDB leaves unprocessed", () => {
  const subjects = ["backup|a-1", "backup|a-2", "backup|a-3"];
  const some = (read: string, ...left: readonly string[]) =>
    [
      200,
      {
        Responses: { sent: [item(read, "FAILED")] },
        UnprocessedKeys: { sent: { Keys: left.map((S) => ({ fact: { S } })), ConsistentRead: true } },
      },
    ] as const;

  test("are asked for once more", async () => {
    const { ledger, inputs } = table(some("backup|a-1", "backup|a-2"), [
      200,
      { Responses: { sent: [item("backup|a-2", "EXPIRED")] }, UnprocessedKeys: {} },
    ]);
    const { entries, problem } = await ledger.read(subjects);
    expect(problem).toBeUndefined();
    expect([...entries.keys()]).toEqual(["backup|a-1", "backup|a-2"]);
    expect(inputs()[1].RequestItems).toEqual({
      sent: { Keys: [{ fact: { S: "backup|a-2" } }], ConsistentRead: true },
    });
  });

  test("and again are a problem, not entries that do not exist", async () => {
    const { ledger, asked } = table(
      some("backup|a-1", "backup|a-2", "backup|a-3"),
      some("backup|a-2", "backup|a-3"),
    );
    const { entries, problem } = await ledger.read(subjects);
    expect(problem).toBe("1 keys left unprocessed");
    expect([...entries.keys()]).toEqual(["backup|a-1", "backup|a-2"]);
    expect(asked).toHaveLength(2);
  });

  test("and then an error lose nothing of what was read", async () => {
    const { ledger } = table(some("backup|a-1", "backup|a-2"), [503, ""]);
    const { entries, problem } = await ledger.read(subjects);
    expect(problem).toBe("HTTP 503");
    expect([...entries.keys()]).toEqual(["backup|a-1"]);
  });
});

describe("a subject that is longer than a key", () => {
  const longest = `index|${"é".repeat(1021)}`;
  const long = `${longest}x`;

  test("is read and written under its hash, and found by its name", async () => {
    const key = expect.stringMatching(/^sha256\|[0-9a-f]{64}$/);
    const { ledger, inputs } = table([200, {}]);
    await ledger.write({ subject: long, state: "FAILED", facts: [] });
    await ledger.writePost(long, { channel: "C1", ts: "1.1" });
    await ledger.read([long, longest]);
    expect(
      inputs()
        .slice(0, 2)
        .map(({ Key }) => Key.fact.S),
    ).toEqual([key, key]);
    expect(inputs()[2].RequestItems.sent.Keys).toEqual([{ fact: { S: key } }, { fact: { S: longest } }]);
    const hash = inputs()[0].Key.fact.S;
    const read = await table([200, { Responses: { sent: [item(hash, "FAILED")] } }]).ledger.read([long]);
    expect([...read.entries]).toEqual([[long, { states: ["FAILED"], posts: [] }]]);
  });
});

describe("the history", () => {
  test("learns from the ledger, and writes what was sent", async () => {
    const { ledger, inputs } = table(
      [200, { Responses: { sent: [item("backup|a-1", "COMPLETED")] } }],
      [200, {}],
    );
    const history = createSentHistory(ledger);
    expect(history.noveltyOf({ ...identity, state: "RUNNING", facts: [] })).toBe("new");
    await history.recall([identity, { ...identity, state: "RUNNING", facts: [] }]);
    expect(inputs()[0].RequestItems.sent.Keys).toHaveLength(1);
    expect(history.noveltyOf({ ...identity, state: "RUNNING", facts: [] })).toBe("stale");
    history.remember(identity);
    expect(history.noveltyOf(identity)).toBe("duplicate");
    expect(await history.flush()).toEqual([]);
    expect(inputs()).toHaveLength(2);
  });

  test("remembers without a ledger too, and waits for nothing", async () => {
    const history = createSentHistory();
    history.remember(identity);
    expect(await history.recall([identity])).toBeUndefined();
    expect(await history.flush()).toEqual([]);
    expect(history.noveltyOf(identity)).toBe("duplicate");
  });

  test("knows the newest message of a subject in each channel, its own and the ledger's", async () => {
    const posts = { SS: ["C1 1700000000.000100", "C1 1700000005.000001", "C2 1700000001.000100"] };
    const { ledger, inputs } = table(
      [200, { Responses: { sent: [{ fact: { S: "backup|a-1" }, posts }] } }],
      [200, {}],
    );
    const history = createSentHistory(ledger);
    expect(history.postsOf("backup|a-1")).toEqual([]);
    await history.recall([identity]);
    const inFirst = { channel: "C1", ts: "1700000005.000001" };
    expect(history.postsOf("backup|a-1")).toEqual([inFirst, { channel: "C2", ts: "1700000001.000100" }]);
    const newest = { channel: "C2", ts: "1700000009.000001" };
    history.keepPost("backup|a-1", newest);
    expect(history.postsOf("backup|a-1")).toEqual([inFirst, newest]);
    expect(history.noveltyOf(identity)).toBe("new");
    expect(await history.flush()).toEqual([]);
    expect(inputs()).toHaveLength(2);
  });

  test("reports each problem of the ledger once", async () => {
    const history = createSentHistory(table([500, {}]).ledger);
    expect(await history.recall([identity])).toBe("HTTP 500");
    history.remember(identity);
    expect(await history.flush()).toEqual(["HTTP 500"]);
    expect(await history.flush()).toEqual([]);
  });

  test("keeps the 5,000 subjects that it heard of last", () => {
    const history = createSentHistory();
    const of = (index: number) => ({ subject: `backup|${index}`, state: "FAILED", facts: [] });
    for (let index = 0; index < 5000; index++) history.remember(of(index));
    history.remember(of(0));
    history.remember(of(5000));
    expect([0, 1, 2, 5000].map((index) => history.noveltyOf(of(index)))).toEqual([
      "duplicate",
      "new",
      "duplicate",
      "duplicate",
    ]);
  });
});

describe("what a job's messages should show", () => {
  test("is written as a text, and read with the rest of the entry", async () => {
    const { ledger, inputs } = table(
      [200, {}],
      [
        200,
        { Responses: { sent: [{ fact: { S: "backup|a-1" }, dueEdit: { S: "{}" } }, { fact: { S: "b" } }] } },
      ],
    );
    expect(await ledger.writeDueEdit("backup|a-1", "{}")).toEqual({});
    expect(inputs()[0]).toMatchObject({
      Key: { fact: { S: "backup|a-1" } },
      UpdateExpression: "SET dueEdit = :dueEdit, expiresAt = :expiresAt",
      ExpressionAttributeValues: { ":dueEdit": { S: "{}" } },
    });
    const { entries } = await ledger.read(["backup|a-1", "b"]);
    expect([...entries.values()]).toEqual([
      { states: [], posts: [], dueEdit: "{}" },
      { states: [], posts: [] },
    ]);
  });

  test("can be read from a table that took it, also where nothing is due any more", async () => {
    const local = await startTable({ tableName: "sent", keyName: "fact" });
    const env = { AWS_ENDPOINT_URL: local.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    const ledger = createLedger({ tableName: "sent", aws: createAws(http, env) });
    for (const due of ["{}", ""]) {
      expect(await ledger.writeDueEdit("backup|a-1", due)).toEqual({});
      const { entries } = await ledger.read(["backup|a-1"]);
      expect(entries.get("backup|a-1")?.dueEdit ?? "").toBe(due);
    }
    await local.close();
  });
});
