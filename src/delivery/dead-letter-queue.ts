import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type QueueSender, queuePolicy } from "./queue-policy";

export type DeadLetterQueueProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  /** Services that leave here what they could not deliver. */
  readonly senders: readonly QueueSender[];
};

const daySeconds = 86_400;

/**
 * Where an event ends that nothing could deliver, whichever hop gave up: subscription, rule, queue or function.
 * One queue for all of them: one place to look, one alarm, one redrive; AWS's own message attributes tell the hop.
 */
export class DeadLetterQueue extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.name = `${props.home.namePrefix}-dead-letters`;
    const queue = new SqsQueue(this, "Resource", {
      name: this.name,
      kmsMasterKeyId: props.key.arn,
      // SQS's longest. The age counts from the first enqueue, so this must exceed the source queue's retention.
      messageRetentionSeconds: 14 * daySeconds,
      policy: queuePolicy(props.home.arn("sqs", this.name), props.senders),
    });
    this.arn = queue.arn;
    this.url = queue.url;
  }

  /** `redrive_policy` of a subscription. */
  get subscriptionRedrivePolicy(): string {
    return JSON.stringify({ deadLetterTargetArn: this.arn });
  }
}
