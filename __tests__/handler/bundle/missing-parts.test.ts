/** The bundle as deployed, without one of the files that it loads late: nothing may be lost, or posted twice, for that. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ownEventBody } from "../../../handler/model/own-event";
import { startLambda } from "../../../local/aws/lambda/lambda";
import { startParameters } from "../../../local/aws/ssm/parameters";
import { bundleHandler } from "../../../src/bundle";
import { changeEvent } from "../../fixtures/cloudtrail-events";
import { answer, type Script, startScripted } from "../../servers/scripted-server";

let whole: string;

beforeAll(() => {
  whole = bundleHandler(join(__dirname, "../../.."));
});

const takeAll: Script = (response, { body }) => {
  const { Entries } = JSON.parse(body);
  response.writeHead(200).end(JSON.stringify({ Successful: Entries, Failed: [] }));
};

/** Runs one batch of a queue in a bundle without a part. */
const runWithout = async (part: string, bodies: readonly string[], receives: number, slackSays: Script[]) => {
  const codeDirectory = mkdtempSync(join(tmpdir(), "bundle-"));
  const filter = (path: string): boolean => !basename(path).startsWith(`${part}-`);
  cpSync(whole, codeDirectory, { recursive: true, filter });
  const parameters = await startParameters();
  const backup = await startScripted(answer(403, '{"Message":"not allowed"}'));
  const slack = await startScripted(...slackSays);
  const sqs = await startScripted(takeAll);
  parameters.put("/webhook", `${slack.url}/services/T0/B0/x`);
  const log: string[] = [];
  const lambda = startLambda({
    codeDirectory,
    handler: "index.handler",
    region: "eu-west-1",
    timeoutMilliseconds: 30_000,
    onLog: (line) => log.push(line),
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: "/webhook",
      SLACK_HOSTS: "127.0.0.1",
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
  try {
    const outcome = await lambda.invoke({
      Records: bodies.map((body, index) => ({
        messageId: `message-${index}`,
        receiptHandle: "handle",
        body,
        attributes: { ApproximateReceiveCount: String(receives) },
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
        awsRegion: "eu-west-1",
      })),
    });
    const posts = slack.received.map(({ body }) => String(JSON.parse(body).text));
    return { outcome, posts, log: log.join("\n") };
  } finally {
    await lambda.close();
    await Promise.all([parameters.close(), backup.close(), slack.close(), sqs.close()]);
    rmSync(codeDirectory, { recursive: true });
  }
};

const job = (id: number, more: object = {}): string =>
  JSON.stringify(
    changeEvent("Backup Job State Change", {
      backupJobId: `0b7f1c52-0000-4000-8000-00000000050${id}`,
      state: "FAILED",
      resourceArn: `arn:aws:ec2:eu-west-1:111122223333:volume/vol-000000000000000${id}`,
      resourceType: "EBS",
      statusMessage: `"Reason ${id}"`,
      ...more,
    }),
  );

const testMessage = JSON.stringify({
  Type: "Notification",
  MessageId: "m",
  Message: "A test message. Test Id : t",
  MessageAttributes: {
    EventType: { Type: "String", Value: "BACKUP_NOTIFICATIONS_TEST" },
    Id: { Type: "String", Value: "t" },
  },
});

const editDue = ownEventBody(
  {
    source: "backup-notifications.notifier",
    detailType: "Edit Due",
    detail: { schema: 1, subjects: ["backup|a"], round: 0 },
  },
  { id: "1", at: new Date(0), accountId: "111122223333", region: "eu-west-1" },
);

const runDue = ownEventBody(
  {
    source: "backup-notifications.notifier",
    detailType: "Run Due",
    detail: { schema: 1, run: "run|a", round: 0, facts: 0 },
  },
  { id: "2", at: new Date(0), accountId: "111122223333", region: "eu-west-1" },
);

const long = JSON.stringify({
  source: "shop",
  "detail-type": "Odd",
  detail: { text: "word ".repeat(20_000) },
});

const ok = answer(200, "ok");
const completed = { state: "COMPLETED", statusMessage: "" };

test.each<readonly [string, readonly string[], number]>([
  ["postpone", [job(1), job(2, completed)], 1],
  ["composite", [job(1), job(2, { parentJobId: "p" })], 1],
  ["proof", [job(1), testMessage], 1],
  ["group", [job(1), job(2), job(3), job(4)], 1],
  ["probe", [job(1), job(2)], 12],
  ["log-content", [job(1), long], 1],
  ["finish-edits", [job(1)], 1],
  ["own-event", [job(1), editDue], 1],
])("without %s each event is posted once, and none returns", async (part, bodies, receives) => {
  const { outcome, posts } = await runWithout(part, bodies, receives, [ok]);
  expect(outcome).toMatchObject({ status: "ok", payload: { batchItemFailures: [] } });
  expect(posts).toHaveLength(bodies.length);
});

test("without what looks at runs, the events that ask for it return, and only they", async () => {
  const { outcome, posts } = await runWithout("due-runs", [job(1), runDue], 1, [ok]);
  expect(outcome).toMatchObject({ payload: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
  expect(posts).toHaveLength(1);
});

test("without what makes edits, the events of our own return, and only they", async () => {
  const { outcome, posts, log } = await runWithout("finish-edits", [job(1), editDue], 1, [ok]);
  expect(outcome).toMatchObject({ payload: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
  expect(posts).toHaveLength(1);
  expect(log).toContain('"outcome":"part-failed"');
});

test.each(["undelivered", "settle-undelivered", "sqs"])(
  "without %s what Slack did not take returns, and nothing else",
  async (part) => {
    const { outcome, posts } = await runWithout(part, [job(1), job(2)], 1, [ok, answer(503, "")]);
    expect(outcome).toMatchObject({ payload: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
    expect(posts).toHaveLength(2);
  },
);
