import type { BackupClient } from "@aws-sdk/client-backup";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { type Target, terraform } from "../stack/commands";
import { type DeployedResource, lastLines } from "../stack/deployment";
import { type NotificationSetting, readSetting } from "../vault/notification-setting";

/** A notification setting in Terraform's state that is not the stage's any more, or not known to be: it stays. */
export type LeftSetting = {
  readonly address: string;
  readonly vaultName: string;
  readonly setting: Extract<NotificationSetting, { readonly kind: "other" | "unknown" }>;
};

const namesOf = (resources: readonly DeployedResource[], type: string, key: string) =>
  resources.flatMap((resource) => {
    const { [key]: name } = resource.values;
    return resource.type === type && typeof name === "string" ? [{ name, address: resource.address }] : [];
  });

/** The settings of existing vaults that must stay, as AWS answers now. Those of the stage's own vault go with it. */
export const findLeftSettings = async (
  resources: readonly DeployedResource[],
  stage: string,
  backup: BackupClient,
): Promise<readonly LeftSetting[]> => {
  const own = namesOf(resources, "aws_backup_vault", "name").map(({ name }) => name);
  const settings = namesOf(resources, "aws_backup_vault_notifications", "backup_vault_name");
  const read = settings
    .filter(({ name }) => !own.includes(name))
    .map(async ({ name: vaultName, address }) => {
      const setting = await readSetting(vaultName, stage, backup);
      return setting.kind === "other" || setting.kind === "unknown" ? [{ address, vaultName, setting }] : [];
    });
  return (await Promise.all(read)).flat();
};

/** What stays, and why, in a sentence for each. */
export const leftSettingLines = (
  left: readonly LeftSetting[],
  region: string | undefined,
): readonly string[] =>
  left.map(({ vaultName, setting }) => {
    const name = `the notification setting of vault ${vaultName}`;
    if (setting.kind === "other") return `${name}, which notifies ${setting.topicArn} by now.`;
    const command = `aws backup delete-backup-vault-notifications --backup-vault-name ${vaultName}${region === undefined ? "" : ` --region ${region}`}`;
    return `${name}: which topic it notifies is not known (${setting.reason}). If it is still this stage's, remove it: ${command}`;
  });

/**
 * Lets Terraform forget what stays: it would remove it, whatever it is by now, or fail to.
 * @throws Failure where Terraform does not; then nothing may be deleted.
 */
export const forget = async (
  addresses: readonly string[],
  target: Target,
  context: Context,
): Promise<void> => {
  if (addresses.length === 0) return;
  const { exitCode, stderr } = await terraform(["state", "rm", ...addresses], target, context);
  if (exitCode === 0) return;
  throw new Failure(
    `Terraform could not forget ${addresses.join(", ")}, so nothing was deleted:\n${lastLines(stderr)}`,
  );
};
