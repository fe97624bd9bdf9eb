import { cleanUp, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { findNothingWrong } from "../acts/doctor";
import { checkDigest, checkWatchPermissions, findWhatNobodyAnnounces } from "../acts/watch";
import type { Story } from "../scene";
import { webhookWay } from "../slack-way";

/** What nobody announces is found: the watch on its schedules, with its own role. */
export const watchStory: Story = {
  name: "watch",
  stage: "e2e-watch",
  way: webhookWay,
  play: async (empty) => {
    const scene = await deployAndConnect(empty);
    await deployAgain(scene);
    await findWhatNobodyAnnounces(scene);
    await checkDigest(scene);
    await checkWatchPermissions(scene);
    await findNothingWrong(scene);
    await mustBeGone(scene, await cleanUp(scene));
  },
};
