import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";

/** The reason that AWS Backup gives where its role lacks a permission. */
export const failureReason = "Access denied trying to create a snapshot of the instance";

/** The id of the last job that backed up the instance. */
export const lastJobId = ({ cloud, outputs }: DeployedScene): string => {
  const job = cloud.backup.backupJobs().findLast(({ resourceArn }) => resourceArn === outputs.instance_arn);
  if (job === undefined) throw new Error(`AWS Backup has no job for ${outputs.instance_arn}`);
  return job.id;
};

/** Starts a backup job, and returns its id. Its role is the stage's, unless another one is given. */
export const startJob = (
  { cloud, outputs }: DeployedScene,
  BackupVaultName: string,
  ResourceArn: string,
  IamRoleArn = outputs.backup_role_arn,
): string => cloud.backup.startBackupJob({ BackupVaultName, ResourceArn, IamRoleArn }).id;

/** A successful backup: two messages, with everything that an on-call engineer asks for. */
export const backUpTheInstance = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, slack, outputs } = scene;
  const { instance_id, vault_name } = outputs;
  await step("npm run trigger-backup: the job ends COMPLETED", () =>
    workspace.npm("trigger-backup", { says: ["ended COMPLETED", "8 GiB"] }),
  );
  const id = lastJobId(scene);
  await step("Slack shows the backup started", async () => {
    await awaitMessage(cloud, slack, { title: "Backup started", says: [instance_id, vault_name, id] });
  });
  await step("Slack shows the backup completed, with vault, job id and size", async () => {
    const says = [instance_id, vault_name, id, "8 GiB"];
    await awaitMessage(cloud, slack, { title: "First backup completed", says });
  });
};

/** A failed backup: terminal and channel show the reason. */
export const failABackup = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, slack, outputs } = scene;
  const { instance_arn, instance_id, vault_name } = outputs;
  await step("npm run trigger-backup: the job ends FAILED, with its reason", async () => {
    cloud.backup.willEnd(instance_arn, { state: "FAILED", statusMessage: `${failureReason}.` });
    await workspace.npm("trigger-backup", { exitCode: 1, says: ["ended FAILED", failureReason] });
  });
  await step("Slack shows the backup failed, with its reason and the last good backup", async () => {
    const says = [instance_id, vault_name, lastJobId(scene), failureReason, "last good backup"];
    await awaitMessage(cloud, slack, { title: "Backup failed", says });
  });
};

/** A table of another team in the same account, which the stage does not back up. */
export const otherTeamsTable = ({ outputs }: DeployedScene, name: string): string =>
  `arn:aws:dynamodb:${outputs.region}:${outputs.account_id}:table/${name}`;

/** What must be unchanged at the end. */
export type OtherTeam = {
  readonly vaultName: string;
  readonly jobId: string;
  readonly recoveryPointArn: string;
};

/** Another team's vault gets a running job and a recovery point. Creates the vault where it does not exist. */
export const startOtherTeamsJob = (scene: DeployedScene, vaultName: string): OtherTeam => {
  const { backup } = scene.cloud;
  const resourceArn = otherTeamsTable(scene, `orders-of-${vaultName}`);
  if (!backup.vaults().some(({ name }) => name === vaultName)) backup.seedVault({ name: vaultName });
  const { arn } = backup.seedRecoveryPoint({ vaultName, resourceArn });
  backup.willEnd(resourceArn, { state: "COMPLETED", runningMs: 3_600_000 });
  const role = `arn:aws:iam::${scene.outputs.account_id}:role/service-role/AWSBackupDefaultServiceRole`;
  return { vaultName, jobId: startJob(scene, vaultName, resourceArn, role), recoveryPointArn: arn };
};

export const mustBeUntouched = ({ cloud }: DeployedScene, theirs: OtherTeam): void => {
  const { backup } = cloud;
  const job = backup.backupJobs().find(({ id }) => id === theirs.jobId);
  must(
    backup.vaults().some(({ name }) => name === theirs.vaultName),
    `vault ${theirs.vaultName} is gone`,
  );
  must(
    job?.state === "RUNNING",
    `job ${theirs.jobId} in vault ${theirs.vaultName} is ${job?.state ?? "gone"}, expected RUNNING`,
  );
  const point = backup.recoveryPoints().find(({ arn }) => arn === theirs.recoveryPointArn);
  must(
    point?.status === "COMPLETED",
    `recovery point ${theirs.recoveryPointArn} is ${point?.status ?? "gone"}`,
  );
};
