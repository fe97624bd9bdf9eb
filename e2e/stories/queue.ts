import { changesInTheirChannel, oneMessageOfTheJob, openChangesChannel } from "../acts/bot";
import { cleanUp, cleanUpAgain, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect, deployEdited, sendTest } from "../acts/deploy";
import { findNothingWrong, parkAndRedrive } from "../acts/doctor";
import { hearOfStateChanges } from "../acts/eventbridge";
import { backUpTheInstance, failABackup, mustBeUntouched, startOtherTeamsJob } from "../acts/jobs";
import { mayServicesUseTheQueues, mayTheNotifierDoItsWork } from "../acts/permissions";
import { readPlannedChanges } from "../deployed";
import { must } from "../expectations";
import type { DeployedScene, Scene, Story } from "../scene";
import { botWay, webhookWay } from "../slack-way";
import type { Edit } from "../workspace";

/** The bot's stage takes it from this file, too. */
export const settingEdit: Edit = {
  file: "e2e/stages/e2e-queue.ts",
  from: "logRetentionDays: 14",
  to: "logRetentionDays: 30",
};

const changeOneSetting = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace } = scene;
  await step("a setting of the stage changes: the plan has that resource only", async () => {
    await workspace.edit(settingEdit);
    const changes = await readPlannedChanges(workspace);
    must(
      changes.join() === "update aws_cloudwatch_log_group",
      `expected only the log group to be updated, planned is: ${changes.join(", ") || "nothing"}`,
    );
  });
  await step("npm run deploy brings the change", () => deployEdited(scene));
};

/** A job that runs, and three recovery points: what a clean-up meets in real life. */
const fillTheVault = ({ cloud, outputs }: DeployedScene): string => {
  const { backup } = cloud;
  const { vault_name, instance_arn, backup_role_arn } = outputs;
  const points = () => backup.recoveryPoints().filter(({ vaultName }) => vaultName === vault_name);
  while (points().length < 3) {
    backup.seedRecoveryPoint({ vaultName: vault_name, resourceArn: instance_arn });
  }
  backup.willEnd(instance_arn, { state: "COMPLETED", runningMs: 3_600_000 });
  const { id } = backup.startBackupJob({
    BackupVaultName: vault_name,
    ResourceArn: instance_arn,
    IamRoleArn: backup_role_arn,
  });
  return id;
};

type Acts = {
  /** Before anything is deployed. */
  readonly prepare: (scene: Scene) => void;
  /** What is to be seen once a backup ended well, once one failed, and once something changed, beside the messages. */
  readonly afterGoodEnd: (scene: DeployedScene) => Promise<void>;
  readonly afterFailure: (scene: DeployedScene) => Promise<void>;
  readonly afterStateChange: (scene: DeployedScene) => Promise<void>;
};

/** Everything a stage can have, from nothing to nothing. */
const playWhole =
  ({ prepare, afterGoodEnd, afterFailure, afterStateChange }: Acts): Story["play"] =>
  async (empty) => {
    prepare(empty);
    const scene = await deployAndConnect(empty);
    const { step, cloud } = scene;
    await deployAgain(scene);
    await sendTest(scene);
    await backUpTheInstance(scene);
    await afterGoodEnd(scene);
    await failABackup(scene);
    await afterFailure(scene);
    await hearOfStateChanges(scene);
    await afterStateChange(scene);
    await mayServicesUseTheQueues(scene);
    await mayTheNotifierDoItsWork(scene);
    await findNothingWrong(scene);
    await parkAndRedrive(scene, "Sent 1 event back to the queue");
    const foreign = await step("a foreign vault of the account has a running job", async () =>
      // Of this story alone: AWS Backup runs one job of a resource at a time, and another story has such a vault, too.
      startOtherTeamsJob(scene, `foreign-to-${scene.workspace.stage}`),
    );
    await changeOneSetting(scene);
    const jobId = await step("the stage's vault has a running job and three recovery points", async () =>
      fillTheVault(scene),
    );
    const cleanup = await cleanUp(scene);
    await step("the foreign vault, job and recovery point are untouched", async () =>
      mustBeUntouched(scene, foreign),
    );
    await mustBeGone(scene, cleanup, "1 active job, 3 recovery points");
    await step("the stage's own job was stopped", async () => {
      const job = cloud.backup.backupJobs().find(({ id }) => id === jobId);
      must(job?.state === "ABORTED", `job ${jobId} is ${job?.state ?? "gone"}, expected ABORTED`);
    });
    await cleanUpAgain(scene);
  };

/** The main story, by a webhook. */
export const queueStory: Story = {
  name: "queue",
  stage: "e2e-queue",
  way: webhookWay,
  play: playWhole({
    prepare: () => {},
    afterGoodEnd: async () => {},
    afterFailure: async () => {},
    afterStateChange: async () => {},
  }),
};

/** The same by a bot token: what the webhook tells in two messages is one, edited. */
export const botStory: Story = {
  name: "bot",
  stage: "e2e-bot",
  way: botWay,
  play: playWhole({
    prepare: openChangesChannel,
    afterGoodEnd: (scene) =>
      oneMessageOfTheJob(scene, { title: "Backup completed", isTellingTheChannel: false }),
    afterFailure: (scene) => oneMessageOfTheJob(scene, { title: "Backup failed", isTellingTheChannel: true }),
    afterStateChange: changesInTheirChannel,
  }),
};
