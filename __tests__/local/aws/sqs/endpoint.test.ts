import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { JsonService } from "../../../../local/aws/json-service";
import { startSqsEndpoint } from "../../../../local/aws/sqs/endpoint";
import { createVirtualQueue, type VirtualQueue } from "../../../../local/aws/sqs/queue";
import { seededRandom } from "../../../../local/clock/seeded-random";
import { createVirtualClock, type VirtualClock } from "../../../../local/clock/virtual-clock";

const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/events";

let clock: VirtualClock;
let queue: VirtualQueue;
let endpoint: JsonService;
let client: SQSClient;

beforeEach(async () => {
  clock = createVirtualClock();
  queue = createVirtualQueue({
    arn: "arn:aws:sqs:eu-west-1:111122223333:events",
    scheduler: clock,
    random: seededRandom(1),
    visibilityTimeoutSeconds: 190,
    retentionSeconds: 86_400,
  });
  endpoint = await startSqsEndpoint([queue]);
  client = new SQSClient({
    endpoint: endpoint.url,
    // The queue has AWS's URL; the calls go to the endpoint anyway.
    useQueueUrlAsEndpoint: false,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const entries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Id: String(index), MessageBody: `body ${index}` }));

const send = (Entries: ConstructorParameters<typeof SendMessageBatchCommand>[0]["Entries"], url = QueueUrl) =>
  client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));

describe("the local SQS's endpoint", () => {
  test("accepts messages with their attributes, as the SDK sends and checks them", async () => {
    const { Successful = [] } = await send([
      {
        Id: "one",
        MessageBody: "ä😀",
        MessageAttributes: { ParkedBecause: { DataType: "String", StringValue: "no_service" } },
      },
    ]);
    expect(Successful).toMatchObject([{ Id: "one", MessageId: expect.stringMatching(/^0{8}-/) }]);
    expect(queue.messages()).toMatchObject([
      {
        body: "ä😀",
        messageAttributes: { ParkedBecause: { dataType: "String", stringValue: "no_service" } },
      },
    ]);
  });

  test("accepts a message with a delay", async () => {
    await send([{ Id: "one", MessageBody: "later", DelaySeconds: 60 }]);
    expect(queue.messages()).toMatchObject([{ body: "later" }]);
    expect(queue.visibleCount()).toBe(0);
  });

  test("changes visibility timeouts, and reports invalid receipt handles", async () => {
    queue.send("a");
    const [receipt] = queue.receive(1);
    const { Successful, Failed } = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", ReceiptHandle: receipt?.receiptHandle, VisibilityTimeout: 5 },
          { Id: "bad", ReceiptHandle: "of nothing", VisibilityTimeout: 5 },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: "good" }]);
    expect(Failed).toMatchObject([{ Id: "bad", Code: "MessageNotInflight" }]);
    clock.advanceTo(clock.nowMilliseconds() + 5000);
    expect(queue.receive(1)).toHaveLength(1);
  });

  test.each([
    ["no entries", "EmptyBatchRequest", []],
    ["more than ten", "TooManyEntriesInBatchRequest", entries(11)],
    ["one id twice", "BatchEntryIdsNotDistinct", [...entries(1), ...entries(1)]],
    ["too many bytes", "BatchRequestTooLong", [{ Id: "1", MessageBody: "x".repeat(1024 * 1024) }]],
    ["an empty body", "ValidationException", [{ Id: "1", MessageBody: "" }]],
    ["an id that SQS does not take", "ValidationException", [{ Id: "a b", MessageBody: "x" }]],
  ])("refuses a call with %s", async (_name, name, given) => {
    await expect(send(given)).rejects.toMatchObject({ name });
    expect(queue.messages()).toEqual([]);
  });

  test("refuses a message with eleven attributes, but not its neighbours", async () => {
    const attribute = { DataType: "String", StringValue: "x" };
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`a${index}`, attribute]),
    );
    const { Successful, Failed } = await send([
      { Id: "many", MessageBody: "x", MessageAttributes },
      { Id: "few", MessageBody: "y" },
    ]);
    expect(Successful).toMatchObject([{ Id: "few" }]);
    expect(Failed).toMatchObject([{ Id: "many", Code: "InvalidParameterValue" }]);
  });

  test("refuses an unknown queue, operation and caller", async () => {
    await expect(send(entries(1), `${QueueUrl}x`)).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    const call = (target: string, headers = {}) =>
      fetch(endpoint.url, { method: "POST", body: "{}", headers: { "x-amz-target": target, ...headers } });
    expect((await call("AmazonSQS.SendMessageBatch")).status).toBe(403);
    const authorization = "AWS4-HMAC-SHA256 Credential=a/20260822/eu-west-1/sqs/aws4_request, rest";
    expect((await call("AmazonSQS.PurgeQueue", { authorization })).status).toBe(404);
  });

  test("fails while a fault is injected", async () => {
    endpoint.inject(() => ({ kind: "error", status: 500, type: "ServiceUnavailable" }));
    await expect(send(entries(1))).rejects.toMatchObject({ name: "ServiceUnavailable" });
    endpoint.inject((operation) => (operation === "SendMessageBatch" ? undefined : { kind: "hang" }));
    expect((await send(entries(1))).Successful).toHaveLength(1);
  });

  test("counts what is visible, in flight and delayed", async () => {
    await send([...entries(3), { Id: "later", MessageBody: "x", DelaySeconds: 60 }]);
    queue.receive(1);
    const names = [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ] as const;
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
    );
    expect(names.map((name) => Attributes?.[name])).toEqual(["2", "1", "1"]);
  });
});
