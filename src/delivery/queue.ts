import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { firstWaitSeconds, longestWaitSeconds } from "../../handler/deliver/backoff";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { DeadLetterQueue } from "./dead-letter-queue";
import { type QueueSender, queuePolicy } from "./queue-policy";
import type { NotificationTopic } from "./topic";

/** How a Lambda function reads a queue. */
export type QueueReader = {
  readonly functionTimeoutSeconds: number;
  readonly batchingWindowSeconds: number;
};

export type DeliveryQueueProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly senders: readonly QueueSender[];
  readonly deadLetterQueue: DeadLetterQueue;
  readonly reader: QueueReader;
};

const daySeconds = 86_400;

/** Construct id of the subscription to the stage's topic, or to another by its name. */
export const subscriptionIdOf = (name?: string): string =>
  name === undefined ? "subscription" : `subscription-${name}`;

/** Holds events while Slack or the notifier is unavailable: for more than a day, then they go to the dead-letter queue. */
export class DeliveryQueue extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    const { deadLetterQueue } = props;
    this.name = `${props.aws.namePrefix}-events`;
    const queue = new SqsQueue(this, "Resource", {
      name: this.name,
      kmsMasterKeyId: props.key.arn,
      visibilityTimeoutSeconds: visibilityTimeoutSecondsOf(props.reader),
      // Longer than all retries together: SQS deletes what exceeds its retention, and leaves no trace of it.
      messageRetentionSeconds: 4 * daySeconds,
      policy: queuePolicy(props.aws.arn("sqs", this.name), props.senders),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount }),
    });
    this.arn = queue.arn;
    this.url = queue.url;
    this.subscribe(props.topic.arn, deadLetterQueue);
  }

  /** Lets a topic, by its name where it is not the stage's, send to the queue. */
  subscribe(topicArn: string, deadLetterQueue: DeadLetterQueue, name?: string): void {
    new SnsTopicSubscription(this, subscriptionIdOf(name), {
      topicArn,
      protocol: "sqs",
      endpoint: this.arn,
      redrivePolicy: deadLetterQueue.subscriptionRedrivePolicy,
    });
  }
}

/** A day of Slack outage, and an hour to recover from it. */
const longestOutageSeconds = 25 * 3600;

/** Retries before the delay reaches its maximum: after 15, 30, 60, ... seconds. */
const quickRetries = Math.ceil(Math.log2(longestWaitSeconds / firstWaitSeconds));

const slowRetries = Math.ceil(longestOutageSeconds / longestWaitSeconds);

/**
 * Receives of an event until SQS moves it to the dead-letter queue: the first, the quick retries, and the slow ones
 * throughout the longest outage. Jitter only adds time. A function that dies before it can choose a delay shortens
 * it: then the visibility timeout is the delay.
 */
export const maxReceiveCount = 1 + quickRetries + slowRetries;

/**
 * How long the queue hides an event from other readers: six times the function's timeout, plus the batching window
 * (Lambda Developer Guide, Using Lambda with Amazon SQS).
 */
export const visibilityTimeoutSecondsOf = (reader: QueueReader): number =>
  6 * reader.functionTimeoutSeconds + reader.batchingWindowSeconds;
