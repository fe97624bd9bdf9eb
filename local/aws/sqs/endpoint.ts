import { createHash } from "node:crypto";
import { z } from "zod";
import { type EndpointOptions, type JsonService, ServiceError, startJsonService } from "../json-service";
import type { MessageAttributes, VirtualQueue } from "./queue";

/** Ids within one call. (Amazon SQS API Reference, batch request entries) */
const id = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);

const attribute = z.strictObject({
  DataType: z.string().regex(/^(String|Number|Binary)(\..+)?$/),
  StringValue: z.string().min(1).optional(),
  BinaryValue: z.string().min(1).optional(),
});

const visibilitySchema = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(
    z.strictObject({
      Id: id,
      ReceiptHandle: z.string().min(1),
      VisibilityTimeout: z.int().min(0).max(43_200),
    }),
  ),
});

const sendSchema = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(
    z.strictObject({
      Id: id,
      MessageBody: z.string().min(1),
      DelaySeconds: z.int().min(0).max(900).optional(),
      MessageAttributes: z.record(z.string().regex(/^[\w.-]{1,256}$/), attribute).optional(),
    }),
  ),
});

/** The counts that this queue has. (Amazon SQS API Reference, GetQueueAttributes) */
const counts = {
  ApproximateNumberOfMessages: (queue: VirtualQueue) => queue.visibleCount(),
  ApproximateNumberOfMessagesNotVisible: (queue: VirtualQueue) => queue.inFlightCount(),
  ApproximateNumberOfMessagesDelayed: (queue: VirtualQueue) =>
    queue.messages().length - queue.visibleCount() - queue.inFlightCount(),
} as const;

const countNames = Object.keys(counts) as readonly (keyof typeof counts)[];

const attributesSchema = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.array(z.enum(countNames)),
});

const maxEntries = 10;
const maxAttributes = 10;

/** SQS's limit since 2025; a call's entries count together. (Amazon SQS Developer Guide, message quotas) */
const maxBytes = 1024 * 1024;

/** SQS returns a digest of what it read, and the SDKs compare it. */
const digestOf = (body: string): string => createHash("md5").update(body).digest("hex");

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const checkEntries = (entries: readonly { readonly Id: string }[]): void => {
  if (entries.length === 0) throw new ServiceError("EmptyBatchRequest", "There are no entries.");
  if (entries.length > maxEntries) {
    throw new ServiceError("TooManyEntriesInBatchRequest", `${entries.length} entries; 10 are allowed.`);
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new ServiceError("BatchEntryIdsNotDistinct", "Two entries have the same Id.");
  }
};

const attributesOf = (given: Readonly<Record<string, z.infer<typeof attribute>>>): MessageAttributes =>
  Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, ...(StringValue !== undefined && { stringValue: StringValue }) },
    ]),
  );

type Failure = { Id: string; Code: string; SenderFault: boolean };

/**
 * ChangeMessageVisibilityBatch, SendMessageBatch and a queue's counts for a few queues, as strict as SQS. A queue is found by
 * the account and name in its URL. (Amazon SQS API Reference)
 */
export const startSqsEndpoint = (
  queues: readonly VirtualQueue[],
  options: EndpointOptions = {},
): Promise<JsonService> => {
  const queueOf = (url: string): VirtualQueue => {
    const [, account, name] = URL.canParse(url) ? new URL(url).pathname.split("/") : [];
    const found = queues.find(({ arn }) => arn.endsWith(`:${account}:${name}`));
    if (found) return found;
    throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
  };

  const changeVisibility = (input: unknown) => {
    const { QueueUrl, Entries } = visibilitySchema.parse(input);
    checkEntries(Entries);
    const queue = queueOf(QueueUrl);
    const Successful: { Id: string }[] = [];
    const Failed: Failure[] = [];
    for (const { Id, ReceiptHandle, VisibilityTimeout } of Entries) {
      if (queue.changeVisibility(ReceiptHandle, VisibilityTimeout)) Successful.push({ Id });
      else Failed.push({ Id, Code: "MessageNotInflight", SenderFault: true });
    }
    return { Successful, Failed };
  };

  const send = (input: unknown) => {
    const { QueueUrl, Entries } = sendSchema.parse(input);
    checkEntries(Entries);
    if (bytesOf(Entries) > maxBytes) {
      throw new ServiceError("BatchRequestTooLong", `A call has at most ${maxBytes} bytes.`);
    }
    const queue = queueOf(QueueUrl);
    const Successful: { Id: string; MessageId: string; MD5OfMessageBody: string }[] = [];
    const Failed: Failure[] = [];
    for (const { Id, MessageBody, MessageAttributes = {}, DelaySeconds } of Entries) {
      if (Object.keys(MessageAttributes).length > maxAttributes) {
        Failed.push({ Id, Code: "InvalidParameterValue", SenderFault: true });
      } else {
        const { messageId } = queue.send(MessageBody, attributesOf(MessageAttributes), DelaySeconds);
        Successful.push({ Id, MessageId: messageId, MD5OfMessageBody: digestOf(MessageBody) });
      }
    }
    return { Successful, Failed };
  };

  /** SQS writes numbers as texts. */
  const getAttributes = (input: unknown) => {
    const { QueueUrl, AttributeNames } = attributesSchema.parse(input);
    const queue = queueOf(QueueUrl);
    return {
      Attributes: Object.fromEntries(AttributeNames.map((name) => [name, String(counts[name](queue))])),
    };
  };

  return startJsonService({
    ...options,
    service: "sqs",
    target: "AmazonSQS",
    version: "1.0",
    namespace: "com.amazonaws.sqs",
    operations: {
      ChangeMessageVisibilityBatch: changeVisibility,
      GetQueueAttributes: getAttributes,
      SendMessageBatch: send,
    },
  });
};
