import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect, sendTest } from "../acts/deploy";
import { asDeployer, planForPullRequest } from "../acts/deployer";
import { findNothingWrong, parkAndRedrive } from "../acts/doctor";
import { otherTeamsTable, startJob } from "../acts/jobs";
import { backUpBySelections } from "../acts/plans";
import { refuseDeadWebhook } from "../acts/refusals";
import {
  askInAnotherRegion,
  cloneWithoutState,
  makeStateBucket,
  moveState,
  refuseWhileLocked,
  withSharedState,
} from "../acts/state";
import { awaitMessage } from "../expectations";
import type { Story } from "../scene";
import { webhookWay } from "../slack-way";

/**
 * The smallest setup: no queue, no instance. Retries need the queue, so this proves delivery only; and several plans. Its state moves
 * into a bucket, and a second clone works with it.
 */
export const directStory: Story = {
  name: "direct",
  stage: "e2e-direct",
  way: webhookWay,
  play: async (empty) => {
    await makeStateBucket(empty);
    await planForPullRequest(empty);
    const alone = await deployAndConnect(await asDeployer(empty));
    await refuseDeadWebhook(alone);
    const colleague = await cloneWithoutState(alone);
    const scene = await moveState(alone);
    const { step, cloud, slack, outputs } = scene;
    const second = await withSharedState(scene, colleague);
    await deployAgain(second);
    await askInAnotherRegion(second);
    await refuseWhileLocked(second);
    await sendTest(scene);
    await step("a job in the vault: Slack shows it started and completed", async () => {
      const id = startJob(scene, outputs.vault_name, otherTeamsTable(scene, "carts"));
      await awaitMessage(cloud, slack, { title: "Backup started", says: ["carts", id] });
      const says = ["carts", outputs.vault_name, id, "12 MiB"];
      await awaitMessage(cloud, slack, { title: "First backup completed", says });
    });
    await backUpBySelections(scene);
    await findNothingWrong(scene);
    await parkAndRedrive(scene, "The notifier accepted 1 event");
    await mustBeGone(scene, await cleanUp(scene));
    await cleanUpAgain(scene);
  },
};
