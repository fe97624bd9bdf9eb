import { awaitMessage, must, mustExit, mustSay } from "../expectations";
import type { DeployedScene } from "../scene";

/** The reason that AWS Backup gives where its role may not do what it must. */
const failureReason = "Access denied trying to create a snapshot of the instance";

const lastJob = ({ cloud }: DeployedScene, resourceArn: string) => {
  const job = cloud.backup
    .backupJobs()
    .filter((one) => one.resourceArn === resourceArn)
    .at(-1);
  if (job === undefined) throw new Error(`AWS Backup has no job for ${resourceArn}`);
  return job;
};

/** A backup that goes well: two messages, with everything an on-call person asks for. */
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

/** A backup that fails: the operator and the channel read the reason. */
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

/** A database of another team, in the account but of no concern to the stage. */
export const otherTeamsTable = (accountId: string, region: string, name: string): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

/** What must still be there at the end. */
export type Foreign = {
  readonly vaultName: string;
  readonly jobId: string;
  readonly recoveryPointArn: string;
};

/** Another team's vault in the same account gets a running job and a recovery point. It is made where it is not there. */
export const startOtherTeamsJob = ({ cloud, outputs }: DeployedScene, vaultName: string): Foreign => {
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

export const mustBeUntouched = ({ cloud }: DeployedScene, foreign: Foreign): void => {
  const { backup } = cloud;
  const job = backup.backupJobs().find(({ id }) => id === foreign.jobId);
  must(
    backup.vaults().some(({ name }) => name === foreign.vaultName),
    `vault ${foreign.vaultName} is gone`,
  );
  must(
    job?.state === "RUNNING",
    `job ${foreign.jobId} in vault ${foreign.vaultName} is ${job?.state ?? "gone"}, expected RUNNING`,
  );
  const point = backup.recoveryPoints().find(({ arn }) => arn === foreign.recoveryPointArn);
  must(
    point?.status === "COMPLETED",
    `recovery point ${foreign.recoveryPointArn} is ${point?.status ?? "gone"}`,
  );
};
