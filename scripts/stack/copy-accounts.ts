import { BackupClient, DescribeGlobalSettingsCommand } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import type { Target } from "./commands";
import type { SynthesizedStack } from "./synthesized-stack";

const turnOn = "aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true";

/** Why AWS Backup does not copy out of an account, and what to do about it. */
export type CopyObstacle = { readonly fact: string; readonly remedy: string };

/**
 * What keeps AWS Backup from copying to another account, as far as the own one can know; nothing where its organization allows it. AWS
 * refuses the question to an account without an organization. (AWS Backup API Reference, DescribeGlobalSettings)
 */
export const copyObstacle = async (client: BackupClient): Promise<CopyObstacle | undefined> => {
  try {
    const { GlobalSettings } = await client.send(new DescribeGlobalSettingsCommand({}));
    switch (GlobalSettings?.["isCrossAccountBackupEnabled"]) {
      case "true":
        return undefined;
      case "false":
        return {
          fact: "cross-account backup is not turned on in its organization",
          remedy: `turn it on in the management account with \`${turnOn}\``,
        };
      default:
        throw new Error("AWS Backup did not say whether cross-account backup is turned on");
    }
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidRequestException") {
      return {
        fact: `AWS copies only within an organization, and says: ${error.message}`,
        remedy: "let both accounts be in one, or remove the copies",
      };
    }
    throw error;
  }
};

/** The other accounts that a stage of this account copies to. */
export const otherAccountsOf = (copyVaultArns: readonly string[], accountId: string): readonly string[] => {
  const accounts = copyVaultArns.flatMap((arn) => parseArn(arn)?.accountId ?? []);
  return [...new Set(accounts)].filter((account) => account !== accountId);
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
  const others = otherAccountsOf(copyVaultArns, accountId);
  if (others.length === 0) return;
  const copies = `copies of account ${accountId} to account ${others.join(" and ")}`;
  try {
    const obstacle = await copyObstacle(connect(BackupClient, awsConfig(region)));
    if (obstacle !== undefined)
      terminal.warn(`AWS will fail ${copies}: ${obstacle.fact}; ${obstacle.remedy}.`);
  } catch (error) {
    terminal.warn(`It could not be checked whether AWS allows ${copies}: ${explain(error)}.`);
  }
};
