import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { channelOf } from "../slack/channel";
import { sendTestMessage, sendTestMessages } from "../slack/test-message";
import { readDeployedStack } from "../stack/deployed-stack";

/** Sends a test message through a deployed stage. */
export const sendTest = async (
  request: StageRequest<{ readonly channel: string | undefined }>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "send-test", context);
  const { channel } = request.flags;
  await (channel === undefined
    ? sendTestMessages(outputs, context)
    : sendTestMessage(outputs, context, channelOf(channel, outputs)));
};
