import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { accountRootConfig } from "../local/ministack/account-root";
import type { LocalAws } from "../local/ministack/local-aws";

/** The local AWS of a run. */
export type Cloud = LocalAws;

/** What AWS clients of the run itself are made with. */
export const clientConfig = (cloud: Pick<Cloud, "gateway">) => accountRootConfig(cloud.gateway.url);

/** All attributes of a queue. */
export const queueAttributesOf = async (
  cloud: Cloud,
  QueueUrl: string,
): Promise<Partial<Readonly<Record<string, string>>>> => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  return (await new SQSClient(clientConfig(cloud)).send(command)).Attributes ?? {};
};
