import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { askForSecret } from "../slack/ask-for-secret";
import { channelOf } from "../slack/channel";
import { channelFlag, checkTransport, secretOf } from "../slack/slack-secret";
import { noteStored } from "../slack/stored-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";

/** Stores the Slack webhook URL of a stage, once Slack has said that it works. */
export const setWebhook = async (
  request: StageRequest<{ readonly channel: string | undefined; readonly unchecked: boolean }>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-webhook", context);
  checkTransport("webhook", outputs);
  const channel = channelOf(request.flags.channel, outputs);
  const secret = secretOf(outputs, channel);
  await noteStored(secret, outputs, context);
  await askForSecret(outputs, context, secret, { isUncheckedAllowed: request.flags.unchecked });
  context.terminal.say(`Next: ${commandLineOf("send-test", outputs, ...channelFlag(channel))}`);
};
