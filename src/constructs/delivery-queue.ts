import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { EncryptionKey } from "./encryption-key";
import type { Home } from "./home";
import type { NotificationTopic } from "./notification-topic";
import { type QueueSender, queuePolicy } from "./queue-policy";

export type DeliveryQueueProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly senders: readonly QueueSender[];
  readonly deadLetterQueue: DeadLetterQueue;
  /** How long the function that reads the queue may run. */
  readonly functionTimeoutSeconds: number;
};

const daySeconds = 86_400;

/** A day of Slack outage, and an hour for it to come back. */
const longestOutageSeconds = 25 * 3600;

/** Six times the function's timeout (Lambda Developer Guide, Using Lambda with Amazon SQS). */
const visibilityTimeoutOf = (functionTimeoutSeconds: number): number => 6 * functionTimeoutSeconds;

/** Holds events while Slack or the notifier is away: for more than a day, then they go to the dead-letter queue. */
export class DeliveryQueue extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    const { topic, deadLetterQueue } = props;
    const visibilityTimeoutSeconds = visibilityTimeoutOf(props.functionTimeoutSeconds);
    this.name = `${props.home.namePrefix}-events`;
    const queue = new SqsQueue(this, "Resource", {
      name: this.name,
      kmsMasterKeyId: props.key.arn,
      visibilityTimeoutSeconds,
      messageRetentionSeconds: 4 * daySeconds,
      policy: queuePolicy(props.home.arn("sqs", this.name), props.senders),
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetterQueue.arn,
        // A failed event comes back after each visibility timeout: enough receives to outlast a day.
        maxReceiveCount: Math.ceil(longestOutageSeconds / visibilityTimeoutSeconds),
      }),
    });
    this.arn = queue.arn;
    this.url = queue.url;
    new SnsTopicSubscription(this, "subscription", {
      topicArn: topic.arn,
      protocol: "sqs",
      endpoint: queue.arn,
      redrivePolicy: deadLetterQueue.subscriptionRedrivePolicy,
    });
  }
}
