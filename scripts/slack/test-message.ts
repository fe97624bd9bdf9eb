import { randomUUID } from "node:crypto";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { TestEventType } from "../../handler/model/event";
import { jsonFieldsOf } from "../../handler/model/fields";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import { depthOf } from "../aws/queue-depth";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { typed } from "../program/npm-command";
import { poll } from "../program/poll";
import { commandLineOf } from "../stack/commands";
import { botChannelsOf, channelsOf } from "./channel";
import { storedVersion } from "./secret-parameter";
import { secretOf } from "./slack-secret";

const eventType: TestEventType = "BACKUP_NOTIFICATIONS_TEST";

/** The lines of handler/telemetry/log.ts that report a message's outcome. */
const outcomeSchema = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("delivered"),
    slackStatus: z.number(),
    milliseconds: z.number(),
    /** Absent where the notifier did not say with which version of its secret it sent the message. */
    secretVersion: z.number().optional(),
  }),
  z.object({ outcome: z.enum(["failed", "parked"]), reason: z.string() }),
  z.object({ outcome: z.literal("muted") }),
]);

type TestOutcome = z.infer<typeof outcomeSchema>;

/** Reads a line of the log; `undefined` for a line that is not the notifier's, or not an outcome. */
const outcomeOf = (line = ""): TestOutcome | undefined => outcomeSchema.safeParse(jsonFieldsOf(line)).data;

/** Publishes a marked test message to the stage's topic, as AWS Backup does; returns its ID. */
const publishTestMessage = async (
  outputs: StackOutputs,
  context: Context,
  channel?: string,
): Promise<string> => {
  const testId = randomUUID();
  const attribute = (value: string) => ({ DataType: "String", StringValue: value });
  const sns = connect(SNSClient, context.awsConfig(outputs.region));
  await sns.send(
    new PublishCommand({
      TopicArn: outputs.topic_arn,
      Subject: "Notification from backup-notifications",
      Message: `A test message of stage ${outputs.stage}. It is not about a backup. Test Id : ${testId}`,
      MessageAttributes: {
        EventType: attribute(eventType),
        Id: attribute(testId),
        AccountId: attribute(outputs.account_id),
        ...(channel !== undefined && { Channel: attribute(channel) }),
      },
    }),
  );
  return testId;
};

const everySeconds = 2;

/** A cold start and a busy Slack take a few seconds; CloudWatch Logs shows lines a few seconds late. */
const followSeconds = 90;

/** The clocks of this machine and of AWS may differ. */
const clockSkewMilliseconds = 5 * 60 * 1000;

/** Follows a test message in the notifier's log until Slack's answer; `undefined` where it does not show in time. */
const followTestMessage = (
  testId: string,
  outputs: StackOutputs,
  context: Context,
): Promise<TestOutcome | undefined> => {
  const { clock, signal } = context;
  const logs = connect(CloudWatchLogsClient, context.awsConfig(outputs.region));
  const startTime = clock.now() - clockSkewMilliseconds;
  const search = { logGroupName: outputs.log_group_name, filterPattern: `"${testId}"`, startTime };
  const lookUp = async (): Promise<TestOutcome | undefined> => {
    for await (const { events } of paginateFilterLogEvents({ client: logs }, search)) {
      const outcome = events?.map(({ message }) => outcomeOf(message)).find((found) => found !== undefined);
      if (outcome) return outcome;
    }
    return undefined;
  };
  return poll(lookUp, { everySeconds, timeoutSeconds: followSeconds, clock, signal });
};

/** Where messages are stuck that the notifier's log does not show, in one sentence. */
const whereStuck = async (outputs: StackOutputs, context: Context): Promise<string> => {
  const { function_name, log_group_name, queue_url, dead_letter_queue_url, topic_arn } = outputs;
  if (queue_url === "") {
    return `the notifier's log does not show it; check that function ${function_name} is subscribed to ${topic_arn}, and read ${log_group_name}`;
  }
  const sqs = connect(SQSClient, context.awsConfig(outputs.region));
  const queue = await depthOf(queue_url, sqs);
  const dead = await depthOf(dead_letter_queue_url, sqs);
  if (queue.waiting > 0) {
    return `the queue holds ${counted(queue.waiting, "message")} and function ${function_name} does not receive any; check that its event source mapping is enabled`;
  }
  if (queue.inFlight > 0) {
    return `${counted(queue.inFlight, "message")} with function ${function_name}, or waiting for a retry; read ${log_group_name}`;
  }
  if (dead.waiting + dead.inFlight > 0) {
    return `the dead-letter queue holds ${counted(dead.waiting + dead.inFlight, "message")}; ${log_group_name} shows why`;
  }
  return `the queue is empty and the notifier's log does not show it; check the queue's subscription to ${topic_arn} and the policies of both, and read ${log_group_name}`;
};

/** What the queues hold is unknown, not nothing, where AWS does not say. */
const whereStuckOrUnknown = (outputs: StackOutputs, context: Context): Promise<string> =>
  whereStuck(outputs, context).catch(
    (error: unknown) => `where it is stuck is not known, because ${explain(error)}`,
  );

/**
 * The version of the secret that a test message must be sent with. Without a webhook of its own, a further channel's
 * message goes to the main channel.
 */
const versionToProve = async (
  outputs: StackOutputs,
  context: Context,
  channel: string | undefined,
): Promise<number | undefined> =>
  (await storedVersion(secretOf(outputs, channel), outputs, context)) ??
  (channel === undefined ? undefined : storedVersion(secretOf(outputs), outputs, context));

/**
 * Slack's answer says nothing about a secret that was not used.
 * @throws Failure where it is not proven that the notifier used the stored version, or a later one.
 */
const checkVersion = (used: number | undefined, stored: number | undefined, outputs: StackOutputs): void => {
  if (used !== undefined && stored !== undefined && used >= stored) return;
  const { what } = secretOf(outputs);
  throw new Failure(
    used === undefined
      ? `Slack took the test message, but the notifier did not say which version of the ${what} it used, so the stored one is not proven; bring the notifier up to date with ${typed("deploy", outputs)}`
      : `Slack took the test message, but the notifier used version ${used} of the ${what} and ${stored === undefined ? "none is stored" : `version ${stored} is stored`}, so the stored one is not proven; run ${typed("send-test", outputs)} again`,
  );
};

const locationOf = (outputs: StackOutputs, channel = ""): string =>
  outputs.bot_channel === ""
    ? "the webhook's channel"
    : `channel ${botChannelsOf(outputs)[channel] ?? outputs.bot_channel}`;

/** Sends a test message to each channel of the stage, one after the other. */
export const sendTestMessages = async (outputs: StackOutputs, context: Context): Promise<void> => {
  for (const channel of channelsOf(outputs)) {
    await sendTestMessage(outputs, context, channel);
  }
};

/**
 * Sends a marked test message through the deployed stage and waits for Slack's answer.
 * @param channel one of the stage's further channels; absent for the main one
 * @throws Failure that says where it is stuck, and what to do.
 */
export const sendTestMessage = async (
  outputs: StackOutputs,
  context: Context,
  channel?: string,
): Promise<void> => {
  const where = channel === undefined ? "" : `, channel ${channel}`;
  const { stored, result } = await context.terminal.step(
    `Sending a test message to Slack${where}`,
    async (report) => {
      const stored = await versionToProve(outputs, context, channel);
      const testId = await publishTestMessage(outputs, context, channel);
      context.ifInterrupted(
        `Test message ${testId} is still on its way to Slack. To follow it: search log group ${outputs.log_group_name} for it.`,
      );
      report("published to the topic, waiting for Slack's answer");
      return { stored, result: await followTestMessage(testId, outputs, context) };
    },
  );
  switch (result?.outcome) {
    case "delivered":
      checkVersion(result.secretVersion, stored, outputs);
      context.terminal.say(
        `Delivered: Slack answered ${result.slackStatus}, ${result.milliseconds} ms after the notifier received it. The message is in ${locationOf(outputs, channel)}.`,
      );
      return;
    case "muted":
      throw new Failure(
        `stage ${outputs.stage} mutes the message kind "test"; remove it from the muted kinds in stages/${outputs.stage}.ts and deploy again`,
      );
    case "failed":
      throw new Failure(
        `the test message did not reach Slack: ${result.reason}${outputs.queue_url === "" ? "" : "; it stays in the queue and will be retried"}`,
      );
    case "parked":
      throw new Failure(
        `the test message did not reach Slack and is in the dead-letter queue: ${result.reason}; then send it back with \`${commandLineOf("redrive", outputs)}\``,
      );
    case undefined:
      throw new Failure(
        `no answer from Slack within ${followSeconds} s: ${await whereStuckOrUnknown(outputs, context)}; ${typed("doctor", outputs)} checks the whole stage`,
      );
  }
};
