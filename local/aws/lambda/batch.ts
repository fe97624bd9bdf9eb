import type { MessageAttributes } from "../sqs/queue";

/** What an event source mapping learns from one invocation of its function. */
export type SourceAnswer =
  | { readonly status: "ok"; readonly payload: unknown }
  | { readonly status: "error" | "timeout" | "crashed" };

type Delivered = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly messageAttributes: MessageAttributes;
  readonly sentAtMilliseconds: number;
  readonly firstReceivedAtMilliseconds?: number;
  readonly receiveCount: number;
};

/** A batch as Lambda passes it to a function. (AWS Lambda Developer Guide, using Lambda with Amazon SQS) */
export const eventOf = (messages: readonly Delivered[], queueArn: string) => ({
  Records: messages.map(
    ({ receiveCount, sentAtMilliseconds, firstReceivedAtMilliseconds = sentAtMilliseconds, ...message }) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(sentAtMilliseconds),
        ApproximateFirstReceiveTimestamp: String(firstReceivedAtMilliseconds),
      },
      messageAttributes: message.messageAttributes,
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: queueArn.split(":")[3],
    }),
  ),
});

/** The ids that a partial batch response reports; every id where the function failed. */
export const failedIds = (
  answer: SourceAnswer,
  messages: readonly { readonly messageId: string }[],
): ReadonlySet<string> => {
  const all = new Set(messages.map(({ messageId }) => messageId));
  if (answer.status !== "ok") return all;
  const failures =
    (answer.payload as { batchItemFailures?: { itemIdentifier?: string }[] } | null)?.batchItemFailures ?? [];
  const ids = failures.map(({ itemIdentifier }) => itemIdentifier ?? "");
  // One unknown id, and Lambda treats the whole batch as failed.
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
};
