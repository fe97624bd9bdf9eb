import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from "@aws-sdk/client-sns";
import type { StackOutputs } from "../../../src/outputs";
import type { AwsConfig } from "../../aws/client";
import { connect } from "../../aws/client";
import { functionArnOf, queueArnOf } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

/** What SNS gives in the place of an ARN until somebody has confirmed. (Amazon SNS API reference, Subscription) */
const pending = "PendingConfirmation";

export const isConfirmed = ({ SubscriptionArn }: Subscription): boolean =>
  SubscriptionArn !== undefined && SubscriptionArn !== pending;

/** All subscriptions of a topic. */
export const listSubscriptions = async (
  topicArn: string,
  aws: AwsConfig,
): Promise<readonly Subscription[]> => {
  const subscriptions: Subscription[] = [];
  const pages = paginateListSubscriptionsByTopic({ client: connect(SNSClient, aws) }, { TopicArn: topicArn });
  for await (const page of pages) subscriptions.push(...(page.Subscriptions ?? []));
  return subscriptions;
};

export type SubscriptionFacts = {
  readonly isConfirmed: boolean;
  /** JSON; absent without one. */
  readonly redrivePolicy?: string;
};

/** What the topic must lead to. */
const endpointOf = (outputs: StackOutputs): string =>
  outputs.delivery === "queue" ? queueArnOf(outputs.queue_url, outputs) : functionArnOf(outputs);

/** Judges the way from the topic to the queue, or to the function; absent where there is none. */
export const judgeSubscription = (found: SubscriptionFacts | undefined, outputs: StackOutputs): Finding => {
  const what = outputs.delivery === "queue" ? "queue" : "function";
  if (found === undefined) return problem(`the ${what} is not subscribed to the topic`, deployAgain(outputs));
  if (!found.isConfirmed) {
    return problem(`the ${what}'s subscription to the topic is not confirmed`, deployAgain(outputs));
  }
  if (!found.redrivePolicy?.includes(queueArnOf(outputs.dead_letter_queue_url, outputs))) {
    return warning(
      "what the topic cannot deliver is lost: the subscription has no dead-letter queue",
      deployAgain(outputs),
    );
  }
  return ok(`the topic leads to the ${what}`);
};

const readSubscription = async ({ outputs, aws }: DeployedStage): Promise<SubscriptionFacts | undefined> => {
  const all = await listSubscriptions(outputs.topic_arn, aws);
  const found = all.find(({ Endpoint }) => Endpoint === endpointOf(outputs));
  if (found === undefined) return undefined;
  if (!isConfirmed(found)) return { isConfirmed: false };
  const { Attributes } = await connect(SNSClient, aws).send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: found.SubscriptionArn }),
  );
  const redrivePolicy = Attributes?.["RedrivePolicy"];
  return { isConfirmed: true, ...(redrivePolicy !== undefined && { redrivePolicy }) };
};

export const subscriptionCheck = (stage: DeployedStage): Check =>
  check("subscription", async () => judgeSubscription(await readSubscription(stage), stage.outputs));
