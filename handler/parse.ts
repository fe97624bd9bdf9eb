import type { BackupEvent } from "./model";
import { type EventBridgeEvent, eventBridgeEventOf, parseEventBridge } from "./wire/eventbridge";
import { type Fields, fieldsOf, jsonFieldsOf, textOf } from "./wire/fields";
import { parseVaultEvent, type SnsMessage, snsMessageOf } from "./wire/sns";
import { unrecognised } from "./wire/unrecognised";

/** One event as it arrived. `queueMessageId` is SQS's own id, which a partial batch answer needs. */
export type ReceivedRecord = { readonly queueMessageId?: string; readonly event: BackupEvent };

/** What one invocation brings: a batch from the queue, or events by direct delivery (SNS or EventBridge). */
export type Batch = { readonly delivery: "queue" | "direct"; readonly records: readonly ReceivedRecord[] };

/** EventBridge inside SNS inside SQS is the deepest nesting that AWS makes; more is somebody's loop. */
const maxNesting = 3;

const parseText = (text: string, envelope: SnsMessage, nesting: number): BackupEvent => {
  const json = nesting < maxNesting ? jsonFieldsOf(text) : undefined;
  if (json === undefined)
    return parseVaultEvent(envelope) ?? unrecognised(envelope.subject ?? "text", text, envelope.origin);
  const eventBridge = eventBridgeEventOf(json);
  if (eventBridge !== undefined) return parseEventBridge(eventBridge);
  const inner = snsMessageOf(json);
  if (inner !== undefined) return parseText(inner.text, inner, nesting + 1);
  return unrecognised(envelope.subject ?? "JSON", text, envelope.origin);
};

const parseSns = (message: SnsMessage): BackupEvent => parseText(message.text, message, 1);

const parseRecord = (value: unknown): ReceivedRecord => {
  const record: Fields = fieldsOf(value) ?? {};
  const sns = fieldsOf(record["Sns"]);
  const message = sns && snsMessageOf(sns);
  if (message) return { event: parseSns(message) };
  const queueMessageId = textOf(record["messageId"]);
  if (typeof record["body"] === "string" && queueMessageId !== undefined) {
    const raw = snsMessageOf({ Message: record["body"], MessageAttributes: record["messageAttributes"] });
    const event = raw ? parseText(record["body"], raw, 0) : unrecognised("an empty message", "");
    return { queueMessageId, event };
  }
  return { event: unrecognised("a record of an unknown kind", value) };
};

const parseDirect = (input: unknown): BackupEvent => {
  const event: EventBridgeEvent | undefined = eventBridgeEventOf(fieldsOf(input) ?? {});
  return event ? parseEventBridge(event) : unrecognised("an event of an unknown kind", input);
};

/**
 * Reads what Lambda hands over: SNS, SQS (SNS envelope or raw delivery), EventBridge, and EventBridge through
 * SNS. Never throws, and gives at least one event for any input: what nothing fits is `unrecognised`.
 */
export const parse = (input: unknown): Batch => {
  const records = fieldsOf(input)?.["Records"];
  if (!Array.isArray(records) || records.length === 0) {
    return { delivery: "direct", records: [{ event: parseDirect(input) }] };
  }
  const received = records.map(parseRecord);
  const fromQueue = received.some((record) => record.queueMessageId !== undefined);
  return { delivery: fromQueue ? "queue" : "direct", records: received };
};
