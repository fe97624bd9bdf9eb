import type { Update } from "../../handler/deduplicate/update";
import { messageKindOf } from "../../handler/model/event";
import type { Batch, parse, ReceivedRecord } from "../../handler/parse/parse";

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

const recordsOf = (event: unknown): readonly unknown[] => {
  const records = fieldsOf(event)["Records"];
  return Array.isArray(records) && records.length > 0 ? records : [undefined];
};

/** A message of SQS must come back under the id that SQS gave it. */
const problemOfId = (given: unknown, { message, body }: ReceivedRecord): string | undefined => {
  const record = fieldsOf(given);
  const id = record["messageId"];
  if ("Sns" in record || typeof record["body"] !== "string" || typeof id !== "string") return undefined;
  if (id.trim() === "") return undefined;
  if (message?.id !== id.trim()) return `message ${id.slice(0, 50)} has lost its id`;
  return body === record["body"] ? undefined : `message ${id.slice(0, 50)} has lost its body`;
};

/** AWS makes no envelope that is SNS's and EventBridge's at once: either reading of one is right. */
const isAmbiguous = (body: string): boolean => body.includes('"Message"') && body.includes('"detail-type"');

/** What is put into the dead-letter queue must be read from there as the same event. */
const problemOfBody = (
  { event, body, attributes }: ReceivedRecord,
  read: typeof parse,
): string | undefined => {
  if (event.kind === "unrecognised" || isAmbiguous(body)) return undefined;
  const again = read({ Records: [{ messageId: "again", body, messageAttributes: attributes }] }).records[0]
    ?.event;
  const kind = again && messageKindOf(again);
  return kind === messageKindOf(event)
    ? undefined
    : `a ${messageKindOf(event)} put away is read again as ${kind}`;
};

/** What is wrong with a parsed batch; `undefined` where nothing is dropped and everything can be put away. */
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

/** Each record must stand in exactly one piece of news, so that it is delivered or comes back. */
export const problemOfNews = (
  records: readonly ReceivedRecord[],
  news: readonly Update[],
): string | undefined => {
  const told = news.flatMap((one) => one.records);
  if (told.length !== records.length || new Set(told).size !== records.length) {
    return `${records.length} records became ${told.length} in the news`;
  }
  const suppressed = news.reduce((sum, one) => sum + one.suppressed.length, 0);
  return news.length + suppressed === records.length
    ? undefined
    : `${suppressed} suppressed of ${records.length} records in ${news.length} pieces of news`;
};
