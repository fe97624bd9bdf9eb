import { accountId, arn, eventBridgeEvent, eventSample, vaultNotification } from "../aws-events";
import { plan, scratch } from "../job-sample";
import type { Sample } from "../sample";

const group = "Calls and alarms";

/** CloudTrail calls who did it an identity. The key's id is one that AWS's documentation uses. */
const alice = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLEEXAMPLEEX:alice",
  arn: `arn:aws:sts::${accountId}:assumed-role/Admin/alice`,
  accountId,
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
};

/** A call that CloudTrail recorded. (AWS Backup Developer Guide, logging API calls with CloudTrail) */
const call = (id: string, title: string, eventName: string, request: object, more: object = {}): Sample =>
  eventSample(
    group,
    `call-${id}`,
    title,
    eventBridgeEvent("AWS API Call via CloudTrail", {
      eventVersion: "1.09",
      userIdentity: alice,
      eventTime: "2026-08-22T04:02:00Z",
      eventSource: "backup.amazonaws.com",
      eventName,
      awsRegion: "eu-west-1",
      sourceIPAddress: "192.0.2.7",
      userAgent: "aws-cli/2.27",
      requestParameters: request,
      responseElements: null,
      eventType: "AwsApiCall",
      ...more,
    }),
  );

const vault = { backupVaultName: "main" };
const point = { ...vault, recoveryPointArn: scratch.recoveryPointArn };
const refused = { errorCode: "AccessDenied", errorMessage: "User is not authorized to perform this action" };
const planId = { backupPlanId: plan.BackupPlanId };
const optIns = { resourceTypeOptInPreference: { RDS: false } };
const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"backup:*"}]}';

/** An alarm, as CloudWatch publishes it to a topic. (Amazon CloudWatch User Guide, alarm notifications) */
const alarm = (id: string, title: string, state: string, before: string): Sample =>
  eventSample(
    group,
    `alarm-${id}`,
    title,
    vaultNotification(
      JSON.stringify({
        AlarmName: "backup-jobs-failed-main",
        AlarmDescription: "A backup job failed",
        AWSAccountId: accountId,
        NewStateValue: state,
        NewStateReason:
          "Threshold Crossed: 1 datapoint [1.0] was greater than or equal to the threshold (1.0).",
        StateChangeTime: "2026-08-22T04:03:00.000+0000",
        Region: "EU (Ireland)",
        AlarmArn: arn("cloudwatch", "alarm:backup-jobs-failed-main"),
        OldStateValue: before,
        Trigger: {
          MetricName: "NumberOfBackupJobsFailed",
          Namespace: "AWS/Backup",
          Dimensions: [{ name: "BackupVaultName", value: "main" }],
        },
      }),
      {},
    ),
  );

/** Calls that take away protection, as CloudTrail recorded them, and alarms of CloudWatch. */
export const callSamples: readonly Sample[] = [
  call("stop-job", "Backup job stopped by a call", "StopBackupJob", {
    backupJobId: "7D0C1A2B-3E4F-4A5B-8C6D-9E7F80112233",
  }),
  call("delete-point", "Recovery point deleted by a call", "DeleteRecoveryPoint", point),
  call("change-retention", "Retention changed by a call", "UpdateRecoveryPointLifecycle", {
    ...point,
    lifecycle: { deleteAfterDays: 1 },
  }),
  call("detach-point", "Part of a composite backup detached", "DisassociateRecoveryPointFromParent", point),
  call("delete-point-refused", "Deletion of a recovery point refused", "DeleteRecoveryPoint", point, refused),
  call("unlock-vault", "Vault lock removed by a call", "DeleteBackupVaultLockConfiguration", vault),
  call("vault-policy", "Access policy of a vault changed", "PutBackupVaultAccessPolicy", {
    ...vault,
    policy,
  }),
  call("vault-policy-deleted", "Access policy of a vault deleted", "DeleteBackupVaultAccessPolicy", vault),
  call("vault-topic", "Notifications of a vault changed", "PutBackupVaultNotifications", {
    ...vault,
    sNSTopicArn: arn("sns", "another-topic"),
  }),
  call("vault-topic-deleted", "Notifications of a vault deleted", "DeleteBackupVaultNotifications", vault),
  call("vault-refused", "Deletion of a vault refused", "DeleteBackupVault", vault, refused),
  call("selection-deleted", "Selection of a plan deleted", "DeleteBackupSelection", {
    ...planId,
    selectionId: "5a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  }),
  call("plan-refused", "Deletion of a plan refused", "DeleteBackupPlan", planId, refused),
  call("settings-refused", "Change of settings refused", "UpdateRegionSettings", optIns, refused),
  alarm("raised", "CloudWatch alarm raised", "ALARM", "OK"),
  alarm("ok", "CloudWatch alarm OK again", "OK", "ALARM"),
  alarm("without-data", "CloudWatch alarm without data", "INSUFFICIENT_DATA", "OK"),
];
