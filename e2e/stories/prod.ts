import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { findNothingWrong } from "../acts/doctor";
import { foreignTable, mustBeUntouched, startForeignJob } from "../acts/jobs";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene, Story } from "../scene";
import { webhookWay } from "../slack-way";

const existingVault = "team-vault";

const backUpIntoTheExistingVault = async ({ cloud, slack, outputs }: DeployedScene): Promise<void> => {
  const { id } = cloud.backup.startBackupJob({
    BackupVaultName: existingVault,
    ResourceArn: foreignTable(outputs.account_id, outputs.region, "invoices"),
    IamRoleArn: outputs.backup_role_arn,
  });
  const says = ["invoices", existingVault, id];
  await awaitMessage(cloud, slack, { title: "Backup completed", says });
  const started = slack.messages.find(({ text }) => text.startsWith("Backup started"));
  must(started === undefined, `it is quiet by default, yet Slack shows "${started?.text}"`);
};

/** `stages/prod.ts` with a vault that was there before: it gets notifications, and keeps everything. */
export const prodStory: Story = {
  name: "prod",
  stage: "e2e-prod",
  way: webhookWay,
  play: async (empty) => {
    empty.cloud.backup.seedVault({ name: existingVault });
    const scene = await deployAndConnect(empty);
    const { step, cloud, outputs } = scene;
    await deployAgain(scene);
    await step("a job in the existing vault: Slack shows it completed, and not that it started", () =>
      backUpIntoTheExistingVault(scene),
    );
    await findNothingWrong(scene);
    const foreign = await step(
      "the existing vault has a running job, the stage's own a recovery point",
      async () => {
        const resourceArn = foreignTable(outputs.account_id, outputs.region, "ledger");
        cloud.backup.seedRecoveryPoint({ vaultName: outputs.vault_name, resourceArn });
        return startForeignJob(scene, existingVault);
      },
    );
    const cleanup = await cleanUp(scene);
    await mustBeGone(scene, cleanup, `Untouched: jobs and recovery points of ${existingVault}`);
    await step("the existing vault keeps its job and recovery points, without notifications", async () => {
      mustBeUntouched(scene, foreign);
      const vault = cloud.backup.vaults().find(({ name }) => name === existingVault);
      must(
        vault?.notifications === undefined,
        `${existingVault} still notifies ${vault?.notifications?.topicArn}`,
      );
    });
    await cleanUpAgain(scene);
  },
};
