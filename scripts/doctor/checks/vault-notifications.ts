import { BackupClient, GetBackupVaultNotificationsCommand } from "@aws-sdk/client-backup";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { vaultsOf } from "../../aws/stage-arns";
import { counted } from "../../program/counted";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

/** A vault's one notification setting. */
export type VaultNotifications = { readonly topicArn: string; readonly events: readonly string[] };

/** AWS Backup reports every end of a backup job by it, also a bad one. (AWS Backup API reference, PutBackupVaultNotifications) */
const endOfBackups = "BACKUP_JOB_COMPLETED";

/** Judges a vault's notifications; absent where it has none. */
export const judgeVaultNotifications = (
  found: VaultNotifications | undefined,
  wantedEvents: readonly string[],
  outputs: StackOutputs,
): Finding => {
  if (found === undefined) return problem("notifies nobody", deployAgain(outputs));
  if (found.topicArn !== outputs.topic_arn) {
    return problem(
      `notifies ${found.topicArn}, not this stage: a vault has one notification setting, and somebody took it over`,
      deployAgain(outputs),
    );
  }
  const missing = wantedEvents.filter((event) => !found.events.includes(event));
  if (missing.includes(endOfBackups)) {
    return problem(`does not tell of backups that end (${endOfBackups})`, deployAgain(outputs));
  }
  if (!found.events.includes(endOfBackups)) {
    return warning(
      "does not tell of backups that end",
      `add ${endOfBackups} to \`events\` in stages/${outputs.stage}.ts if that is not meant`,
    );
  }
  if (missing.length > 0) return warning(`does not tell of ${missing.join(", ")}`, deployAgain(outputs));
  return ok(`notifies the topic of ${counted(found.events.length, "kind")} of event`);
};

const readNotifications = async (
  vaultName: string,
  { aws }: DeployedStage,
): Promise<VaultNotifications | undefined> => {
  const command = new GetBackupVaultNotificationsCommand({ BackupVaultName: vaultName });
  // AWS Backup says "not found" where a vault has no notifications, too.
  const found = await unlessMissing(connect(BackupClient, aws).send(command));
  return found && { topicArn: found.SNSTopicArn ?? "", events: found.BackupVaultEvents ?? [] };
};

/** One check for each vault, the stage's own and existing ones. */
export const vaultNotificationChecks = (stage: DeployedStage): readonly Check[] =>
  vaultsOf(stage.outputs).map(({ name }) =>
    check(`vault ${name}`, async () =>
      judgeVaultNotifications(await readNotifications(name, stage), stage.wanted.vaultEvents, stage.outputs),
    ),
  );
