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
 * Sends letters to the delivery queue. SQS's own StartMessageMoveTask would do, if only the queue had left them: it
 * does not support what SNS, EventBridge or Lambda has put into a dead-letter queue, and it goes on as long as there is
 * anything, also what has just come back. (Amazon SQS API reference, StartMessageMoveTask)
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
    return { accepted, problem: `the queue refused some (${Failed[0]?.Code ?? "AWS gave no reason"})` };
  };
