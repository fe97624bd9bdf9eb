import type { Update } from "../../handler/deduplicate/update";
import type { Batch, ReceivedRecord } from "../../handler/model/batch";
import { messageKindOf } from "../../handler/model/event";
import { fieldsOf } from "../../handler/model/fields";
import type { parse } from "../../handler/parse/parse";

const recordsOf = (event: unknown): readonly unknown[] => {
  const records = fieldsOf(event)?.["Records"];
  return Array.isArray(records) && records.length > 0 ? records : [undefined];
};

/** An SQS message must return to the queue under the ID that SQS gave it. */
const problemOfId = (given: unknown, { message, body }: ReceivedRecord): string | undefined => {
  const record = fieldsOf(given) ?? {};
  const id = record["messageId"];
  if ("Sns" in record || typeof record["body"] !== "string" || typeof id !== "string") return undefined;
  if (id.trim() === "") return undefined;
  if (message?.id !== id.trim()) return `message ${id.slice(0, 50)} lost its ID`;
  return body === record["body"] ? undefined : `message ${id.slice(0, 50)} lost its body`;
};

/** AWS sends no envelope that is both SNS's and EventBridge's: either reading is right. */
const isAmbiguous = (body: string): boolean => body.includes('"Message"') && body.includes('"detail-type"');

/** A dead letter must parse as the same event. */
const problemOfBody = (
  { event, body, attributes }: ReceivedRecord,
  read: typeof parse,
): string | undefined => {
  if (event.kind === "unrecognized" || isAmbiguous(body)) return undefined;
  const again = read({ Records: [{ messageId: "again", body, messageAttributes: attributes }] }).records[0]
    ?.event;
  const kind = again && messageKindOf(again);
  return kind === messageKindOf(event) ? undefined : `a parked ${messageKindOf(event)} is parsed as ${kind}`;
};

/** What is wrong with a parsed batch; `undefined` where nothing is dropped and everything can be parked. */
export const problemOfBatch = (
  event: unknown,
  { records }: Batch,
  read: typeof parse,
): string | undefined => {
  const given = recordsOf(event);
  if (records.length !== given.length) return `${given.length} records became ${records.length}`;
  for (const [index, record] of records.entries()) {
    const problem = problemOfId(given[index], record) ?? problemOfBody(record, read);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

/** Each record must be in exactly one update, so that it is delivered or returned to the queue. */
export const problemOfUpdates = (
  records: readonly ReceivedRecord[],
  updates: readonly Update[],
): string | undefined => {
  const covered = updates.flatMap((one) => one.records);
  if (covered.length !== records.length || new Set(covered).size !== records.length) {
    return `${records.length} records became ${covered.length} in the updates`;
  }
  const suppressed = updates.reduce((sum, one) => sum + one.suppressed.length, 0);
  return updates.length + suppressed === records.length
    ? undefined
    : `${suppressed} suppressed of ${records.length} records in ${updates.length} updates`;
};
