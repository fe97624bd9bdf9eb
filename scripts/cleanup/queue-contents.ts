import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import { lastPartOf } from "../aws/stage-arns";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { explain } from "../program/explain";
import type { DeployedResource } from "../stack/deployment";

const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;

const describeQueue = async (sqs: SQSClient, QueueUrl: string): Promise<string> => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
  const answer = await unlessMissing(sqs.send(command));
  if (answer === undefined) return "no longer exists";
  const [waiting, inFlight] = AttributeNames.map((name) => answer.Attributes?.[name]);
  if (waiting === undefined || inFlight === undefined)
    return "not answered: AWS returned no number of messages";
  return `${counted(Number(waiting), "event")} waiting, ${inFlight} in flight`;
};

/** What the queues in the state still hold, one line each; destroying a queue deletes it. */
export const describeQueues = (
  resources: readonly DeployedResource[],
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  const sqs = connect(SQSClient, context.awsConfig(region));
  const urls = resources.flatMap(({ type, values: { url } }) =>
    type === "aws_sqs_queue" && typeof url === "string" ? [url] : [],
  );
  return Promise.all(
    urls.map(async (url) => {
      const contents = await describeQueue(sqs, url).catch(
        (error: unknown) => `not answered: ${explain(error)}`,
      );
      return `queue ${lastPartOf(url)}: ${contents}`;
    }),
  );
};
