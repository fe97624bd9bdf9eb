import { errorTypeOf } from "../aws/error-type";
import type { Aws } from "../aws/request";

/**
 * Sends a message to a queue, to be received after a delay of at most 15 minutes.
 * @throws Error where SQS does not confirm it
 */
export const sendTo = async (aws: Aws, queueUrl: string, body: string, delaySeconds = 0): Promise<void> => {
  const answer = await aws({
    service: "sqs",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
    timeoutMilliseconds: 10_000,
  });
  if (answer.status !== 200)
    throw new Error(`SQS did not take a message: ${errorTypeOf(answer.status, answer.body)}`);
};
