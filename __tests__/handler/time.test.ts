/** Lambda cuts an invocation off after 30 seconds: what it had posted by then would be posted again. */
import type { Http } from "../../handler/aws/http";
import { createQueue } from "../../handler/aws/sqs";
import type { Notifier } from "../../handler/context";
import { createLedger } from "../../handler/deduplicate/ledger";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { ownEventBody } from "../../handler/model/own-event";
import { notify } from "../../handler/pipeline";
import { createResourceTags } from "../../handler/route/resource-tags";
import { createBotChannels } from "../../handler/slack/bot/channels";
import { createWebhookChannels } from "../../handler/slack/webhook/channels";
import { changeEvent } from "../fixtures/cloudtrail-events";
import { deadLetterQueueUrl, newNotifier } from "./support/notifier";

const timeoutMilliseconds = 30_000;

beforeEach(() => jest.useFakeTimers({ now: Date.parse("2026-08-22T04:03:00Z") }));
afterEach(() => jest.useRealTimers());

const after = <Value>(milliseconds: number, act: () => Value): Promise<Value> =>
  new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(act());
      } catch (error) {
        reject(error);
      }
    }, milliseconds);
  });

const lost = (): never => {
  throw Object.assign(new Error("no answer in time"), { sent: true });
};

/** How AWS Backup and all others but SSM answer, as late as they may. SQS and the ledger work where AWS is slow. */
type AwsMode = "does not answer" | "is out of order" | "is slow";

const slowAws =
  (secret: string, mode: AwsMode): Notifier["aws"] =>
  ({ service, body = "", timeoutMilliseconds: longest }) => {
    const says = (status: number, answer: object) =>
      after(longest - 1, () => ({ status, headers: {}, body: JSON.stringify(answer) }));
    if (service === "ssm") return says(200, { Parameter: { Value: secret, Version: 1 } });
    if (mode === "does not answer") return after(longest, lost);
    if (mode === "is slow" && service === "sqs") return says(200, { Successful: JSON.parse(body).Entries });
    if (mode === "is slow" && service === "dynamodb") {
      return says(200, { Responses: { sent: [] }, Attributes: {} });
    }
    return says(503, {});
  };

type Slack = (longest: number) => Promise<Awaited<ReturnType<Http>>>;
const says =
  (status: number, body: string, headers = {}): Slack =>
  (longest) =>
    after(longest - 1, () => ({ status, body, headers }));

const slacks: readonly (readonly [string, Slack])[] = [
  ["is silent", (longest) => after(longest, lost)],
  ["takes long", says(200, '{"ok":true,"ts":"1.1"}')],
  ["takes long for what a webhook says", says(200, "ok")],
  ["asks to wait", says(429, "", { "retry-after": "9" })],
  ["refuses the payload", says(400, "invalid_blocks")],
  ["refuses the blocks of a bot", says(200, '{"ok":false,"error":"invalid_blocks"}')],
  ["is someone else", says(403, "<html>")],
  ["does not know the secret", says(200, '{"ok":false,"error":"invalid_auth"}')],
];

const job = (id: number, more: object = {}): string =>
  JSON.stringify(
    changeEvent("Backup Job State Change", {
      backupJobId: `0b7f1c52-0000-4000-8000-00000000050${id}`,
      state: "FAILED",
      resourceArn: `arn:aws:ec2:eu-west-1:111122223333:volume/vol-000000000000000${id}`,
      resourceType: "EBS",
      ...more,
    }),
  );

const editDue = ownEventBody(
  {
    source: "backup-notifications.notifier",
    detailType: "Edit Due",
    detail: { schema: 1, subjects: ["backup|a", "backup|b"], round: 0 },
  },
  { id: "1", at: new Date(0), accountId: "111122223333", region: "eu-west-1" },
);

const runDue = ownEventBody(
  {
    source: "backup-notifications.notifier",
    detailType: "Run Due",
    detail: { schema: 1, run: "run|a", round: 1, facts: 0 },
  },
  { id: "2", at: new Date(0), accountId: "111122223333", region: "eu-west-1" },
);

/** A backup that a plan started. */
const ofPlan = {
  startBy: "2026-08-22T04:00:00Z",
  creationDate: "2026-08-22T03:00:00Z",
  createdBy: { backupPlanId: "p", backupPlanName: "daily", backupRuleId: "r", backupPlanVersion: "v" },
};

const testMessage = JSON.stringify({
  Type: "Notification",
  MessageId: "m",
  Message: "A test message. Test Id : t",
  MessageAttributes: { EventType: { Type: "String", Value: "BACKUP_NOTIFICATIONS_TEST" } },
});

const batch = (receives: number) => ({
  Records: [
    job(1, { state: "COMPLETED" }),
    job(2),
    job(3, { parentJobId: "p" }),
    job(4, { state: "RUNNING" }),
    job(5, ofPlan),
    job(6, { ...ofPlan, state: "COMPLETED", completionDate: "2026-08-22T04:00:00Z" }),
    runDue,
    testMessage,
    editDue,
  ].map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: "handle",
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
    awsRegion: "eu-west-1",
  })),
});

const run = async (
  transport: "webhook" | "bot",
  slack: Slack,
  receives: number,
  mode: AwsMode,
): Promise<number> => {
  const secret =
    transport === "bot"
      ? "xoxb-123456789012-123456789012-abcdefghijkl"
      : "https://hooks.slack.com/services/T0/B0/x";
  const aws = slowAws(secret, mode);
  const http: Http = ({ timeoutMilliseconds }) => slack(timeoutMilliseconds);
  const ledger = createLedger({ tableName: "sent", aws });
  const history = createSentHistory(ledger);
  const sleep = (milliseconds: number): Promise<void> => after(milliseconds, () => undefined);
  const shared = { aws, http, sleep, stage: "dev", slackHosts: ["hooks.slack.com"] };
  const making =
    transport === "webhook"
      ? createWebhookChannels({ ...shared, webhookParameterName: "/x" })
      : createBotChannels({
          ...shared,
          tokenParameterName: "/x",
          channel: "C1",
          furtherChannels: {},
          apiUrl: "https://slack.com/api/",
          history,
          ledger,
          onSkipped: () => undefined,
        });
  await jest.advanceTimersByTimeAsync(10_000);
  const channels = await making;
  // Their secret is to be read again.
  await jest.advanceTimersByTimeAsync(10 * 60_000);
  const { notifier } = newNotifier({
    aws,
    history,
    runLedger: ledger,
    sleep,
    channels,
    queue: createQueue(aws, deadLetterQueueUrl),
    readTags: createResourceTags({ aws, region: "eu-west-1", sleep }),
  });
  const settings = { ...notifier.settings, routes: [{ post: true, tags: { env: "prod" } }] };
  const startedAt = Date.now();
  let endedAt = Number.POSITIVE_INFINITY;
  const remaining = (): number => startedAt + timeoutMilliseconds - Date.now();
  notify(batch(receives), remaining, { ...notifier, settings })
    .catch(() => undefined)
    .then(() => {
      endedAt = Date.now();
    });
  await jest.advanceTimersByTimeAsync(120_000);
  return (endedAt - startedAt) / 1000;
};

const modes: readonly AwsMode[] = ["does not answer", "is out of order", "is slow"];

describe.each(["webhook", "bot"] as const)(
  "with a %s, a batch ends before Lambda cuts it off",
  (transport) => {
    describe.each(modes)("while AWS %s", (mode) => {
      describe.each([1, 12])("at receive %d", (receives) => {
        test.each(slacks)("and Slack %s", async (_name, slack) => {
          const seconds = await run(transport, slack, receives, mode);
          expect(seconds).toBeLessThan(timeoutMilliseconds / 1000 - 0.5);
        });
      });
    });
  },
);
