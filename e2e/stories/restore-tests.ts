import { cleanUp, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { findNothingWrong } from "../acts/doctor";
import {
  checkRestoreRole,
  checkValidatorPermissions,
  leaveTestUnchecked,
  reportWhatTheValidatorDoesNot,
  testsMustBeGone,
  testWhatIsBackedUp,
} from "../acts/restore-tests";
import { checkOnce } from "../acts/watch";
import type { Story } from "../scene";
import { webhookWay } from "../slack-way";

/** Backups are restored for a test, and what came out is checked, with the function's own role. */
export const restoreTestsStory: Story = {
  name: "restore-tests",
  stage: "e2e-restore",
  way: webhookWay,
  play: async (empty) => {
    const scene = await deployAndConnect(empty);
    await deployAgain(scene);
    await checkOnce(scene);
    await testWhatIsBackedUp(scene);
    await reportWhatTheValidatorDoesNot(scene, 1);
    await checkValidatorPermissions(scene);
    await checkRestoreRole(scene);
    await findNothingWrong(scene);
    await leaveTestUnchecked(scene);
    await mustBeGone(
      scene,
      await cleanUp(scene),
      "which a test restored; AWS Backup deletes it once it is checked",
    );
    await testsMustBeGone(scene);
  },
};
