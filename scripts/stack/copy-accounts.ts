import { BackupClient, DescribeGlobalSettingsCommand } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import type { Target } from "./commands";
import type { SynthesizedStack } from "./synthesized-stack";

const turnOn = "aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true";

/**
 * Why AWS Backup does not copy out of an account, as far as that account can know; nothing where its organization allows it. AWS refuses
 * the question to an account without an organization. (AWS Backup API Reference, DescribeGlobalSettings)
 */
const obstacleOf = async (client: BackupClient): Promise<string | undefined> => {
  try {
    const { GlobalSettings } = await client.send(new DescribeGlobalSettingsCommand({}));
    switch (GlobalSettings?.["isCrossAccountBackupEnabled"]) {
      case "true":
        return undefined;
      case "false":
        return `cross-account backup is not turned on in its organization; turn it on in the management account with \`${turnOn}\``;
      default:
        throw new Error("AWS Backup did not say whether cross-account backup is turned on");
    }
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidRequestException") {
      return `AWS copies only within an organization, and says: ${error.message}`;
    }
    throw error;
  }
};

/**
 * Says before a deployment where copies to another account would fail. They fail one by one and later, and the organization can change
 * before the first one: so this is no reason to refuse the deployment.
 */
export const checkCopyAccounts = async (
  { copyVaultArns }: Pick<SynthesizedStack, "copyVaultArns">,
  accountId: string,
  { region }: Target,
  { awsConfig, terminal }: Context,
): Promise<void> => {
  const accounts = copyVaultArns.flatMap((arn) => parseArn(arn)?.accountId ?? []);
  const others = [...new Set(accounts)].filter((account) => account !== accountId);
  if (others.length === 0) return;
  const copies = `copies of account ${accountId} to account ${others.join(" and ")}`;
  try {
    const obstacle = await obstacleOf(connect(BackupClient, awsConfig(region)));
    if (obstacle !== undefined) terminal.warn(`AWS will fail ${copies}: ${obstacle}.`);
  } catch (error) {
    terminal.warn(`It could not be checked whether AWS allows ${copies}: ${explain(error)}.`);
  }
};
