import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** How many messages a queue holds, approximately. */
export type Depth = {
  readonly waiting: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number;
};

/** Reads the depth of a queue. */
export const depthOf = async (queueUrl: string, sqs: SQSClient): Promise<Depth> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    waiting: Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0),
    inFlight: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"] ?? 0),
  };
};
