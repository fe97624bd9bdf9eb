import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { parse } from "../../../handler/parse/parse";
import type { LogLine } from "../../../handler/telemetry/log";
import { sendTest as command } from "../../../scripts/commands/all";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const sns = mockClient(SNSClient);
const logs = mockClient(CloudWatchLogsClient);
const sqs = mockClient(SQSClient);
const sts = mockClient(STSClient);
const ssm = mockClient(SSMClient);
let project: ProjectFolder;

beforeEach(() => {
  for (const mock of [sns, logs, sqs, sts, ssm]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  sns.on(PublishCommand).resolves({ MessageId: "1" });
  ssm.on(GetParameterCommand).resolves({ Parameter: { Version: 3 } });
  project = makeProjectFolder();
  project.deployed(outputsOf());
});

afterEach(() => project.remove());

/** The notifier's log as CloudWatch shows it: each line after so many looks. */
const logShows = (...lines: readonly (LogLine | "not JSON" | undefined)[]): void => {
  const stub = logs.on(FilterLogEventsCommand);
  for (const line of lines) {
    const message =
      typeof line === "string" ? line : JSON.stringify({ time: "2026-08-22T02:00:01Z", ...line });
    stub.resolvesOnce({ events: line === undefined ? [] : [{ message }] });
  }
  stub.resolves({ events: [] });
};

const about = { kind: "test", id: "x" } as const;

test("the message takes AWS Backup's path, and the notifier recognizes it as a test", async () => {
  logShows({ outcome: "delivered", ...about, slackStatus: 200, milliseconds: 312, secretVersion: 3 });
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(0);
  const published = sns.commandCalls(PublishCommand)[0]?.args[0].input;
  expect(published?.TopicArn).toBe("arn:aws:sns:eu-west-1:111122223333:backup-notifications-dev");
  const attributes = Object.entries(published?.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue }]) => [name, { Type: DataType, Value: StringValue }] as const,
  );
  const { records } = parse({
    Records: [
      {
        EventSource: "aws:sns",
        Sns: {
          TopicArn: published?.TopicArn,
          Subject: published?.Subject,
          Message: published?.Message,
          MessageAttributes: Object.fromEntries(attributes),
        },
      },
    ],
  });
  const testId = published?.MessageAttributes?.["Id"]?.StringValue;
  expect(records[0]?.event).toMatchObject({ kind: "test", testId, origin: { accountId: "111122223333" } });
  expect(logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input).toMatchObject({
    logGroupName: "/aws/lambda/backup-notifications-dev",
    filterPattern: `"${testId}"`,
  });
  expect(operator.output()).toMatch(/Delivered: Slack answered 200, 312 ms/);
});

describe("that Slack took is not called delivered", () => {
  const delivered = { outcome: "delivered", ...about, slackStatus: 200, milliseconds: 312 } as const;

  test.each([
    [
      2,
      /the notifier used version 2 of the webhook URL and version 3 is stored, so .* is not proven; run `npm/,
    ],
    [undefined, /did not say which version of the webhook URL it used, .*`npm run deploy -- dev eu-west-1`$/],
  ])("where the notifier used version %s, and version 3 is stored", async (secretVersion, sentence) => {
    logShows({ ...delivered, ...(secretVersion !== undefined && { secretVersion }) });
    const operator = newOperator({ project });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(sentence);
    expect(operator.output()).not.toMatch(/Delivered/);
  });

  test("where nothing is stored any more", async () => {
    ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
    logShows({ ...delivered, secretVersion: 2 });
    const operator = newOperator({ project });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(/used version 2 of the webhook URL and none is stored/);
  });

  test("but a version that was stored meanwhile counts", async () => {
    logShows({ ...delivered, secretVersion: 4 });
    expect(await newOperator({ project }).run(command)).toBe(0);
  });
});

test("a stored secret whose version AWS leaves out proves nothing: no message is sent", async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: {} });
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/AWS returned no version of SSM parameter \/backup-notifications\/dev\//);
  expect(sns.commandCalls(PublishCommand)).toEqual([]);
});

describe("a stage with further channels", () => {
  const delivered = {
    outcome: "delivered",
    ...about,
    slackStatus: 200,
    milliseconds: 312,
    secretVersion: 3,
  } as const;
  const channels = () =>
    sns
      .commandCalls(PublishCommand)
      .map((call) => call.args[0].input.MessageAttributes?.["Channel"]?.StringValue);

  beforeEach(() => project.deployed(outputsOf({ further_channels: "payments,audit" })));

  test("gets a message in each", async () => {
    logShows(delivered, delivered, delivered);
    expect(await newOperator({ project }).run(command)).toBe(0);
    expect(channels()).toEqual([undefined, "payments", "audit"]);
  });

  test("proves the main channel's webhook where a further one has none", async () => {
    const Name = "/backup-notifications/dev/channels/audit/slack-webhook-url";
    ssm.on(GetParameterCommand, { Name }).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
    logShows(delivered);
    expect(await newOperator({ project }).run(command, "--channel", "audit")).toBe(0);
  });

  test.each([
    ["audit", "audit"],
    ["main", undefined],
  ])("gets one only in channel %s where the flag names it", async (name, channel) => {
    logShows(delivered);
    expect(await newOperator({ project }).run(command, "--channel", name)).toBe(0);
    expect(channels()).toEqual([channel]);
  });
});

describe("a stage with a bot", () => {
  const delivered = {
    outcome: "delivered",
    ...about,
    slackStatus: 200,
    milliseconds: 312,
    secretVersion: 3,
  } as const;
  const bot = {
    webhook_parameter_name: "",
    bot_token_parameter_name: "/backup-notifications/dev/slack-bot-token",
    bot_channel: "C0123ABCD",
    bot_channels: '{"payments":"C0456EFGH"}',
  };

  test("gets a message in each of its channels, and the output names them", async () => {
    project.deployed(outputsOf(bot));
    logShows(delivered, delivered);
    const operator = newOperator({ project });
    expect(await operator.run(command)).toBe(0);
    expect(operator.output()).toMatch(/in channel C0123ABCD\..*in channel C0456EFGH\./s);
  });

  test("that has no such channel says where to add it", async () => {
    project.deployed(outputsOf(bot));
    const operator = newOperator({ project });
    expect(await operator.run(command, "--channel", "audit")).toBe(2);
    expect(operator.output()).toMatch(
      /"audit"; stage dev is deployed with main, payments; .* name it in bot\.channels of stages\/dev\.ts/,
    );
  });
});

test("lines without an outcome are skipped", async () => {
  logShows(
    undefined,
    "not JSON",
    { outcome: "not-enriched", ...about, reason: "-" },
    { outcome: "delivered", ...about, slackStatus: 200, milliseconds: 1, secretVersion: 3 },
  );
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(0);
  expect(logs.commandCalls(FilterLogEventsCommand)).toHaveLength(4);
});

test.each([
  [
    "parked",
    "Slack refused the webhook (no_service): make a new one",
    /did not reach Slack and is in the dead-letter queue: Slack refused the webhook \(no_service\): make a new one; then send it back with `npm run redrive -- dev eu-west-1`$/,
  ],
  [
    "failed",
    "Slack is failing (HTTP 503)",
    /did not reach Slack: Slack is failing \(HTTP 503\); it stays in the queue and will be retried$/,
  ],
] as const)("a test message that %s is reported with the reason", async (outcome, reason, sentence) => {
  logShows({ outcome, ...about, reason });
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(sentence);
});

test("for a stage that mutes test messages, the file to change is named", async () => {
  logShows({ outcome: "muted", ...about });
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/mutes the message kind "test"; remove it .* stages\/dev\.ts/);
});

test.each([
  [{ waiting: 2, inFlight: 0, dead: 0 }, /the queue holds 2 messages and function .* does not receive any/],
  [{ waiting: 0, inFlight: 1, dead: 0 }, /1 message with function backup-notifications-dev/],
  [{ waiting: 0, inFlight: 0, dead: 3 }, /the dead-letter queue holds 3 messages/],
  [
    { waiting: 0, inFlight: 0, dead: 0 },
    /the queue is empty .* check the queue's subscription to arn:aws:sns/,
  ],
])("without an answer in 90 seconds, the queues show where it is stuck: %j", async (depth, sentence) => {
  logShows();
  const { queue_url, dead_letter_queue_url } = outputsOf();
  sqs.on(GetQueueAttributesCommand, { QueueUrl: queue_url }).resolves({
    Attributes: {
      ApproximateNumberOfMessages: String(depth.waiting),
      ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
    },
  });
  sqs.on(GetQueueAttributesCommand, { QueueUrl: dead_letter_queue_url }).resolves({
    Attributes: {
      ApproximateNumberOfMessages: String(depth.dead),
      ApproximateNumberOfMessagesNotVisible: "0",
    },
  });
  let waitedMilliseconds = 0;
  const operator = newOperator({
    project,
    whileWaiting: (milliseconds) => {
      waitedMilliseconds += milliseconds;
    },
  });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/no answer from Slack within 90 s: /);
  expect(operator.output()).toMatch(sentence);
  expect(waitedMilliseconds).toBe(90_000);
});

test("where AWS does not say what the queues hold, that is unknown, and the message is still missing", async () => {
  logShows();
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: {} });
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(
    /no answer from Slack within 90 s: where it is stuck is not known, because SQS returned no number of messages/,
  );
});

test("with direct delivery no queue is read", async () => {
  project.deployed(outputsOf({ delivery: "direct", queue_url: "", dead_letter_queue_url: "" }));
  logShows();
  const operator = newOperator({ project });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/check that function backup-notifications-dev is subscribed/);
  expect(sqs.calls()).toEqual([]);
});

test("Ctrl-C reports that the message is still on its way, and where to find it", async () => {
  logShows();
  const operator = newOperator({ project, whileWaiting: () => operator.interrupt() });
  expect(await operator.run(command)).toBe(130);
  const testId = sns.commandCalls(PublishCommand)[0]?.args[0].input.MessageAttributes?.["Id"]?.StringValue;
  expect(operator.output()).toMatch(`Test message ${testId} is still on its way to Slack`);
});
