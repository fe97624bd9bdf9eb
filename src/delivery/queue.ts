import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { DeadLetterQueue } from "./dead-letter-queue";
import { type QueueSender, queuePolicy } from "./queue-policy";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "./retries";
import type { NotificationTopic } from "./topic";

export type DeliveryQueueProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly senders: readonly QueueSender[];
  readonly deadLetterQueue: DeadLetterQueue;
  /** How the queue is read. */
  readonly reader: Parameters<typeof visibilityTimeoutSecondsOf>[0];
};

const daySeconds = 86_400;

/** Holds events while Slack or the notifier is away: for more than a day, then they go to the dead-letter queue. */
export class DeliveryQueue extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    const { topic, deadLetterQueue } = props;
    this.name = `${props.home.namePrefix}-events`;
    const queue = new SqsQueue(this, "Resource", {
      name: this.name,
      kmsMasterKeyId: props.key.arn,
      visibilityTimeoutSeconds: visibilityTimeoutSecondsOf(props.reader),
      // Longer than all tries together: what outlives its retention is deleted without a trace.
      messageRetentionSeconds: 4 * daySeconds,
      policy: queuePolicy(props.home.arn("sqs", this.name), props.senders),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount }),
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
