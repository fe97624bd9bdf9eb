import { type BackupClient, GetBackupVaultNotificationsCommand } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { stackIdOf } from "../../src/outputs";
import { unlessMissing } from "../aws/missing";
import { explain } from "../program/explain";

/** Which topic a vault notifies. What AWS does not say is never "none". */
export type NotificationSetting =
  | { readonly kind: "none" }
  /** The topic of the stage. */
  | { readonly kind: "own" }
  | { readonly kind: "other"; readonly topicArn: string; readonly events: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** Whether a topic is that of a stage: a vault's topic is in its account. (AWS Backup API reference, PutBackupVaultNotifications) */
export const isTopicOf = (stage: string, topicArn: string): boolean =>
  parseArn(topicArn)?.resource === stackIdOf(stage);

/** Asks AWS Backup which topic a vault notifies. */
export const readSetting = async (
  BackupVaultName: string,
  stage: string,
  backup: BackupClient,
): Promise<NotificationSetting> => {
  try {
    const found = await unlessMissing(
      backup.send(new GetBackupVaultNotificationsCommand({ BackupVaultName })),
    );
    if (found === undefined) return { kind: "none" };
    const { SNSTopicArn: topicArn, BackupVaultEvents: events } = found;
    if (topicArn === undefined || events === undefined)
      return { kind: "unknown", reason: "AWS returned no topic or no events" };
    return isTopicOf(stage, topicArn) ? { kind: "own" } : { kind: "other", topicArn, events };
  } catch (error) {
    return { kind: "unknown", reason: explain(error) };
  }
};

/** The command that restores a setting. */
export const restoringCommand = (
  vault: string,
  { topicArn, events }: { readonly topicArn: string; readonly events: readonly string[] },
): string =>
  [
    "aws backup put-backup-vault-notifications",
    `--backup-vault-name ${vault}`,
    `--sns-topic-arn ${topicArn}`,
    `--backup-vault-events ${events.join(" ")}`,
    `--region ${parseArn(topicArn)?.region}`,
  ].join(" ");
