import { BackupClient, CreateBackupPlanCommand, StopBackupJobCommand } from "@aws-sdk/client-backup";
import type { LocalBackup } from "../../local/aws/backup/backup";
import type { Scheduler } from "../../local/clock/scheduler";
import { accountId, arn, region } from "../samples/aws-events";
import { invoices, scratch, web } from "../samples/job-sample";
import { hostileName } from "../samples/samples/others";
import { copyReason, scenes } from "./scenes";

const topicArn = arn("sns", "backup-notifications-demo");
const minuteMs = 60_000;
const vaultName = "main";
const copiesVaultName = "copies";
const roleArn = `arn:aws:iam::${accountId}:role/AWSBackup-demo`;
const ruleName = "nightly";

/** Every event that a stage subscribes to. */
const events = [
  "BACKUP_JOB_STARTED",
  "BACKUP_JOB_COMPLETED",
  "BACKUP_JOB_FAILED",
  "BACKUP_JOB_EXPIRED",
  "COPY_JOB_STARTED",
  "COPY_JOB_SUCCESSFUL",
  "COPY_JOB_FAILED",
  "RESTORE_JOB_STARTED",
  "RESTORE_JOB_COMPLETED",
  "RECOVERY_POINT_MODIFIED",
  "EKS_BACKUP_OBJECT_FAILED",
  "CONTINUOUS_BACKUP_INTERRUPTED",
];

const createPlan = async (client: BackupClient): Promise<string> => {
  const { BackupPlanId } = await client.send(
    new CreateBackupPlanCommand({
      BackupPlan: {
        BackupPlanName: "demo",
        Rules: [
          {
            RuleName: ruleName,
            TargetBackupVaultName: vaultName,
            ScheduleExpression: "cron(0 2 ? * * *)",
            StartWindowMinutes: 60,
            CompletionWindowMinutes: 1440,
            Lifecycle: { DeleteAfterDays: 35 },
          },
        ],
      },
    }),
  );
  if (BackupPlanId === undefined) throw new Error("the local AWS Backup did not create a plan");
  return BackupPlanId;
};

const recoveryPointOf = (backup: LocalBackup, resourceArn: string): string => {
  const point = backup
    .recoveryPoints()
    .filter((one) => one.resourceArn === resourceArn)
    .at(-1);
  if (point === undefined) throw new Error(`the backup of ${resourceArn} did not create a recovery point`);
  return point.arn;
};

const dayMs = 1440 * minuteMs;

/** The backups of the nights before this one. */
const playPast = (backup: LocalBackup, now: Date): void => {
  for (const { resourceArn, earlier } of scenes) {
    for (const [index, outcome] of earlier.entries()) {
      const createdAt = new Date(now.getTime() - (index + 1) * dayMs);
      backup.seedBackupJob({ vaultName, resourceArn, createdAt, outcome });
    }
  }
};

const playJobs = async (backup: LocalBackup, client: BackupClient): Promise<string> => {
  const planId = await createPlan(client);
  const ids = scenes.map(({ resourceArn, outcome }) => {
    backup.willEnd(resourceArn, outcome);
    return { resourceArn, id: backup.runPlanRule({ planId, ruleName, resourceArn, iamRoleArn: roleArn }).id };
  });
  return ids.find(({ resourceArn }) => resourceArn === scratch.arn)?.id ?? "";
};

const playCopyAndRestore = (backup: LocalBackup): void => {
  const recoveryPointArn = recoveryPointOf(backup, web.arn);
  backup.willEnd(
    web.arn,
    {
      state: "FAILED",
      statusMessage: copyReason,
      runningMs: 4 * minuteMs,
    },
    "copy",
  );
  backup.startCopyJob({
    sourceVaultName: vaultName,
    recoveryPointArn,
    destinationVaultArn: arn("backup", `backup-vault:${copiesVaultName}`),
    iamRoleArn: roleArn,
    lifecycle: undefined,
  });
  backup.willEnd(web.arn, { state: "COMPLETED", runningMs: 18 * minuteMs }, "restore");
  backup.startRestoreJob({ recoveryPointArn, iamRoleArn: roleArn });
};

const playOtherEvents = (backup: LocalBackup): void => {
  backup.sendOtherEvent(vaultName, {
    kind: "eks-object",
    what: "backup-failed",
    jobId: "0d2f7c1e-8a4b-4c55-9a51-0c8f5d1e7b11",
    clusterName: "shop",
    objectType: "apps/v1/deployments",
    objectName: hostileName,
    reason: "the API server answered 403 Forbidden",
  });
  backup.sendOtherEvent(vaultName, { kind: "continuous-backup-interrupted", resourceArn: invoices.arn });
  backup.sendOtherEvent(vaultName, {
    kind: "recovery-point-modified",
    recoveryPointArn: recoveryPointOf(backup, web.arn),
  });
  backup.sendOtherEvent(vaultName, {
    kind: "other",
    message: "The temperature of vault main is above its limit.",
    attributes: { EventType: "VAULT_TEMPERATURE_HIGH", AccountId: accountId },
  });
};

/** Waits by the night's clock, which runs faster than the machine's. */
const waiter = (scheduler: Scheduler) => (minutes: number) =>
  new Promise<void>((resolve) => {
    scheduler.after(minutes * minuteMs, resolve);
  });

/** Plays a night of backups, from the plan's start to the last event. */
export const playNight = async (backup: LocalBackup, scheduler: Scheduler): Promise<void> => {
  const wait = waiter(scheduler);
  backup.seedVault({ name: vaultName, notifications: { topicArn, events } });
  backup.seedVault({ name: copiesVaultName });
  playPast(backup, scheduler.now());
  const client = new BackupClient({
    endpoint: backup.url,
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: "demo" },
  });
  try {
    const scratchJobId = await playJobs(backup, client);
    await wait(20);
    await client.send(new StopBackupJobCommand({ BackupJobId: scratchJobId }));
    await wait(20);
    playCopyAndRestore(backup);
    await wait(30);
    playOtherEvents(backup);
    await wait(60);
    await backup.settled();
  } finally {
    client.destroy();
  }
};
