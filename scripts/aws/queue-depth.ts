import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** How many messages a queue holds, approximately. */
export type Depth = {
  readonly waiting: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number;
};

/**
 * Reads the depth of a queue.
 * @throws Error where SQS leaves a number out: that is not zero.
 */
export const depthOf = async (queueUrl: string, sqs: SQSClient): Promise<Depth> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  const countOf = (text: string | undefined): number => {
    if (text !== undefined && /^\d+$/.test(text)) return Number(text);
    throw new Error(`SQS returned no number of messages for ${queueUrl}`);
  };
  return {
    waiting: countOf(Attributes["ApproximateNumberOfMessages"]),
    inFlight: countOf(Attributes["ApproximateNumberOfMessagesNotVisible"]),
  };
};
