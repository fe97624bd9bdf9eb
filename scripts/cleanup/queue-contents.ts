import { SQSClient } from "@aws-sdk/client-sqs";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import { depthOf } from "../aws/queue-depth";
import { lastPartOf } from "../aws/stage-arns";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { explain } from "../program/explain";
import type { DeployedResource } from "../stack/deployment";

const describeQueue = async (sqs: SQSClient, url: string): Promise<string> => {
  const depth = await unlessMissing(depthOf(url, sqs));
  if (depth === undefined) return "no longer exists";
  return `${counted(depth.waiting, "event")} waiting, ${depth.inFlight} in flight`;
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
