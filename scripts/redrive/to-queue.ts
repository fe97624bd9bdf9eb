import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { bodyOf, ownAttributes } from "./dead-letter";
import type { Destination } from "./destination";

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
        Entries: letters.map((letter, index) => ({
          Id: String(index),
          MessageBody: bodyOf(letter),
          MessageAttributes: { ...ownAttributes(letter) },
        })),
      }),
    );
    const sent = new Set(Successful.map(({ Id }) => Id));
    const accepted = letters.filter((_, index) => sent.has(String(index)));
    if (accepted.length === letters.length) return { accepted };
    return { accepted, problem: `the queue refused some (${Failed[0]?.Code ?? "AWS gave no reason"})` };
  };
