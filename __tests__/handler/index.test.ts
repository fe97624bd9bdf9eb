/** The bundle as deployed, in a Node.js process of its own, against loopback stand-ins. */
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type LocalLambda, startLambda } from "../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../local/aws/ssm/parameters";
import { bundleHandler } from "../../src/bundle";
import { eventBridgeEvents, eventBridgeThroughQueue } from "../fixtures/eventbridge-events";
import { throughQueue, throughRawQueue, throughSns, vaultEvents } from "../fixtures/vault-events";
import { answer, type Script, type ScriptedServer, startScripted } from "../servers/scripted-server";

const parameterName = "/backup-notifications/dev/slack-webhook-url";
const canary = "canary-7f3a9";

const project = join(__dirname, "..", "..");
let codeDirectory: string;
let parameters: LocalParameters;
let backup: ScriptedServer;
let slack: ScriptedServer;
let sqs: ScriptedServer;
let lambda: LocalLambda;
let log: string[];

const describedJob = JSON.stringify({
  State: "FAILED",
  StatusMessage: "Access denied",
  BackupVaultName: "main",
  IamRoleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
  ResourceName: "orders",
});

/** SQS that does what it is asked. */
const takeAll: Script = (response, { body }) => {
  const { Entries } = JSON.parse(body);
  response.writeHead(200).end(JSON.stringify({ Successful: Entries, Failed: [] }));
};

const start = async (...scripts: readonly Script[]): Promise<void> => {
  parameters = await startParameters();
  backup = await startScripted(answer(200, describedJob));
  slack = await startScripted(...scripts);
  sqs = await startScripted(takeAll);
  parameters.put(parameterName, `${slack.url}/services/T0/B0/${canary}`);
  log = [];
  lambda = newLambda();
};

const restart = async (): Promise<void> => {
  await lambda.close();
  lambda = newLambda();
};

const newLambda = (): LocalLambda =>
  startLambda({
    codeDirectory,
    handler: "index.handler",
    timeoutMilliseconds: 30_000, // As deployed.
    onLog: (line) => log.push(line),
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: parameterName,
      SLACK_HOSTS: "hooks.slack.com,127.0.0.1",
      ROUTES: '[{"post":true}]',
      DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
      LEDGER_TABLE_NAME: "",
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: "",
    },
  });

beforeAll(() => {
  codeDirectory = bundleHandler(project);
});

afterEach(async () => {
  await lambda.close();
  await Promise.all([parameters.close(), backup.close(), slack.close(), sqs.close()]);
});

const texts = (): string[] => slack.received.map(({ body }) => JSON.parse(body).text);

const volume = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0aa11bb22cc33dd44";
const jobId = "B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB";

const failed = (() => {
  const found = vaultEvents.find(({ name }) => name === "backup failed");
  if (found === undefined) throw new Error("no fixture");
  return found;
})();

/** The same failure of another job: the notifier reports one job's failure only once. */
const failedAgain = () => JSON.parse(JSON.stringify(failed).replaceAll(jobId, randomUUID())) as typeof failed;

const story =
  "Backup failed: orders (EBS) — last good backup unknown: Access denied, vault main, eu-west-1, account 111122223333";

describe("the deployed bundle", () => {
  test("brings an event to Slack, whichever way it comes", async () => {
    await start(answer(200, "ok"));
    for (const event of [throughSns(failed), throughQueue(failedAgain())]) {
      expect(await lambda.invoke(event)).toMatchObject({ status: "ok", payload: { batchItemFailures: [] } });
    }
    await lambda.invoke(throughRawQueue(failedAgain()));
    const eventBridge = eventBridgeEvents.find(({ name }) => name === "backup failed");
    if (eventBridge === undefined) throw new Error("no fixture");
    const anew = () => JSON.parse(JSON.stringify(eventBridge).replaceAll(jobId, randomUUID()));
    await lambda.invoke(anew().event);
    await lambda.invoke(eventBridgeThroughQueue(anew()));
    expect(texts().slice(0, 2)).toEqual([story, story]);
    expect(texts()).toHaveLength(5);
    for (const text of texts())
      expect(text).toMatch(
        /^Backup failed: orders \(EBS\) — last good backup unknown: .*, vault main, eu-west-1/,
      );
  });

  test("says what the reason means and how to run the job again", async () => {
    await start(answer(200, "ok"));
    await lambda.invoke(throughQueue(failed));
    const [body = ""] = slack.received.map((request) => request.body);
    expect(body).toContain("The job's role is denied something that the job needs.");
    expect(body).toContain("aws backup start-backup-job --backup-vault-name main --resource-arn ");
  });

  test.each([
    ["advice", '"outcome":"not-advised"'],
    ["failure-history", '"reason":"earlier backups: '],
  ])("still sends the event where the file with %s is missing", async (file, line) => {
    await start(answer(200, "ok"));
    const whole = codeDirectory;
    codeDirectory = mkdtempSync(join(tmpdir(), "bundle-"));
    try {
      cpSync(whole, codeDirectory, {
        recursive: true,
        filter: (path) => !basename(path).startsWith(`${file}-`),
      });
      expect(readdirSync(codeDirectory).length).toBe(readdirSync(whole).length - 1);
      await restart();
      await lambda.invoke(throughQueue(failed));
    } finally {
      rmSync(codeDirectory, { recursive: true });
      codeDirectory = whole;
    }
    expect(texts()).toEqual([story]);
    expect(log).toContainEqual(expect.stringContaining(line));
  });

  test("sends once what both SNS and EventBridge bring", async () => {
    await start(answer(200, "ok"));
    const { event } = eventBridgeEvents.find(({ name }) => name === "backup failed") ?? {};
    await lambda.invoke(throughQueue(failed));
    // The reason that AWS Backup gave for the first: another one would be news.
    await lambda.invoke({ ...event, detail: { ...event?.detail, statusMessage: '"Access denied"' } });
    await lambda.invoke(throughSns(failed));
    expect(texts()).toEqual([story]);
  });

  test("asks for the secret once, at init, and AWS Backup about a failure, those before, and what is left", async () => {
    await start(answer(200, "ok"));
    const again = failedAgain();
    await lambda.invoke(throughQueue(failed));
    await lambda.invoke(throughQueue(again));
    const paths = backup.received.map(({ path }) => path);
    const list = `/backup-jobs/?maxResults=100&resourceArn=${encodeURIComponent(volume)}`;
    const points = `/resources/${encodeURIComponent(volume)}/recovery-points/?managedByAWSBackupOnly=true&maxResults=200`;
    const nextJob = `/backup-jobs/${again.attributes["Id"]}`;
    expect(new Set(paths.slice(0, 3))).toEqual(new Set([`/backup-jobs/${jobId}`, list, points]));
    expect(new Set(paths.slice(3))).toEqual(new Set([nextJob, list, points]));
    expect(paths).toHaveLength(6);
    for (const { headers } of backup.received) {
      expect(headers.authorization).toContain("/backup/aws4_request");
    }
  });

  test("starts without its secret, says what to do, and delivers once the secret is there", async () => {
    await start(answer(200, "ok"));
    parameters.remove(parameterName);
    expect(await lambda.invoke(throughQueue(failed))).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining("npm run set-webhook -- dev"),
    });
    parameters.put(parameterName, `${slack.url}/services/T0/B0/${canary}`);
    expect(await lambda.invoke(throughQueue(failed))).toMatchObject({ status: "ok" });
    expect(texts()).toEqual([story]);
  });

  test("goes on without AWS Backup", async () => {
    await start(answer(200, "ok"));
    await backup.close();
    expect(await lambda.invoke(throughQueue(failed))).toMatchObject({ status: "ok" });
    expect(texts()[0]).toMatch(/^Backup failed: vol-0aa11bb22cc33dd44 \(EBS\)/);
  });

  test("takes any garbage to Slack", async () => {
    await start(answer(200, "ok"));
    const garbage = [
      null,
      {},
      [],
      "x",
      7,
      { Records: [] },
      { Records: [{ messageId: "m", body: "\u0000".repeat(300_000) }] },
    ];
    for (const event of garbage) expect(await lambda.invoke(event)).toMatchObject({ status: "ok" });
    expect(texts()).toHaveLength(garbage.length);
    for (const text of texts()) expect(text).toMatch(/^Unrecognized event/);
  });

  test("parks what Slack refuses for good, signed for SQS, with nothing of the webhook in it", async () => {
    await start(answer(404, "no_service"));
    expect(await lambda.invoke(throughQueue(failed))).toMatchObject({
      status: "ok",
      payload: { batchItemFailures: [] },
    });
    expect(sqs.received).toHaveLength(1);
    expect(sqs.received[0]?.headers).toMatchObject({
      "x-amz-target": "AmazonSQS.SendMessageBatch",
      "content-type": "application/x-amz-json-1.0",
      authorization: expect.stringContaining("/sqs/aws4_request"),
    });
    expect(sqs.received[0]?.body).not.toContain(canary);
  });

  test.each<readonly [string, Script]>([
    ["refuses", answer(404, "no_service")],
    ["is failing", answer(503, "")],
    ["redirects", answer(302, "", { location: "https://evil.example/" })],
    ["takes it", answer(200, "ok")],
  ])("never shows the webhook where Slack %s", async (_name, script) => {
    await start(script);
    const result = await lambda.invoke(throughQueue(failed));
    await lambda.close();
    expect(log.length).toBeGreaterThan(0);
    for (const line of log) expect(() => JSON.parse(line)).not.toThrow();
    expect(JSON.stringify([result, log])).not.toContain(canary);
  });

  test("does not start with a variable missing, and names it", async () => {
    await start(answer(200, "ok"));
    const broken = startLambda({
      codeDirectory,
      handler: "index.handler",
      timeoutMilliseconds: 5000,
      environment: {},
    });
    await expect(broken.invoke({})).rejects.toThrow("environment variable STAGE is not set");
    await broken.close();
  });
});
