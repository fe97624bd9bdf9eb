import type { Request } from "../program/command-line";
import type { Context } from "../program/context";
import { channelOf } from "../slack/channel";
import { sendTestMessage, sendTestMessages } from "../slack/send-test-message";
import { readDeployedStack } from "../stack/deployed-stack";
import type { sendTestUsage } from "../usages/send-test";

/** Sends a test message through a deployed stage. */
export const sendTest = async (
  request: Request<typeof sendTestUsage.flags>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "send-test", context);
  const { channel } = request.flags;
  await (channel === undefined
    ? sendTestMessages(outputs, context)
    : sendTestMessage(outputs, context, channelOf(channel, outputs)));
};
