/** The bundle as deployed, asking a local AWS Backup about a resource's earlier backups. */
import { join } from "node:path";
import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import type { Outcome } from "../../../local/aws/backup/job";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../../local/aws/ssm/parameters";
import { bundleHandler } from "../../../src/bundle";
import { throughQueue } from "../../fixtures/vault-events";
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

const send = async (id: string, state: string): Promise<string> => {
  await lambda.invoke(
    throughQueue({
      name: state,
      message: `An AWS Backup job ended. Resource ARN : ${resourceArn}. BackupJob ID : ${id}`,
      attributes: { EventType: "BACKUP_JOB", State: state, AccountId: "111122223333", Id: id },
    }),
  );
  return slack.received.at(-1)?.body ?? "";
};

const good = (mebibytes: number): Outcome => ({ state: "COMPLETED", sizeBytes: mebibytes * 1024 ** 2 });

test("a resource's story: never backed up, well again, failed once more", async () => {
  const first = await send(seed(200, { state: "FAILED", statusMessage: "denied" }), "FAILED");
  expect(first).toContain("— no good backup in 30 days, and no recovery points at all: denied");

  for (const hours of [150, 126, 102]) seed(hours, good(1000));
  seed(78, { state: "EXPIRED" });
  seed(54, { state: "FAILED" });
  const again = await send(seed(30, good(100)), "COMPLETED");
  expect(again).toContain("Backup OK again after 2 failures: exports.example.com (S3)");
  expect(again).toContain("100 MiB, much smaller than usual (1000 MiB)");
  expect(again).toContain("100 MiB, −90% `███▁`");

  const failed = await send(seed(1, { state: "FAILED", statusMessage: "denied" }), "FAILED");
  expect(failed).toContain("— last good backup 30 h ago: denied");
});
