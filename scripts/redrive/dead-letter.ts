import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import { fieldsOf, jsonFieldsOf } from "../../handler/model/fields";
import { terminalLine } from "../../handler/render/printable";

/** An event in the dead-letter queue, with what every received message has. */
export type DeadLetter = Message & {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
};

export const isDeadLetter = (message: Message): message is DeadLetter =>
  message.MessageId !== undefined && message.ReceiptHandle !== undefined && message.Body !== undefined;

/**
 * Attributes that say why a message is here: the notifier's own, Lambda's and SNS's, EventBridge's.
 * (Lambda Developer Guide, Dead-letter queues; EventBridge User Guide, Using dead-letter queues)
 */
const reasonAttributes = [
  "ParkedBecause",
  "ErrorMessage",
  "ERROR_MESSAGE",
  "ErrorCode",
  "ERROR_CODE",
] as const;

/** These and the attributes that come with them describe the failure, not the event. */
const failureAttributes: ReadonlySet<string> = new Set([
  ...reasonAttributes,
  "RequestID",
  "RULE_ARN",
  "TARGET_ARN",
  "EXHAUSTED_RETRY_CONDITION",
  "RETRY_ATTEMPTS",
]);

/** Why an event was parked, in one line, without control characters. */
export const reasonOf = ({ MessageAttributes = {}, Attributes = {} }: DeadLetter): string => {
  const given = reasonAttributes
    .map((name) => MessageAttributes[name]?.StringValue ?? "")
    .find((text) => text !== "");
  if (given !== undefined) return terminalLine(given).trim();
  return Attributes["DeadLetterQueueSourceArn"] === undefined
    ? "AWS gave no reason"
    : "it was retried for more than a day; the notifier's log shows why it failed";
};

/** The event's attributes, without those of its failure: the next failure writes its own. */
export const ownAttributes = ({
  MessageAttributes = {},
}: DeadLetter): Readonly<Record<string, MessageAttributeValue>> =>
  Object.fromEntries(Object.entries(MessageAttributes).filter(([name]) => !failureAttributes.has(name)));

/**
 * The event as the notifier reads it from a queue. Where Lambda itself gave up, the message is the function's input:
 * a list with one SNS record. (Lambda Developer Guide, Using AWS Lambda with Amazon SNS)
 */
export const bodyOf = ({ Body: body }: DeadLetter): string => {
  const records = jsonFieldsOf(body)?.["Records"];
  if (!Array.isArray(records) || records.length !== 1) return body;
  const sns = fieldsOf(fieldsOf(records[0])?.["Sns"]);
  return sns === undefined ? body : JSON.stringify(sns);
};

/** Leaves half of a call's limit for attributes and JSON. (Amazon SQS Developer Guide, Message quotas) */
const maxBytes = 512 * 1024;

/** Splits dead letters into batches that fit into a call, in order. A larger one is a batch by itself. */
export const inBatches = (letters: readonly DeadLetter[]): readonly (readonly DeadLetter[])[] => {
  const batches: DeadLetter[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const letter of letters) {
    const size = Buffer.byteLength(letter.Body);
    if (bytes + size > maxBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(letter);
    bytes += size;
  }
  return batches;
};
