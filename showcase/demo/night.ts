import { BackupClient, CreateBackupPlanCommand, StopBackupJobCommand } from "@aws-sdk/client-backup";
import type { LocalBackup } from "../../local/aws/backup/backup";
import type { Outcome } from "../../local/aws/backup/job";
import type { Scheduler } from "../../local/clock/scheduler";

export const accountId = "111122223333";
export const region = "eu-west-1";
export const topicArn = `arn:aws:sns:${region}:${accountId}:backup-notifications-demo`;

const vaultName = "main";
const copiesVaultName = "copies";
const roleArn = `arn:aws:iam::${accountId}:role/AWSBackup-demo`;
const ruleName = "nightly";
const minuteMs = 60_000;

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const web = arn("ec2", "instance/i-0a1b2c3d4e5f60718");
const orders = arn("dynamodb", "table/orders");
const ordersDatabase = arn("rds", "db:orders-db");
const home = arn("elasticfilesystem", "file-system/fs-0c0ffee0");
const scratch = arn("ec2", "volume/vol-0aa11bb22cc33dd44");
const invoices = "arn:aws:s3:::invoices.example.com";
const exportsBucket = "arn:aws:s3:::exports.example.com";
const hostileName = "<!channel> `x` <https://evil.example|AWS login>";

/** How a backup of an earlier night ended. */
type Earlier = Pick<Outcome, "state" | "sizeBytes" | "statusMessage">;

/** A resource of the nightly plan: its earlier nights, the last one first; how its backup ends; what Slack must say. */
type Scene = {
  readonly resourceArn: string;
  readonly earlier: readonly Earlier[];
  readonly outcome: Outcome;
  readonly says: string;
  /** Words that must stand in the same sentence. */
  readonly holds?: string;
};

const good = (sizeBytes?: number): Earlier => ({
  state: "COMPLETED",
  ...(sizeBytes !== undefined && { sizeBytes }),
});
const bad = (state: Earlier["state"], statusMessage: string): Earlier => ({ state, statusMessage });
const ofSizes = (...mebibytes: readonly number[]): readonly Earlier[] =>
  mebibytes.map((size) => good(size * 1024 ** 2));

const scenes: readonly Scene[] = [
  {
    resourceArn: web,
    earlier: [good(), good(), good()],
    outcome: { state: "COMPLETED", sizeBytes: 8 * 1024 ** 3, runningMs: 24 * minuteMs },
    says: "Backup completed: i-0a1b2c3d4e5f60718 (EC2)",
  },
  {
    resourceArn: orders,
    earlier: [
      bad("FAILED", "Backup job failed because there was a running job for the same resource."),
      bad("EXPIRED", "Backup job expired before completion."),
      ...ofSizes(27, 26, 24, 24, 22, 21),
    ],
    outcome: { state: "COMPLETED", sizeBytes: 31_457_280, runningMs: 6 * minuteMs },
    says: "Backup OK again after 2 failures: orders (DynamoDB)",
  },
  {
    resourceArn: ordersDatabase,
    earlier: [good(), good()],
    outcome: {
      state: "FAILED",
      statusMessage:
        "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
      messageCategory: "AccessDenied",
      runningMs: 11 * minuteMs,
    },
    says: "Backup failed: orders-db (RDS)",
    holds: "last good backup 26 h ago",
  },
  {
    resourceArn: home,
    earlier: [
      bad("EXPIRED", "Backup job expired before completion."),
      bad("EXPIRED", "Backup job expired before completion."),
      good(),
    ],
    outcome: {
      state: "EXPIRED",
      statusMessage: "Backup job expired before completion.",
      runningMs: 90 * minuteMs,
    },
    says: "Backup expired: fs-0c0ffee0 (EFS)",
    holds: "last good backup 3 days ago",
  },
  {
    resourceArn: scratch,
    earlier: [],
    outcome: { state: "COMPLETED", runningMs: 600 * minuteMs },
    says: "Backup stopped: vol-0aa11bb22cc33dd44 (EBS)",
    holds: "no good backup in 30 days",
  },
  {
    resourceArn: invoices,
    earlier: [good(), good()],
    outcome: {
      state: "COMPLETED",
      statusMessage: "No objects were backed up from the source bucket invoices.example.com",
      messageCategory: "AccessDenied",
      sizeBytes: 0,
      runningMs: 35 * minuteMs,
    },
    says: "Backup completed with issues: invoices.example.com (S3)",
    holds: "last good backup 26 h ago",
  },
  {
    resourceArn: exportsBucket,
    earlier: ofSizes(2048, 2040, 2031, 2030, 1990),
    outcome: { state: "COMPLETED", sizeBytes: 41_943_040, runningMs: 9 * minuteMs },
    says: "Backup completed: exports.example.com (S3)",
    holds: "40 MiB, much smaller than usual",
  },
];

/** How a message's sentence begins, and what it must hold beside that. */
export type ExpectedSentence = { readonly says: string; readonly holds?: string };

const copyReason = "Access denied exception while trying to list tags";

/** Why jobs of the night do not end well, in AWS Backup's words. */
export const reasons: readonly (readonly ["backup" | "copy", string])[] = [
  ...scenes.flatMap(({ outcome }) =>
    outcome.statusMessage === undefined ? [] : [["backup", outcome.statusMessage] as const],
  ),
  ["copy", copyReason],
];

/**
 * What Slack must say by morning, each message's sentence. Starts are not in it: they are told
 * together where they come together, and not at all where the end came first.
 */
export const expectedSentences: readonly ExpectedSentence[] = [
  ...scenes,
  ...[
    "Copy failed: i-0a1b2c3d4e5f60718 (EC2)",
    "Restore completed: i-0a1b2c3d4e5f60718 (EC2)",
    "EKS object failed in a backup: &lt;!channel&gt; ʹxʹ &lt;https://evil.example|AWS login&gt;",
    "Continuous backup interrupted: invoices.example.com (S3)",
    "Recovery point modified",
    "Unrecognised event: VAULT_TEMPERATURE_HIGH",
  ].map((says) => ({ says })),
];

/** Each backup, the copy and the restore also start. */
export const expectedEvents = expectedSentences.length + scenes.length + 2;

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
  if (BackupPlanId === undefined) throw new Error("the local AWS Backup made no plan");
  return BackupPlanId;
};

const recoveryPointOf = (backup: LocalBackup, resourceArn: string): string => {
  const point = backup
    .recoveryPoints()
    .filter((one) => one.resourceArn === resourceArn)
    .at(-1);
  if (point === undefined) throw new Error(`the backup of ${resourceArn} made no recovery point`);
  return point.arn;
};

const dayMs = 1440 * minuteMs;

/** The nights before this one. */
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
  return ids.find(({ resourceArn }) => resourceArn === scratch)?.id ?? "";
};

const playCopyAndRestore = (backup: LocalBackup): void => {
  const recoveryPointArn = recoveryPointOf(backup, web);
  backup.willEnd(
    web,
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
  backup.willEnd(web, { state: "COMPLETED", runningMs: 18 * minuteMs }, "restore");
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
  backup.sendOtherEvent(vaultName, { kind: "continuous-backup-interrupted", resourceArn: invoices });
  backup.sendOtherEvent(vaultName, {
    kind: "recovery-point-modified",
    recoveryPointArn: recoveryPointOf(backup, web),
  });
  backup.sendOtherEvent(vaultName, {
    kind: "other",
    message: "The temperature of vault main is above its limit.",
    attributes: { EventType: "VAULT_TEMPERATURE_HIGH", AccountId: accountId },
  });
};

/** Waits by the night's clock, which runs faster than ours. */
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
