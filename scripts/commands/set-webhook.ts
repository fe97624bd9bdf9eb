import type { Request } from "../program/command-line";
import type { Context } from "../program/context";
import { channelOf } from "../slack/channel";
import { askForSecret } from "../slack/secret-parameter";
import { channelFlag, checkTransport, secretOf } from "../slack/slack-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";
import type { setWebhookUsage } from "../usages/set-webhook";

/** Stores the Slack webhook URL of a stage. */
export const setWebhook = async (
  request: Request<typeof setWebhookUsage.flags>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-webhook", context);
  checkTransport("webhook", outputs);
  const channel = channelOf(request.flags.channel, outputs);
  await askForSecret(outputs, context, secretOf(outputs, channel));
  context.terminal.say(`Next: ${commandLineOf("send-test", outputs, ...channelFlag(channel))}`);
};
