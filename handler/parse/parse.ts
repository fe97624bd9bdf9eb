import type { Batch, QueueMessage, ReceivedRecord } from "../model/batch";
import type { BackupEvent } from "../model/event";
import { countOf, type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";
import { rawTextOf, unrecognized } from "../model/unrecognized";
import { type EventBridgeEvent, eventBridgeEventOf } from "./envelope";
import { parseEventBridge } from "./eventbridge";
import { parseVaultEvent, type SnsMessage, snsMessageOf } from "./sns";

/** EventBridge inside SNS inside SQS is the deepest nesting that AWS produces; more is a loop. */
const maxNesting = 3;

const parseText = (text: string, envelope: SnsMessage, nesting: number): BackupEvent => {
  const json = nesting < maxNesting ? jsonFieldsOf(text) : undefined;
  if (json === undefined)
    return parseVaultEvent(envelope) ?? unrecognized(envelope.subject ?? "text", text, envelope.origin);
  const eventBridge = eventBridgeEventOf(json);
  if (eventBridge !== undefined) return parseEventBridge(eventBridge);
  const inner = snsMessageOf(json);
  if (inner !== undefined) return parseText(inner.text, inner, nesting + 1);
  return unrecognized(envelope.subject ?? "JSON", text, envelope.origin, json);
};

const parseSns = (message: SnsMessage): BackupEvent => parseText(message.text, message, 1);

const parseRecord = (value: unknown): ReceivedRecord => {
  const record: Fields = fieldsOf(value) ?? {};
  const sns = fieldsOf(record["Sns"]);
  const message = sns && snsMessageOf(sns);
  if (message) return { event: parseSns(message), body: rawTextOf(sns) };
  const { body, messageAttributes: attributes } = record;
  const id = textOf(record["messageId"]);
  if (typeof body === "string" && id !== undefined) {
    const raw = snsMessageOf({ Message: body, MessageAttributes: attributes });
    const event = raw ? parseText(body, raw, 0) : unrecognized("an empty message", "");
    return {
      event: identified(event, id, textOf(record["awsRegion"])),
      body,
      message: queueMessageOf(record, id),
      ...known({ attributes }),
    };
  }
  return { event: unrecognized("a record of an unknown kind", value), body: rawTextOf(value) };
};

/** Without an id and a Region from SNS or EventBridge, the event has at least those of its queue. */
const identified = (event: BackupEvent, messageId: string, region: string | undefined): BackupEvent => ({
  ...event,
  origin: { ...known({ region }), messageId, ...event.origin },
});

const queueMessageOf = (record: Fields, id: string): QueueMessage => ({
  id,
  receiveCount: countOf(fieldsOf(record["attributes"])?.["ApproximateReceiveCount"]) ?? 1,
  ...known({ receiptHandle: textOf(record["receiptHandle"]), queueArn: textOf(record["eventSourceARN"]) }),
});

const parseDirect = (input: unknown): BackupEvent => {
  const event: EventBridgeEvent | undefined = eventBridgeEventOf(fieldsOf(input) ?? {});
  return event
    ? parseEventBridge(event)
    : unrecognized("an event of an unknown kind", input, {}, fieldsOf(input));
};

/**
 * Parses Lambda's input: SNS, SQS (SNS envelope or raw delivery), EventBridge, and EventBridge through
 * SNS. Never throws, and returns at least one event for any input: what fits nothing is `unrecognized`.
 */
export const parse = (input: unknown): Batch => {
  const records = fieldsOf(input)?.["Records"];
  if (!Array.isArray(records) || records.length === 0) {
    return { delivery: "direct", records: [{ event: parseDirect(input), body: rawTextOf(input) }] };
  }
  const received = records.map(parseRecord);
  const fromQueue = received.some((record) => record.message !== undefined);
  return { delivery: fromQueue ? "queue" : "direct", records: received };
};
