import { setTimeout as delay } from "node:timers/promises";
import {
  BackupClient,
  DeleteBackupVaultNotificationsCommand,
  PutBackupVaultNotificationsCommand,
} from "@aws-sdk/client-backup";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { clientConfig } from "../cloud";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { checkRole, each, type Permission, queueArnOf } from "./permissions";

const hourMilliseconds = 3_600_000;

/** The tag that the stage's plan selects. */
const tag = { Key: "backup", Value: "backup-notifications-e2e-watch" } as const;

/** Lines of a function's log are JSON; those of Lambda itself are not. */
const linesOf = async ({ cloud }: DeployedScene, logGroupName: string): Promise<readonly unknown[]> => {
  const client = new CloudWatchLogsClient(clientConfig(cloud));
  const texts: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
    for (const { message = "" } of events) texts.push(...message.split("\n"));
  }
  return texts.flatMap((text) => {
    const json = /\{.*\}/.exec(text)?.[0];
    try {
      return json === undefined ? [] : [JSON.parse(json)];
    } catch {
      return [];
    }
  });
};

/** As long as the watch may take. */
const waitSeconds = 120;

/** Waits until a function's log has so many lines of a form. */
const awaitLines = async <Line>(
  scene: DeployedScene,
  logGroupName: string,
  form: z.ZodType<Line>,
  count: number,
): Promise<readonly Line[]> => {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const lines = (await linesOf(scene, logGroupName)).flatMap((line) => {
      const { success, data } = form.safeParse(line);
      return success ? [data] : [];
    });
    if (lines.length >= count) return lines;
    must(
      Date.now() < deadline,
      `the log ${logGroupName} has ${lines.length} of ${count} lines within ${waitSeconds} s`,
    );
    await delay(300);
  }
};

/** What the watch logs of a check. */
const checkSchema = z.looseObject({
  outcome: z.enum(["checked", "check-failed"]),
  open: z.record(z.string(), z.number()),
  unseen: z.array(z.string()),
  problem: z.string().optional(),
});

type Check = z.infer<typeof checkSchema>;

const runTask = ({ cloud, outputs }: DeployedScene, name: "check" | "digest", scheduledAt: Date) =>
  cloud.schedules.run({ name, group: outputs.watch_schedule_group_name, scheduledAt });

/** Lets a check be due at a time, past or future, and returns what the watch says of it. `count` is how many there were then. */
export const checkAt = async (scene: DeployedScene, scheduledAt: Date, count: number): Promise<Check> => {
  await runTask(scene, "check", scheduledAt);
  const lines = await awaitLines(scene, scene.outputs.watch_log_group_name, checkSchema, count);
  const last = lines[count - 1];
  must(last?.outcome === "checked", `the check failed: ${last?.problem}`);
  must(last.unseen.length === 0, `the watch could not see ${last.unseen.join("; ")}`);
  return last;
};

/** The watch's first check, which EventBridge Scheduler starts right after a deployment. */
export const checkOnce = async (scene: DeployedScene): Promise<void> => {
  await scene.step("the watch's schedule starts its first check", async () => {
    const { problem } = await checkAt(scene, new Date(), 1);
    must(problem === undefined, `the check is not complete: ${problem}`);
  });
};

const mustBeOpen = ({ open }: Check, expected: Check["open"]): void => {
  const [found, wanted] = [open, expected].map((counts) => JSON.stringify(Object.entries(counts).sort()));
  must(found === wanted, `the watch found ${found}, expected ${wanted}`);
};

/**
 * A resource loses its tag, the vault its notifications, and a job's event never comes: the watch finds all three, and Slack has
 * them. The missing event is sent late, so that AWS's own is a duplicate when it comes after all.
 */
export const findWhatNobodyAnnounces = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const { vault_name, topic_arn, test_resource_arns: tableArn } = outputs;
  const table = tableArn.split("/").at(-1) ?? "";
  const dynamo = new DynamoDBClient(clientConfig(cloud));
  const backup = new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });
  const now = Date.now();
  const hours = (count: number): Date => new Date(now + count * hourMilliseconds);

  await step("the first check, due three hours ago: it sees everything, and nothing is wrong", async () => {
    mustBeOpen(await checkAt(scene, hours(-3), 1), {});
  });

  const { id } = await step(
    "a tag and the vault's notifications are taken away, and an event is lost",
    async () => {
      const lost = cloud.backup.seedBackupJob({
        vaultName: vault_name,
        resourceArn: tableArn,
        createdAt: hours(-2),
        outcome: { state: "COMPLETED" },
      });
      await dynamo.send(new UntagResourceCommand({ ResourceArn: tableArn, TagKeys: [tag.Key] }));
      await backup.send(new DeleteBackupVaultNotificationsCommand({ BackupVaultName: vault_name }));
      return lost;
    },
  );

  const after = slack.messages.length;
  await step("the next check finds all three", async () => {
    mustBeOpen(await checkAt(scene, hours(0), 2), { guard: 1, unheard: 1, unprotected: 1 });
  });
  await step("Slack shows the resource, the vault, the job, and the job's late event", async () => {
    const wanted = [
      { title: "No backup plan protects it", says: [table] },
      { title: "Vault no longer notifies this stage", says: [vault_name] },
      { title: "Job ended, and AWS sent no event", says: [id] },
      { title: "First backup completed", says: [id, table, vault_name] },
    ];
    for (const message of wanted) await awaitMessage(cloud, slack, { ...message, after });
  });

  await step("an hour later it says none of it again, and the job is heard", async () => {
    const before = slack.messages.length;
    mustBeOpen(await checkAt(scene, hours(1), 3), { guard: 1, unprotected: 1 });
    await delay(2000);
    must(slack.messages.length === before, `Slack has more: "${slack.messages.at(-1)?.text}"`);
  });

  await step("the event comes after all: it is a duplicate", async () => {
    const setting = { BackupVaultName: vault_name, SNSTopicArn: topic_arn };
    const BackupVaultEvents = ["BACKUP_JOB_COMPLETED" as const];
    await backup.send(new PutBackupVaultNotificationsCommand({ ...setting, BackupVaultEvents }));
    const before = slack.messages.length;
    cloud.backup.announceBackupJob(id);
    const duplicate = z.looseObject({ outcome: z.literal("duplicate"), id: z.literal(id) });
    await awaitLines(scene, outputs.log_group_name, duplicate, 1);
    must(slack.messages.length === before, `Slack shows it again: "${slack.messages.at(-1)?.text}"`);
  });

  await step("what is as it was is found to be so", async () => {
    await dynamo.send(new TagResourceCommand({ ResourceArn: tableArn, Tags: [tag] }));
    const before = slack.messages.length;
    mustBeOpen(await checkAt(scene, hours(2), 4), {});
    const wanted = [
      { title: "Protected by a backup plan again", says: [table] },
      { title: "Vault notifies this stage again", says: [vault_name] },
    ];
    for (const message of wanted) await awaitMessage(cloud, slack, { ...message, after: before });
  });
};

/** The day's digest is one message. */
export const checkDigest = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack } = scene;
  await step("the digest is one message", async () => {
    const after = slack.messages.length;
    await runTask(scene, "digest", new Date());
    const title = "The only resource has a good backup";
    const { text } = await awaitMessage(cloud, slack, { title, says: [], after }, waitSeconds);
    await delay(2000);
    must(
      slack.messages.length === after + 1,
      `it is ${slack.messages.length - after} messages: "${text}" ...`,
    );
  });
};

/** What the emulator enforces only in part: the watch's role has the permissions that it needs, and no others. */
export const checkWatchPermissions = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, outputs } = scene;
  const { account_id, region, vault_arn, topic_arn, backup_role_arn, key_arn, queue_url } = outputs;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account_id}:${resource}`;
  const ledger = arn("dynamodb", `table/${outputs.ledger_table_name}`);
  const queue = queueArnOf(scene, queue_url);
  const deadLetters = queueArnOf(scene, outputs.dead_letter_queue_url);
  const needed: readonly Permission[] = [
    ...each("*", "backup:ListBackupPlans", "backup:ListProtectedResources", "backup:DescribeRegionSettings"),
    ...each("*", "backup:ListBackupJobs", "backup:ListCopyJobs", "backup:ListRestoreJobs"),
    ...each("*", "backup:ListRecoveryPointsByResource", "tag:GetResources"),
    ...each(arn("backup", "backup-plan:any"), "backup:GetBackupPlan", "backup:ListBackupSelections"),
    ...each(arn("backup", "backup-plan:any"), "backup:GetBackupSelection"),
    ...each(vault_arn, "backup:DescribeBackupVault", "backup:GetBackupVaultNotifications"),
    ...each(vault_arn, "backup:GetBackupVaultAccessPolicy"),
    ...each(arn("rds", "db:any"), "rds:DescribeDBSnapshots"),
    ...each(backup_role_arn, "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"),
    ...each(key_arn, "kms:DescribeKey"),
    ...each(queue, "sqs:SendMessage", "sqs:GetQueueAttributes"),
    ...each(deadLetters, "sqs:GetQueueAttributes"),
    ...each(ledger, "dynamodb:BatchGetItem"),
  ];
  const forbidden: readonly Permission[] = [
    ...each("*", "backup:StartBackupJob", "backup:StopBackupJob", "backup:StartCopyJob"),
    ...each("*", "backup:StartRestoreJob", "backup:UpdateRegionSettings", "tag:TagResources"),
    ...each(arn("backup", "backup-plan:any"), "backup:UpdateBackupPlan", "backup:DeleteBackupPlan"),
    ...each(arn("backup", "backup-plan:any"), "backup:DeleteBackupSelection"),
    ...each(vault_arn, "backup:PutBackupVaultNotifications", "backup:DeleteBackupVaultNotifications"),
    ...each(vault_arn, "backup:DeleteBackupVault", "backup:PutBackupVaultAccessPolicy"),
    ...each(arn("rds", "snapshot:any"), "rds:DeleteDBSnapshot"),
    ...each(backup_role_arn, "iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole"),
    ...each(`arn:aws:iam::${account_id}:role/of-others`, "iam:GetRole"),
    ...each(arn("kms", "key/of-others"), "kms:DescribeKey", "kms:Decrypt"),
    ...each(queue, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"),
    ...each(deadLetters, "sqs:SendMessage", "sqs:ReceiveMessage"),
    ...each(ledger, "dynamodb:DeleteItem", "dynamodb:Scan", "dynamodb:DeleteTable"),
    ...each(`${ledger}-of-another`, "dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
    ...each(topic_arn, "sns:Publish"),
    ...each(arn("ssm", "parameter/backup-notifications/e2e-watch/slack-webhook"), "ssm:GetParameter"),
  ];
  await step("the watch's role is allowed what it needs, and nothing else", async () => {
    const { Role = "" } = await new LambdaClient(clientConfig(cloud)).send(
      new GetFunctionConfigurationCommand({ FunctionName: outputs.watch_function_name }),
    );
    await checkRole(scene, { title: "the watch", role: Role, needed, forbidden });
  });
};
