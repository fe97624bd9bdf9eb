import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { channelOf } from "../slack/channel";
import { askForSecret } from "../slack/secret-parameter";
import { channelFlag, checkTransport, secretOf } from "../slack/slack-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";

/** Stores the Slack webhook URL of a stage. */
export const setWebhook = async (
  request: StageRequest<{ readonly channel: string | undefined }>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-webhook", context);
  checkTransport("webhook", outputs);
  const channel = channelOf(request.flags.channel, outputs);
  await askForSecret(outputs, context, secretOf(outputs, channel));
  context.terminal.say(`Next: ${commandLineOf("send-test", outputs, ...channelFlag(channel))}`);
};
