import { awaitMessage, must, mustExit, mustSay } from "../expectations";
import type { DeployedScene } from "../scene";

/** The reason that AWS Backup gives where its role lacks a permission. */
const failureReason = "Access denied trying to create a snapshot of the instance";

const lastJob = ({ cloud }: DeployedScene, resourceArn: string) => {
  const job = cloud.backup
    .backupJobs()
    .filter((one) => one.resourceArn === resourceArn)
    .at(-1);
  if (job === undefined) throw new Error(`AWS Backup has no job for ${resourceArn}`);
  return job;
};

/** A successful backup: two messages, with everything that an on-call engineer asks for. */
export const backUpTheInstance = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, slack, outputs } = scene;
  const { instance_arn, instance_id, vault_name } = outputs;
  await step("npm run trigger-backup: the job ends COMPLETED", async () => {
    await mustSay(await mustExit(await workspace.npm("trigger-backup")), "ended COMPLETED", "8 GiB");
  });
  const { id } = lastJob(scene, instance_arn);
  await step("Slack shows the backup started", async () => {
    await awaitMessage(cloud, slack, { title: "Backup started", says: [instance_id, vault_name, id] });
  });
  await step("Slack shows the backup completed, with vault, job id and size", async () => {
    const says = [instance_id, vault_name, id, "8 GiB"];
    await awaitMessage(cloud, slack, { title: "Backup completed", says });
  });
};

/** A failed backup: terminal and channel show the reason. */
export const failABackup = async (scene: DeployedScene): Promise<void> => {
  const { step, workspace, cloud, slack, outputs } = scene;
  const { instance_arn, instance_id, vault_name } = outputs;
  await step("npm run trigger-backup: the job ends FAILED, with its reason", async () => {
    cloud.backup.willEnd(instance_arn, { state: "FAILED", statusMessage: `${failureReason}.` });
    const result = await mustExit(await workspace.npm("trigger-backup"), 1);
    await mustSay(result, "ended FAILED", failureReason);
  });
  await step("Slack shows the backup failed, with its reason and the last good backup", async () => {
    const { id } = lastJob(scene, instance_arn);
    const says = [instance_id, vault_name, id, failureReason, "last good backup"];
    await awaitMessage(cloud, slack, { title: "Backup failed", says });
  });
};

/** A table of another team in the same account, which the stage does not back up. */
export const otherTeamsTable = (accountId: string, region: string, name: string): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

/** What must be unchanged at the end. */
export type OtherTeam = {
  readonly vaultName: string;
  readonly jobId: string;
  readonly recoveryPointArn: string;
};

/** Another team's vault gets a running job and a recovery point. Creates the vault where it does not exist. */
export const startOtherTeamsJob = ({ cloud, outputs }: DeployedScene, vaultName: string): OtherTeam => {
  const { account_id, region } = outputs;
  const resourceArn = otherTeamsTable(account_id, region, `orders-of-${vaultName}`);
  if (!cloud.backup.vaults().some(({ name }) => name === vaultName))
    cloud.backup.seedVault({ name: vaultName });
  const { arn } = cloud.backup.seedRecoveryPoint({ vaultName, resourceArn });
  cloud.backup.willEnd(resourceArn, { state: "COMPLETED", runningMs: 3_600_000 });
  const { id } = cloud.backup.startBackupJob({
    BackupVaultName: vaultName,
    ResourceArn: resourceArn,
    IamRoleArn: `arn:aws:iam::${account_id}:role/service-role/AWSBackupDefaultServiceRole`,
  });
  return { vaultName, jobId: id, recoveryPointArn: arn };
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
