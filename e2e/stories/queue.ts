import {
  checkChangesChannel,
  checkOneMessagePerJob,
  checkOneMessagePerRun,
  createChangesChannel,
} from "../acts/bot";
import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect, deployChanged, sendTest } from "../acts/deploy";
import { findNothingWrong, parkAndRedrive } from "../acts/doctor";
import { receiveStateChanges } from "../acts/eventbridge";
import { checkForwarded, createForwardTopic } from "../acts/forward";
import { backUpTheInstance, failABackup, mustBeUntouched, startJob, startOtherTeamsJob } from "../acts/jobs";
import { checkNotifierPermissions, checkServicesCanDeliver } from "../acts/permissions";
import { readPlannedChanges } from "../deployed";
import { must } from "../expectations";
import type { DeployedScene, Scene, Story } from "../scene";
import { botWay, webhookWay } from "../slack-way";

/** Another value of one setting, as the stage file reads it. */
export const settingChange = { E2E_LOG_RETENTION_DAYS: "30" };

/** The scene in which the stage has another log retention. */
const changeOneSetting = async (scene: DeployedScene): Promise<DeployedScene> => {
  const { step } = scene;
  const workspace = scene.workspace.withVariables(settingChange);
  await step("a setting of the stage changes: the plan has that resource only", async () => {
    const changes = await readPlannedChanges(workspace);
    must(
      changes.join() === "update aws_cloudwatch_log_group",
      `expected an update of the log group only, planned is: ${changes.join(", ") || "nothing"}`,
    );
  });
  const changed = { ...scene, workspace };
  await step("npm run deploy makes the change", () => deployChanged(changed));
  return changed;
};

/** A running job and three recovery points: what a cleanup finds in real life. */
const fillTheVault = (scene: DeployedScene): string => {
  const { backup } = scene.cloud;
  const { vault_name, instance_arn } = scene.outputs;
  const points = () => backup.recoveryPoints().filter(({ vaultName }) => vaultName === vault_name);
  while (points().length < 3) {
    backup.seedRecoveryPoint({ vaultName: vault_name, resourceArn: instance_arn });
  }
  backup.willEnd(instance_arn, { state: "COMPLETED", runningMs: 3_600_000 });
  return startJob(scene, vault_name, instance_arn);
};

type Check = (scene: DeployedScene) => Promise<void>;

type Acts = {
  /** Before anything is deployed. */
  readonly prepare?: (scene: Scene) => void;
  /** What to check besides the messages: after a backup completed, after one failed, and after a state change. */
  readonly afterCompletion?: Check;
  readonly afterFailure?: Check;
  readonly afterStateChange?: Check;
};

/** Everything that a stage can have, from first deployment to cleanup. */
const playWhole =
  ({ prepare, afterCompletion, afterFailure, afterStateChange }: Acts): Story["play"] =>
  async (empty) => {
    prepare?.(empty);
    await createForwardTopic(empty);
    const scene = await deployAndConnect(empty);
    const { step, cloud } = scene;
    await deployAgain(scene);
    await sendTest(scene);
    await backUpTheInstance(scene);
    await afterCompletion?.(scene);
    await failABackup(scene);
    await checkForwarded(scene);
    await afterFailure?.(scene);
    await receiveStateChanges(scene);
    await afterStateChange?.(scene);
    await checkServicesCanDeliver(scene);
    await checkNotifierPermissions(scene);
    await findNothingWrong(scene);
    await parkAndRedrive(scene, "Sent 1 event back to the queue");
    const theirs = await step("another team's vault has a running job", async () =>
      // Named for this story: AWS Backup runs one job of a resource at a time, and another story has such a vault too.
      startOtherTeamsJob(scene, `beside-${scene.workspace.stage}`),
    );
    const changed = await changeOneSetting(scene);
    const jobId = await step("the stage's vault has a running job and three recovery points", async () =>
      fillTheVault(scene),
    );
    const cleanup = await cleanUp(changed);
    await step("the other team's vault, job and recovery point are untouched", async () =>
      mustBeUntouched(scene, theirs),
    );
    await mustBeGone(scene, cleanup, " job, 3 recovery points");
    await step("the stage's own job was stopped", async () => {
      const job = cloud.backup.backupJobs().find(({ id }) => id === jobId);
      must(job?.state === "ABORTED", `job ${jobId} is ${job?.state ?? "gone"}, expected ABORTED`);
    });
    await cleanUpAgain(changed);
  };

/** The main story, with a webhook. */
export const queueStory: Story = {
  name: "queue",
  stage: "e2e-queue",
  way: webhookWay,
  play: playWhole({}),
};

/** The same with a bot token: two messages of the webhook are one, edited. */
export const botStory: Story = {
  name: "bot",
  stage: "e2e-bot",
  way: botWay,
  play: playWhole({
    prepare: createChangesChannel,
    afterCompletion: async (scene) => {
      await checkOneMessagePerJob(scene, { title: "First backup completed", isSentToChannel: false });
      // Two of its backups are good: with the instance's, the vault then has three recovery points.
      await checkOneMessagePerRun(scene);
    },
    afterFailure: (scene) => checkOneMessagePerJob(scene, { title: "Backup failed", isSentToChannel: true }),
    afterStateChange: checkChangesChannel,
  }),
};
