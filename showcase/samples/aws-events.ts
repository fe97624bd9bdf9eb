/** Events as AWS sends them, in the batch that Lambda receives from SQS. Account, ids and names are invented. */
import { createHash } from "node:crypto";
import type { QueueMessage, Sample, SampleGroup } from "./sample";

export const accountId = "111122223333";
export const region = "eu-west-1";

/** When AWS sent an event that names no time. */
const defaultSentAt = "2026-08-22T04:03:00.000Z";

/** AWS sends an event some seconds after what it reports. */
const secondsToSend = 20;

export const sentAfter = (iso: string): string =>
  new Date(Date.parse(iso) + secondsToSend * 1000).toISOString();

const topicArn = `arn:aws:sns:${region}:${accountId}:backup-notifications-prod`;

/** What AWS calls `MessageAttributes`. */
type Attributes = Readonly<Record<string, string>>;

/** A message of a batch; its number makes the ids of a batch distinct. */
export type QueueRecord = (number: number) => QueueMessage;

export const queued =
  (sentAt: string, bodyOf: (number: number) => object): QueueRecord =>
  (number): QueueMessage & Readonly<Record<string, unknown>> => ({
    messageId: `059f36b4-87a3-44ab-83d2-${String(number).padStart(12, "0")}`,
    receiptHandle: "handle",
    body: JSON.stringify(bodyOf(number)),
    // So often received, a job that could not be checked is sent as such.
    attributes: { ApproximateReceiveCount: "3", SentTimestamp: String(Date.parse(sentAt)) },
    messageAttributes: {},
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${region}:${accountId}:backup-notifications-prod`,
    awsRegion: region,
  });

/** A vault notification: SNS's envelope around AWS Backup's text. (Amazon SNS Developer Guide, message formats) */
export const vaultNotification = (
  message: string,
  attributes: Attributes,
  { topic = topicArn, sentAt = defaultSentAt } = {},
): QueueRecord =>
  queued(sentAt, (number) => ({
    Type: "Notification",
    MessageId: `9b01f85b-f3f5-5bab-a134-${String(number).padStart(12, "0")}`,
    TopicArn: topic,
    Subject: "Notification from AWS Backup",
    Message: message,
    Timestamp: sentAt,
    SignatureVersion: "1",
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]),
    ),
  }));

/** A vault notification whose attributes are only its type and the account. */
export const vaultEvent = (EventType: string, message: string): QueueRecord =>
  vaultNotification(message, { EventType, AccountId: accountId });

/** Details that say when the event occurred, the latest first. */
const timesOf = ["completionDate", "indexCompletionTime", "deletionDate", "modifiedAt", "creationDate"];

/** An event of the EventBridge rule. (AWS Backup Developer Guide, monitoring events using EventBridge) */
export const eventBridgeEvent = (
  detailType: string,
  detail: Readonly<Record<string, unknown>>,
  resources: readonly string[] = [],
  source = "aws.backup",
): QueueRecord => {
  const occurredAt = timesOf.map((name) => detail[name]).find((time) => typeof time === "string");
  const sentAt = occurredAt === undefined ? defaultSentAt : sentAfter(occurredAt);
  return queued(sentAt, (number) => ({
    version: "0",
    id: `2b1c9c5e-3a7d-4f6a-9a51-${String(number).padStart(12, "0")}`,
    "detail-type": detailType,
    source,
    account: accountId,
    time: sentAt,
    region,
    resources,
    detail,
  }));
};

/** One invocation with these messages. */
export const batchOf = (...records: readonly QueueRecord[]) => ({
  Records: records.map((record, index) => record(index + 1)),
});

/** A sample of events for which the API has no answers. */
export const eventSample = (
  group: SampleGroup,
  id: string,
  title: string,
  ...records: readonly QueueRecord[]
): Sample => ({ id, title, group, answers: {}, input: batchOf(...records) });

/** A date as the API's JSON writes it: seconds since 1970. */
export const apiDate = (iso: string): number => Date.parse(iso) / 1000;

/** An ARN in the samples' account and Region. */
export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** A job id in AWS's format, the same each time. */
export const jobIdOf = (name: string): string => {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
