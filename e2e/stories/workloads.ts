import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { findNothingWrong } from "../acts/doctor";
import { backUpByTagAndArn, backUpEveryResource, findTypeThatIsOff, mustLeaveNone } from "../acts/workloads";
import type { Story } from "../scene";
import { webhookWay } from "../slack-way";

/** A table, a volume, a database's control plane, a file system and a bucket: made, backed up, and gone again. */
export const workloadsStory: Story = {
  name: "workloads",
  stage: "e2e-workloads",
  way: webhookWay,
  play: async (empty) => {
    const scene = await deployAndConnect(empty);
    await deployAgain(scene);
    await backUpEveryResource(scene);
    await backUpByTagAndArn(scene);
    await findTypeThatIsOff(scene);
    await findNothingWrong(scene);
    await mustBeGone(scene, await cleanUp(scene));
    await mustLeaveNone(scene);
    await cleanUpAgain(scene);
  },
};
