import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect, sendTest } from "../acts/deploy";
import { findNothingWrong, parkAndRedrive } from "../acts/doctor";
import { otherTeamsTable } from "../acts/jobs";
import { awaitMessage } from "../expectations";
import type { Story } from "../scene";
import { webhookWay } from "../slack-way";

/** The smallest setup: no queue, no instance. Retries need the queue, so this proves delivery only. */
export const directStory: Story = {
  name: "direct",
  stage: "e2e-direct",
  way: webhookWay,
  play: async (empty) => {
    const scene = await deployAndConnect(empty);
    const { step, cloud, slack, outputs } = scene;
    await deployAgain(scene);
    await sendTest(scene);
    await step("a job in the vault: Slack shows it started and completed", async () => {
      const resourceArn = otherTeamsTable(outputs.account_id, outputs.region, "carts");
      const { id } = cloud.backup.startBackupJob({
        BackupVaultName: outputs.vault_name,
        ResourceArn: resourceArn,
        IamRoleArn: outputs.backup_role_arn,
      });
      await awaitMessage(cloud, slack, { title: "Backup started", says: ["carts", id] });
      const says = ["carts", outputs.vault_name, id, "12 MiB"];
      await awaitMessage(cloud, slack, { title: "Backup completed", says });
    });
    await findNothingWrong(scene);
    await parkAndRedrive(scene, "The notifier accepted 1 event");
    await mustBeGone(scene, await cleanUp(scene));
    await cleanUpAgain(scene);
  },
};
