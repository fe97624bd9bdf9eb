import { BackupClient, DeleteRecoveryPointCommand } from "@aws-sdk/client-backup";
import { accountRootConfig, receivingAccountId } from "../../local/ministack/account-root";
import { startSlack } from "../../local/slack/slack";
import { awaitMessage, must, mustSay } from "../expectations";
import type { DeployedScene, Scene } from "../scene";
import { breakGlassRoleArn, receivingVault } from "../stages/e2e-vault";
import { asBreakGlassRole } from "./break-glass";
import { deployAndConnect } from "./deploy";
import { otherTeamsTable } from "./jobs";

const configOf = ({ cloud }: Scene) => accountRootConfig(cloud.gateway.url, receivingAccountId);

const cleanupArgs = ["--yes", "--", "--skip-provider-lock"];

/** The plan's next run: a backup, and its copies to another Region and to the other account. */
const copyThere = async (source: DeployedScene, receiver: DeployedScene): Promise<string> => {
  const { step, cloud, slack, outputs } = source;
  const there = cloud.backup.inAccount(receivingAccountId);
  return step("a scheduled backup is copied to another account, and Slack names both ends", async () => {
    const [planId = ""] = outputs.plan_ids.split(",");
    const run = { planId, ruleName: "daily", iamRoleArn: outputs.backup_role_arn };
    cloud.backup.runPlanRule({ ...run, resourceArn: otherTeamsTable(source, "invoices") });
    await awaitMessage(
      cloud,
      slack,
      {
        title: "Copy completed",
        says: ["invoices", outputs.vault_name, receivingVault, `account \`${receivingAccountId}\``],
      },
      60,
    );
    const [point, ...others] = there.recoveryPoints();
    must(
      point?.vaultName === receivingVault && others.length === 0,
      `the receiving account has ${others.length + (point ? 1 : 0)} recovery points`,
    );
    must(point.sourceVaultArn === outputs.vault_arn, `the copy comes from ${point.sourceVaultArn}`);
    must(there.copyJobs().length === 0, "the copy is a job of the receiving account");
    must(
      receiver.slack.messages.every(({ text }) => !text.startsWith("Copy")),
      "the receiver heard the copy",
    );
    return point.arn;
  });
};

/** What happens to the copy is of the account that has it. */
const hearInTheReceivingAccount = ({ step, cloud, slack, outputs }: DeployedScene, arn: string) =>
  step("the receiving account's stage hears what is made of the copy there", async () => {
    const iamRoleArn = `arn:aws:iam::${receivingAccountId}:role/restores`;
    const { id } = cloud.backup
      .inAccount(receivingAccountId)
      .startRestoreJob({ recoveryPointArn: arn, iamRoleArn });
    const says = ["invoices", receivingVault, id, receivingAccountId, outputs.stage];
    await awaitMessage(cloud, slack, { title: "Restore completed", says }, 60);
  });

const refuseOthers = async (receiver: DeployedScene, RecoveryPointArn: string): Promise<void> => {
  const { step, cloud, workspace } = receiver;
  await step("the vault's policy refuses a deletion to all but one role, and cleanup says so", async () => {
    const client = new BackupClient({ ...configOf(receiver), endpoint: cloud.backup.url });
    const refusal = await client
      .send(new DeleteRecoveryPointCommand({ BackupVaultName: receivingVault, RecoveryPointArn }))
      .catch((error: Error) => error);
    must(
      refusal instanceof Error && refusal.message.includes("explicit deny in a resource-based policy"),
      `AWS does not refuse to delete ${RecoveryPointArn}`,
    );
    const says = [
      `the access policy of vault ${receivingVault} lets only ${breakGlassRoleArn} delete recovery points`,
      "nothing was deleted; run cleanup as that role",
    ];
    await workspace.npm("cleanup", { args: cleanupArgs, exitCode: 1, says });
    must(
      cloud.backup.inAccount(receivingAccountId).recoveryPoints().length === 1,
      "the recovery point was deleted",
    );
  });
};

/**
 * Another account receives a copy: its stage makes the vault and its policy, the scene's stage copies there by its plan. Afterwards only
 * the break-glass role can clean up.
 */
export const copyToAnotherAccount = async (source: DeployedScene, receiver: DeployedScene): Promise<void> => {
  const arn = await copyThere(source, receiver);
  await hearInTheReceivingAccount(receiver, arn);
  await refuseOthers(receiver, arn);
  const { step, workspace } = await asBreakGlassRole(receiver);
  await step("npm run cleanup as the break-glass role", async () => {
    const result = await workspace.npm("cleanup", { args: cleanupArgs });
    await mustSay(result, "is gone");
    const left = source.cloud.backup.inAccount(receivingAccountId).vaults();
    must(left.length === 0, `it left ${left.map(({ name }) => name).join(", ")}`);
  });
};

/** Deploys the receiving account's stage, with a Slack of its own, and plays with it. */
export const withReceivingAccount = async (
  scene: Scene,
  play: (receiver: DeployedScene) => Promise<void>,
): Promise<void> => {
  const { step } = scene;
  const slack = await startSlack();
  try {
    const workspace = (await scene.workspace.ofStage("e2e-vault")).withVariables({
      AWS_ACCESS_KEY_ID: receivingAccountId,
    });
    const receiver = await deployAndConnect({
      ...scene,
      slack,
      workspace,
      step: (title, work) => step(`account ${receivingAccountId}: ${title}`, work),
    });
    must(
      receiver.outputs.account_id === receivingAccountId,
      `it is in account ${receiver.outputs.account_id}`,
    );
    await play(receiver);
  } finally {
    await slack.close();
  }
};
