import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from "@aws-sdk/client-sns";
import { allItems } from "./all-items";
import { type AwsConfig, connect } from "./client";

/** What SNS returns instead of an ARN until the subscription is confirmed. (Amazon SNS API reference, Subscription) */
export const pendingConfirmation = "PendingConfirmation";

export const isConfirmed = ({ SubscriptionArn }: Subscription): boolean =>
  SubscriptionArn !== undefined && SubscriptionArn !== pendingConfirmation;

/** All subscriptions of a topic. */
export const listSubscriptions = (TopicArn: string, aws: AwsConfig): Promise<readonly Subscription[]> =>
  allItems(
    paginateListSubscriptionsByTopic({ client: connect(SNSClient, aws) }, { TopicArn }),
    (page) => page.Subscriptions,
  );
