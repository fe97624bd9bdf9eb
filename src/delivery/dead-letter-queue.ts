import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type QueueSender, queuePolicy } from "./queue-policy";

export type DeadLetterQueueProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  /** Services that send events here that they could not deliver. */
  readonly senders: readonly QueueSender[];
};

const daySeconds = 86_400;

/**
 * Receives every event that could not be delivered, whichever hop gave up: subscription, rule, queue or function.
 * One queue for all: one place to look, one alarm, one redrive. AWS's message attributes name the hop.
 */
export class DeadLetterQueue extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.name = `${props.aws.namePrefix}-dead-letters`;
    const queue = new SqsQueue(this, "Resource", {
      name: this.name,
      kmsMasterKeyId: props.key.arn,
      // SQS's maximum. The age counts from the first enqueue, so this must exceed the source queue's retention.
      messageRetentionSeconds: 14 * daySeconds,
      policy: queuePolicy(props.aws.arn("sqs", this.name), props.senders),
    });
    this.arn = queue.arn;
    this.url = queue.url;
  }

  /** For the `redrive_policy` of a subscription. */
  get subscriptionRedrivePolicy(): string {
    return JSON.stringify({ deadLetterTargetArn: this.arn });
  }
}
