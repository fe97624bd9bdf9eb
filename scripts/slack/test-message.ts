import { randomUUID } from "node:crypto";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { z } from "zod";
import type { TestEventType } from "../../handler/model/event";
import type { StackOutputs } from "../../src/outputs";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { poll } from "../program/poll";

const eventType: TestEventType = "BACKUP_NOTIFICATIONS_TEST";

/** The outcome of a test message in the notifier's log; `timed-out` where the log does not show it in time. */
export type TestOutcome =
  | { readonly outcome: "delivered"; readonly slackStatus: number; readonly milliseconds: number }
  | { readonly outcome: "failed" | "parked"; readonly reason: string }
  | { readonly outcome: "muted" }
  | { readonly outcome: "timed-out" };

/** The lines of handler/telemetry/log.ts that report a message's outcome. */
const outcomeSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("delivered"), slackStatus: z.number(), milliseconds: z.number() }),
  z.object({ outcome: z.enum(["failed", "parked"]), reason: z.string() }),
  z.object({ outcome: z.literal("muted") }),
]);

/** Reads a line of the log; `undefined` for a line that is not the notifier's, or not an outcome. */
const outcomeOf = (line: string | undefined): TestOutcome | undefined => {
  try {
    return outcomeSchema.safeParse(JSON.parse(line ?? "")).data;
  } catch {
    return undefined;
  }
};

/** Publishes a marked test message to the stage's topic, as AWS Backup does; returns its ID. */
export const publishTestMessage = async (
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
export const followSeconds = 90;

/** The clocks of this machine and of AWS may differ. */
const clockSkewMilliseconds = 5 * 60 * 1000;

/** Follows a test message in the notifier's log until Slack's answer. */
export const followTestMessage = async (
  testId: string,
  outputs: StackOutputs,
  context: Context,
): Promise<TestOutcome> => {
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
  const timeoutSeconds = followSeconds;
  return (await poll(lookUp, { everySeconds, timeoutSeconds, clock, signal })) ?? { outcome: "timed-out" };
};
