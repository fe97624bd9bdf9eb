import { parseArn } from "../model/arn";
import type { QueueMessage } from "../model/batch";
import { failureOf } from "../model/failure";
import { type Fields, fieldsOf, jsonFieldsOf, known } from "../model/fields";
import { dnsSuffixOf } from "./dns-suffix";
import { errorTypeOf } from "./error-type";
import type { Aws } from "./request";

/** An event to return to the queue, and its delay. */
export type Return = { readonly message: QueueMessage; readonly delaySeconds: number };

/** An event for the dead-letter queue: its body, its attributes as SQS delivers them, and the reason. */
export type DeadLetter = { readonly body: string; readonly attributes?: unknown; readonly reason: string };

/** The notifier's calls to SQS. They never throw. */
export type Queue = {
  /** Sets when events become visible again. Where that fails, they do so after the queue's visibility timeout. */
  readonly returnToQueue: (returns: readonly Return[]) => Promise<readonly string[]>;
  /** Puts events into the dead-letter queue. Returns for each whether it is there. */
  readonly park: (letters: readonly DeadLetter[]) => Promise<readonly boolean[]>;
  /** Puts a message into a queue, to be received after a delay. Returns why it is not there. */
  readonly send: (queueArn: string, body: string, delaySeconds: number) => Promise<string | undefined>;
};

/** Entries of one batch call, and their size: SQS's limits, with the size limit from before 2025. (Amazon SQS API Reference) */
const maxEntries = 10;
const maxBatchBytes = 256 * 1024;

/** An event that fails to be parked is returned: twice this is part of what is left of the time after Slack's response. */
const timeoutMilliseconds = 2000;

/** SQS finds a queue by account and name; the host is not part of it. (Amazon SQS Developer Guide, queue URL) */
const urlOf = (queueArn: string): string | undefined => {
  const arn = parseArn(queueArn);
  if (arn?.region === undefined) return undefined;
  return `https://sqs.${arn.region}.${dnsSuffixOf(arn.region)}/${arn.accountId}/${arn.resource}`;
};

/** Splits entries into calls: no more than ten, and no more bytes than a call may have. */
const callsOf = <Entry extends { readonly Id: string }>(entries: readonly Entry[]): Entry[][] => {
  const calls: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    const last = calls.at(-1);
    if (last === undefined || last.length === maxEntries || bytes + size > maxBatchBytes) {
      calls.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return calls;
};

/** SQS delivers attributes in lower camel case and accepts them in upper. */
const attributesOf = (attributes: unknown, reason: string): Fields => ({
  ...Object.fromEntries(
    Object.entries(fieldsOf(attributes) ?? {})
      .slice(0, maxEntries - 1) // A message has at most ten attributes, and one is ours.
      .flatMap(([name, value]) => {
        const { stringValue, binaryValue, dataType } = fieldsOf(value) ?? {};
        return typeof dataType === "string"
          ? [[name, known({ DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue })]]
          : [];
      }),
  ),
  ParkedBecause: { DataType: "String", StringValue: reason },
});

type Sent = { readonly done: ReadonlySet<unknown>; readonly problem?: string };

/** Returns the ids of the entries that succeeded, and what went wrong with the others. */
const callBatch = async (
  aws: Aws,
  operation: "ChangeMessageVisibilityBatch" | "SendMessageBatch",
  QueueUrl: string,
  Entries: readonly ({ readonly Id: string } & Fields)[],
): Promise<Sent> => {
  try {
    const { status, body } = await aws({
      service: "sqs",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl, Entries }),
      ...(operation === "ChangeMessageVisibilityBatch" && { isRepeatable: true }),
      timeoutMilliseconds,
    });
    if (status !== 200) return { done: new Set(), problem: `${operation}: ${errorTypeOf(status, body)}` };
    const answer = jsonFieldsOf(body) ?? {};
    const ids = (list: unknown) => (Array.isArray(list) ? list.map((one) => fieldsOf(one)?.["Id"]) : []);
    const failed = ids(answer["Failed"]).length;
    return {
      done: new Set(ids(answer["Successful"])),
      ...(failed > 0 && { problem: `${operation}: ${failed} of ${Entries.length} entries refused` }),
    };
  } catch (error) {
    return { done: new Set(), problem: `${operation}: ${failureOf(error)}` };
  }
};

/** Puts messages into a queue. Returns for each whether it is there, and why some are not. */
export const sendAll = async (
  aws: Aws,
  queueUrl: string,
  bodies: readonly string[],
): Promise<{ readonly sent: readonly boolean[]; readonly problem?: string }> => {
  const entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const answers = await Promise.all(
    callsOf(entries).map((one) => callBatch(aws, "SendMessageBatch", queueUrl, one)),
  );
  const done = new Set(answers.flatMap((answer) => [...answer.done]));
  return {
    sent: entries.map(({ Id }) => done.has(Id)),
    ...known({ problem: answers.find(({ problem }) => problem !== undefined)?.problem }),
  };
};

/** SQS over its JSON protocol. */
export const createQueue = (aws: Aws, deadLetterQueueUrl: string): Queue => {
  const call = (
    operation: "ChangeMessageVisibilityBatch" | "SendMessageBatch",
    queueUrl: string,
    entries: readonly ({ readonly Id: string } & Fields)[],
  ): Promise<Sent> => callBatch(aws, operation, queueUrl, entries);

  return {
    returnToQueue: async (returns) => {
      const entries = returns.flatMap(({ message, delaySeconds }, index) =>
        message.receiptHandle === undefined
          ? []
          : [{ Id: String(index), ReceiptHandle: message.receiptHandle, VisibilityTimeout: delaySeconds }],
      );
      const url = urlOf(returns[0]?.message.queueArn ?? "");
      if (url === undefined) return [];
      const calls = callsOf(entries).map((one) => call("ChangeMessageVisibilityBatch", url, one));
      return (await Promise.all(calls)).flatMap(({ problem }) => problem ?? []);
    },
    send: async (queueArn, MessageBody, DelaySeconds) => {
      const url = urlOf(queueArn);
      if (url === undefined) return "its queue has no address";
      const { done, problem } = await call("SendMessageBatch", url, [{ Id: "0", MessageBody, DelaySeconds }]);
      return done.has("0") ? undefined : (problem ?? "SQS did not confirm the message");
    },
    park: async (letters) => {
      const entries = letters.map(({ body, attributes, reason }, index) => ({
        Id: String(index),
        MessageBody: body || " ", // SQS accepts no empty body.
        MessageAttributes: attributesOf(attributes, reason),
      }));
      const calls = callsOf(entries).map((one) => call("SendMessageBatch", deadLetterQueueUrl, one));
      const done = (await Promise.all(calls)).flatMap((answered) => [...answered.done]);
      return entries.map(({ Id }) => done.includes(Id));
    },
  };
};
