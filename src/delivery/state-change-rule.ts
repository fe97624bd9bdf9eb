import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { WatchedCall } from "../../handler/model/watched-call";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { Heard } from "../stage/heard";
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

/**
 * What vault notifications leave out (AWS Backup Developer Guide, Monitoring events using EventBridge):
 * changes of vaults, plans and settings, recovery points that are partial, expired, stopped or deleted, and finished
 * malware scans. Calls that take away protection come from CloudTrail, if the account has a trail. (AWS Backup Developer
 * Guide, logging API calls with CloudTrail)
 */
const notices = [
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
];

const finalStates = {
  backup: ["COMPLETED", "PARTIAL", "FAILED", "EXPIRED", "ABORTED"],
  copy: ["COMPLETED", "PARTIAL", "FAILED", "ABORTED"],
  restore: ["COMPLETED", "FAILED", "ABORTED"],
} as const;

/** The state of a restore is called `status`. (same source) */
const backups = (where: object = {}) => ({
  "detail-type": ["Backup Job State Change"],
  detail: { ...where, state: finalStates.backup },
});
const copies = (where: object = {}) => ({
  "detail-type": ["Copy Job State Change"],
  detail: { ...where, state: finalStates.copy },
});
const restores = (where: object = {}) => ({
  "detail-type": ["Restore Job State Change"],
  detail: { ...where, status: finalStates.restore },
});

const jobsHeard = (
  { allJobs, copiesFrom, jobsIn }: Heard,
  arnOf: (vaultName: string) => string,
): readonly object[] => {
  // Not filtered by vault: older events of restore jobs name none.
  if (allJobs) return [backups(), copies(), restores()];
  return [
    ...(copiesFrom.length > 0 ? [copies({ sourceBackupVaultArn: copiesFrom.map(arnOf) })] : []),
    ...(jobsIn.length > 0
      ? [backups({ backupVaultName: jobsIn }), restores({ backupVaultArn: jobsIn.map(arnOf) })]
      : []),
  ];
};

/**
 * The pattern of what a stage hears. Where its topic reports a job as well, the notifier drops the second event.
 * A `$or` of a single entry would be a field's name to EventBridge. (aws/event-ruler, $or matching)
 */
const eventPatternOf = (heard: Heard, arnOf: (vaultName: string) => string) => {
  const [first, ...others] = [...(heard.notices ? notices : []), ...jobsHeard(heard, arnOf)];
  return { source: ["aws.backup"], ...(others.length === 0 ? first : { $or: [first, ...others] }) };
};

export type StateChangeRuleProps = {
  readonly aws: AwsEnvironment;
  readonly heard: Heard;
};

/** An EventBridge rule on the default bus. Its target is added later, because queue policies name the rule. */
export class StateChangeRule extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StateChangeRuleProps) {
    super(scope, id);
    const { aws, heard } = props;
    this.name = `${aws.namePrefix}-state-changes`;
    this.arn = new CloudwatchEventRule(this, "Resource", {
      name: this.name,
      description: "AWS Backup events that vault notifications leave out",
      eventPattern: JSON.stringify(
        eventPatternOf(heard, (name) => aws.arn("backup", `backup-vault:${name}`)),
      ),
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
