import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { WatchedCall } from "../../handler/model/watched-call";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { DeadLetterQueue } from "./dead-letter-queue";

/** A record, not a list: the compiler asks for a call here as soon as the notifier has one. */
const watchedCalls: Readonly<Record<WatchedCall, true>> = {
  StopBackupJob: true,
  DeleteRecoveryPoint: true,
  UpdateRecoveryPointLifecycle: true,
  DisassociateRecoveryPoint: true,
  DisassociateRecoveryPointFromParent: true,
  DeleteBackupVault: true,
  PutBackupVaultLockConfiguration: true,
  DeleteBackupVaultLockConfiguration: true,
  PutBackupVaultAccessPolicy: true,
  DeleteBackupVaultAccessPolicy: true,
  PutBackupVaultNotifications: true,
  DeleteBackupVaultNotifications: true,
  UpdateBackupPlan: true,
  DeleteBackupPlan: true,
  DeleteBackupSelection: true,
  UpdateRegionSettings: true,
};

export type StateChangeRuleProps = { readonly aws: AwsEnvironment };

/**
 * What vault notifications leave out (AWS Backup Developer Guide, Monitoring events using EventBridge):
 * changes of vaults, plans and settings, recovery points that are partial, expired, stopped or deleted, and finished
 * malware scans. Jobs are not included: the topic already delivers them. Calls that take away protection come from
 * CloudTrail, if the account has a trail. (AWS Backup Developer Guide, logging API calls with CloudTrail)
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
    {
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: { eventSource: ["backup.amazonaws.com"], eventName: Object.keys(watchedCalls) },
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
