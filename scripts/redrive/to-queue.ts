import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { bodyOf, type DeadLetter, ownAttributes } from "./dead-letter";
import type { Destination } from "./destination";

const entryOf = (letter: DeadLetter, index: number): SendMessageBatchRequestEntry => {
  const attributes = ownAttributes(letter);
  return {
    Id: String(index),
    MessageBody: bodyOf(letter),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: { ...attributes } }),
  };
};

/**
 * Sends dead letters to the delivery queue. SQS's own StartMessageMoveTask only moves messages that SQS itself put
 * into the dead-letter queue, not those of SNS, EventBridge or Lambda, and it continues as long as the queue is not
 * empty, even with messages that were just parked again. (Amazon SQS API reference, StartMessageMoveTask)
 */
export const toQueue =
  (queueUrl: string, sqs: SQSClient): Destination =>
  async (letters) => {
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: letters.map(entryOf),
      }),
    );
    const sent = new Set(Successful.map(({ Id }) => Id));
    const accepted = letters.filter((_, index) => sent.has(String(index)));
    if (accepted.length === letters.length) return { accepted };
    return { accepted, problem: `the queue rejected some (${Failed[0]?.Code ?? "AWS gave no reason"})` };
  };
