import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { DeadLetterQueue } from "./dead-letter-queue";

export type StateChangeRuleProps = { readonly aws: AwsEnvironment };

/**
 * What vault notifications leave out (AWS Backup Developer Guide, Monitoring events using EventBridge):
 * changes of vaults, plans and settings, recovery points that are partial, expired, stopped or deleted, and finished
 * malware scans. Jobs are not included: the topic already delivers them.
 */
export const stateChangePattern = {
  source: ["aws.backup"],
  $or: [
    {
      "detail-type": ["Backup Vault State Change", "Backup Plan State Change", "Region Setting State Change"],
    },
    {
      "detail-type": ["Recovery Point State Change", "Recovery Point Change"],
      detail: { status: ["PARTIAL", "EXPIRED", "STOPPED", "DELETING", "DELETED"] },
    },
    {
      "detail-type": ["Scan Job State Change"],
      detail: { state: ["COMPLETED", "COMPLETED_WITH_ISSUES", "FAILED", "CANCELED"] },
    },
  ],
} as const;

/** An EventBridge rule on the default bus. Its target is added later, because queue policies name the rule. */
export class StateChangeRule extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StateChangeRuleProps) {
    super(scope, id);
    this.name = `${props.aws.namePrefix}-state-changes`;
    this.arn = new CloudwatchEventRule(this, "Resource", {
      name: this.name,
      description: "AWS Backup events that vault notifications leave out",
      eventPattern: JSON.stringify(stateChangePattern),
    }).arn;
  }

  sendTo(target: { readonly arn: string }, deadLetterQueue: DeadLetterQueue): void {
    new CloudwatchEventTarget(this, "target", {
      rule: this.name,
      arn: target.arn,
      deadLetterConfig: { arn: deadLetterQueue.arn },
    });
  }
}
