/** The bundle as deployed, asking a local AWS Backup about a resource's earlier backups. */
import { join } from "node:path";
import { DeleteRecoveryPointCommand } from "@aws-sdk/client-backup";
import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import type { Outcome } from "../../../local/aws/backup/job";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../../local/aws/ssm/parameters";
import { bundleHandler } from "../../../src/bundle";
import { throughQueue } from "../../fixtures/vault-events";
import { clientOf } from "../../local/aws/backup/stage";
import { answer, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const resourceArn = "arn:aws:s3:::exports.example.com";
const hourMilliseconds = 3_600_000;

let backup: LocalBackup;
let parameters: LocalParameters;
let slack: ScriptedServer;
let lambda: LocalLambda;

beforeAll(async () => {
  backup = await startBackup({ accountId: "111122223333", region: "eu-west-1", publish: async () => {} });
  backup.seedVault({ name: "main" });
  parameters = await startParameters();
  slack = await startScripted(answer(200, "ok"));
  parameters.put("/webhook", `${slack.url}/services/T0/B0/x`);
  lambda = startLambda({
    codeDirectory: bundleHandler(join(__dirname, "../../..")),
    handler: "index.handler",
    region: "eu-west-1",
    timeoutMilliseconds: 10_000,
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: "/webhook",
      SLACK_HOSTS: "127.0.0.1",
      ROUTES: "[]",
      DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
      LEDGER_TABLE_NAME: "",
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
    },
  });
});

afterAll(async () => {
  await lambda.close();
  await Promise.all([backup.close(), parameters.close(), slack.close()]);
});

/** A finished job so many hours and a half ago. */
const seed = (hours: number, outcome: Outcome): string =>
  backup.seedBackupJob({
    vaultName: "main",
    resourceArn,
    createdAt: new Date(Date.now() - (hours + 0.5) * hourMilliseconds),
    outcome,
  }).id;

const send = async (id: string, state: string, resource = resourceArn): Promise<string> => {
  await lambda.invoke(
    throughQueue({
      name: state,
      message: `An AWS Backup job ended. Resource ARN : ${resource}. BackupJob ID : ${id}`,
      attributes: { EventType: "BACKUP_JOB", State: state, AccountId: "111122223333", Id: id },
    }),
  );
  return slack.received.at(-1)?.body ?? "";
};

const good = (mebibytes: number): Outcome => ({ state: "COMPLETED", sizeBytes: mebibytes * 1024 ** 2 });

test("a resource's story: never backed up, well again, failed once more", async () => {
  const first = await send(seed(200, { state: "FAILED", statusMessage: "denied" }), "FAILED");
  expect(first).toContain("— no backup left to restore: denied");

  for (const hours of [150, 126, 102]) seed(hours, good(1000));
  seed(78, { state: "EXPIRED" });
  seed(54, { state: "FAILED" });
  const again = await send(seed(30, good(100)), "COMPLETED");
  expect(again).toContain("Backup much smaller than usual: exports.example.com (S3)");
  expect(again).toContain("OK again after 2 failures");
  expect(again).toContain("100 MiB instead of the usual 1000 MiB");
  expect(again).toContain("100 MiB, −90% from the previous one ███▁");

  const failed = await send(seed(1, { state: "FAILED", statusMessage: "denied" }), "FAILED");
  expect(failed).toContain("— last good backup 30 h ago: denied");

  const client = clientOf(backup.url);
  for (const { vaultName: BackupVaultName, arn: RecoveryPointArn } of backup.recoveryPoints())
    await client.send(new DeleteRecoveryPointCommand({ BackupVaultName, RecoveryPointArn }));
  const deleted = await send(seed(0.5, { state: "ABORTED" }), "ABORTED");
  expect(deleted).toContain("Backup stopped: exports.example.com (S3) — no backup left to restore");
  expect(deleted).toContain('"color":"#E01E5A"');
});

test("a last good backup that is soon deleted is shown so, from where AWS Backup has that", async () => {
  const other = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0c0ffee0";
  backup.seedRecoveryPoint({
    vaultName: "main",
    resourceArn: other,
    createdAt: new Date(Date.now() - 40.5 * 24 * hourMilliseconds),
    lifecycle: { DeleteAfterDays: 43 },
  });
  const job = backup.seedBackupJob({
    vaultName: "main",
    resourceArn: other,
    createdAt: new Date(),
    outcome: { state: "FAILED" },
  });
  expect(await send(job.id, "FAILED", other)).toContain(
    "— last good backup 40 days ago, to be deleted in 2 days",
  );
});
