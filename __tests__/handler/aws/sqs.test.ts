import type { Aws } from "../../../handler/aws/request";
import { createQueue } from "../../../handler/aws/sqs";
import type { QueueMessage } from "../../../handler/model/batch";
import { deadLetterQueueUrl } from "../support/notifier";

type Input = { readonly QueueUrl: string; readonly Entries: readonly Record<string, unknown>[] };

/** SQS that refuses the entries of these ids. */
const sqs = (refused: readonly string[] = []) => {
  const inputs: Input[] = [];
  const aws: Aws = async ({ body = "" }) => {
    const input: Input = JSON.parse(body);
    inputs.push(input);
    const isRefused = ({ Id }: Record<string, unknown>) => refused.includes(String(Id));
    const Successful = input.Entries.filter((entry) => !isRefused(entry)).map(({ Id }) => ({ Id }));
    const Failed = input.Entries.filter(isRefused).map(({ Id }) => ({ Id, Code: "InternalError" }));
    return { status: 200, headers: {}, body: JSON.stringify({ Successful, Failed }) };
  };
  return { inputs, queue: createQueue(aws, deadLetterQueueUrl) };
};

const down: readonly (readonly [string, Aws, string])[] = [
  ["denies", async () => ({ status: 403, headers: {}, body: '{"__type":"x#AccessDenied"}' }), "AccessDenied"],
  ["is silent", async () => Promise.reject(new Error("no answer in time")), "no answer in time"],
];

const message: QueueMessage = {
  id: "m",
  receiptHandle: "handle",
  receiveCount: 1,
  queueArn: "arn:aws:sqs:eu-west-1:111122223333:events",
};

describe("handing back", () => {
  test("takes ten messages a call", async () => {
    const { inputs, queue } = sqs();
    const returns = Array.from({ length: 23 }, () => ({ message, delaySeconds: 30 }));
    expect(await queue.returnToQueue(returns)).toEqual([]);
    expect(inputs.map(({ Entries }) => Entries.length)).toEqual([10, 10, 3]);
    expect(new Set(inputs.flatMap(({ Entries }) => Entries.map(({ Id }) => Id))).size).toBe(23);
  });

  test.each([
    ["arn:aws:sqs:eu-west-1:111122223333:events", "https://sqs.eu-west-1.amazonaws.com/111122223333/events"],
    ["arn:aws-cn:sqs:cn-north-1:1:events", "https://sqs.cn-north-1.amazonaws.com.cn/1/events"],
    ["arn:aws-us-gov:sqs:us-gov-west-1:1:events", "https://sqs.us-gov-west-1.amazonaws.com/1/events"],
  ])("of %s goes to %s", async (queueArn, url) => {
    const { inputs, queue } = sqs();
    await queue.returnToQueue([{ message: { ...message, queueArn }, delaySeconds: 1 }]);
    expect(inputs[0]?.QueueUrl).toBe(url);
  });

  test("needs a receipt and a queue: without, messages come back by themselves", async () => {
    const { inputs, queue } = sqs();
    const { receiptHandle: _, ...withoutReceipt } = message;
    const { queueArn: __, ...withoutQueue } = message;
    expect(await queue.returnToQueue([{ message: withoutReceipt, delaySeconds: 1 }])).toEqual([]);
    expect(await queue.returnToQueue([{ message: withoutQueue, delaySeconds: 1 }])).toEqual([]);
    expect(await queue.returnToQueue([])).toEqual([]);
    expect(inputs).toEqual([]);
  });

  test("reports how many SQS refused", async () => {
    const { queue } = sqs(["1"]);
    const returns = [message, message].map((one) => ({ message: one, delaySeconds: 1 }));
    expect(await queue.returnToQueue(returns)).toEqual([
      "ChangeMessageVisibilityBatch: 1 of 2 entries refused",
    ]);
  });

  test.each(down)("throws nothing where SQS %s", async (_name, aws, problem) => {
    const queue = createQueue(aws, deadLetterQueueUrl);
    expect(await queue.returnToQueue([{ message, delaySeconds: 1 }])).toEqual([
      `ChangeMessageVisibilityBatch: ${problem}`,
    ]);
  });
});

describe("parking", () => {
  test("keeps body and attributes, and adds the reason", async () => {
    const { inputs, queue } = sqs();
    const attributes = {
      State: { stringValue: "FAILED", dataType: "String", stringListValues: [] },
      Blob: { binaryValue: "AAE=", dataType: "Binary" },
      Broken: 7,
    };
    expect(await queue.park([{ body: "text", attributes, reason: "the webhook is gone" }])).toEqual([true]);
    expect(inputs).toEqual([
      {
        QueueUrl: deadLetterQueueUrl,
        Entries: [
          {
            Id: "0",
            MessageBody: "text",
            MessageAttributes: {
              State: { DataType: "String", StringValue: "FAILED" },
              Blob: { DataType: "Binary", BinaryValue: "AAE=" },
              ParkedBecause: { DataType: "String", StringValue: "the webhook is gone" },
            },
          },
        ],
      },
    ]);
  });

  test("leaves room for the reason among SQS's ten attributes, and sends no empty body", async () => {
    const { inputs, queue } = sqs();
    const attributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`a${index}`, { stringValue: "x", dataType: "String" }]),
    );
    await queue.park([{ body: "", attributes, reason: "r" }]);
    const [entry] = inputs[0]?.Entries ?? [];
    expect(Object.keys(entry?.["MessageAttributes"] ?? {})).toHaveLength(10);
    expect(entry?.["MessageAttributes"]).toHaveProperty("ParkedBecause");
    expect(entry?.["MessageBody"]).toBe(" ");
  });

  test("sends no more than 256 KiB a call", async () => {
    const { inputs, queue } = sqs();
    const letter = { body: "x".repeat(100 * 1024), reason: "r" };
    expect(await queue.park(Array(5).fill(letter))).toEqual(Array(5).fill(true));
    expect(inputs.map(({ Entries }) => Entries.length)).toEqual([2, 2, 1]);
  });

  test("reports which events are not in the dead-letter queue", async () => {
    const { queue } = sqs(["1"]);
    expect(await queue.park(Array(3).fill({ body: "x", reason: "r" }))).toEqual([true, false, true]);
  });

  test.each(down)("throws nothing where SQS %s", async (_name, aws) => {
    const queue = createQueue(aws, deadLetterQueueUrl);
    expect(await queue.park([{ body: "x", reason: "r" }])).toEqual([false]);
  });
});

describe("a message of our own", () => {
  const arn = "arn:aws:sqs:eu-west-1:111122223333:events";

  test("is sent with its delay", async () => {
    const { inputs, queue } = sqs();
    expect(await queue.send(arn, "{}", 60)).toBeUndefined();
    expect(inputs).toEqual([
      {
        QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/events",
        Entries: [{ Id: "0", MessageBody: "{}", DelaySeconds: 60 }],
      },
    ]);
  });

  test.each(down)("is known not to be there where SQS %s", async (_name, aws, reason) => {
    expect(await createQueue(aws, deadLetterQueueUrl).send(arn, "{}", 60)).toBe(
      `SendMessageBatch: ${reason}`,
    );
  });

  test("is known not to be there where SQS refuses it, or where there is no queue", async () => {
    const { queue } = sqs(["0"]);
    expect(await queue.send(arn, "{}", 60)).toBe("SendMessageBatch: 1 of 1 entries refused");
    expect(await queue.send("", "{}", 60)).toBe("its queue has no address");
  });
});

test.each([
  ["an empty object", "{}"],
  ["no JSON", "<html>"],
])("a message is not sent where SQS answers with %s, which confirms nothing", async (_name, body) => {
  const queue = createQueue(async () => ({ status: 200, headers: {}, body }), deadLetterQueueUrl);
  const { queueArn = "" } = message;
  expect(await queue.send(queueArn, "body", 60)).toBe("SQS did not confirm the message");
  expect(await queue.park([{ body: "body", reason: "why" }])).toEqual([false]);
});
