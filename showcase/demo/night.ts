import { BackupClient, CreateBackupPlanCommand, StopBackupJobCommand } from "@aws-sdk/client-backup";
import type { LocalBackup } from "../../local/aws/backup/backup";
import type { Outcome } from "../../local/aws/backup/job";
import type { Scheduler } from "../../local/clock/scheduler";
import { defaultVaultEvents } from "../../src/stage/vault-event";
import { accountId, arn, region } from "../samples/aws-events";
import { invoices, scratch, web } from "../samples/job-sample";
import { reasons } from "../samples/reason";
import { hostileName } from "../samples/samples/others";
import { scenes } from "./scenes";

const topicArn = arn("sns", "backup-notifications-demo");
const minuteMs = 60_000;
const vaultName = "main";
const copiesVaultName = "copies";
const roleArn = `arn:aws:iam::${accountId}:role/AWSBackup-demo`;
const ruleName = "nightly";

/** What a stage subscribes to by default; with this AWS provider, events of EKS objects too. */
const events = defaultVaultEvents("6.66");

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
  const point = backup.recoveryPoints().findLast((one) => one.resourceArn === resourceArn);
  if (point === undefined) throw new Error(`the backup of ${resourceArn} did not create a recovery point`);
  return point.arn;
};

const dayMs = 1440 * minuteMs;

/** The backups of the nights before this one. */
const playPast = (backup: LocalBackup, now: Date): void => {
  for (const { resourceArn, earlier } of scenes) {
    for (const [index, night] of earlier.entries()) {
      const createdAt = new Date(now.getTime() - (index + 1) * dayMs);
      const outcome: Outcome =
        typeof night === "number" ? { state: "COMPLETED", sizeBytes: night } : { state: night };
      backup.seedBackupJob({ vaultName, resourceArn, createdAt, outcome });
    }
  }
};

const playJobs = async (backup: LocalBackup, client: BackupClient): Promise<void> => {
  const planId = await createPlan(client);
  for (const { resourceArn, outcome } of scenes) {
    backup.willEnd(resourceArn, outcome);
    backup.runPlanRule({ planId, ruleName, resourceArn, iamRoleArn: roleArn });
  }
};

const playCopyAndRestore = (backup: LocalBackup): void => {
  const recoveryPointArn = recoveryPointOf(backup, web.arn);
  const copyFails: Outcome = { state: "FAILED", statusMessage: reasons.tags, runningMs: 4 * minuteMs };
  backup.willEnd(web.arn, copyFails, "copy");
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

/** Plays a night of backups, from the plan's start to the last event. */
export const playNight = async (backup: LocalBackup, scheduler: Scheduler): Promise<void> => {
  // By the night's clock, which runs faster than the machine's.
  const wait = (minutes: number) =>
    new Promise<void>((resolve) => {
      scheduler.after(minutes * minuteMs, resolve);
    });
  backup.seedVault({ name: vaultName, notifications: { topicArn, events } });
  backup.seedVault({ name: copiesVaultName });
  playPast(backup, scheduler.now());
  const client = new BackupClient({
    endpoint: backup.url,
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: "demo" },
  });
  try {
    await playJobs(backup, client);
    await wait(20);
    const scratchJob = backup.backupJobs().find(({ resourceArn }) => resourceArn === scratch.arn);
    await client.send(new StopBackupJobCommand({ BackupJobId: scratchJob?.id }));
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
