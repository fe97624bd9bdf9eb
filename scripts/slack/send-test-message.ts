import type { StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { typed } from "../program/npm-command";
import { botChannelsOf, channelsOf } from "./channel";
import { followSeconds, followTestMessage, publishTestMessage, type TestOutcome } from "./test-message";
import { whereStuck } from "./trace-message";

const sendAndFollow = (
  outputs: StackOutputs,
  context: Context,
  channel: string | undefined,
): Promise<TestOutcome> => {
  const where = channel === undefined ? "" : `, channel ${channel}`;
  return context.terminal.step(`Sending a test message to Slack${where}`, async (report) => {
    const testId = await publishTestMessage(outputs, context, channel);
    context.ifInterrupted(
      `Test message ${testId} is still on its way to Slack. To follow it: search log group ${outputs.log_group_name} for it.`,
    );
    report("published to the topic, waiting for Slack's answer");
    return followTestMessage(testId, outputs, context);
  });
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
  const result = await sendAndFollow(outputs, context, channel);
  switch (result.outcome) {
    case "delivered":
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
        `the test message did not reach Slack and is in the dead-letter queue: ${result.reason}; then send it back with \`npm run redrive -- ${outputs.stage}\``,
      );
    case "timed-out":
      throw new Failure(
        `no answer from Slack within ${followSeconds} s: ${await whereStuck(outputs, context)}; ${typed("doctor", outputs)} checks the whole stage`,
      );
  }
};
