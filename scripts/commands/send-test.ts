import { sendTestMessage } from "../notifier/send-test-message";
import type { Request } from "../program/arguments";
import type { Context } from "../program/context";
import { readDeployedStack } from "../terraform/deployed-stack";

/** Sends a test message through a deployed stage. */
export const sendTest = async (request: Request<Record<never, never>>, context: Context): Promise<void> => {
  await sendTestMessage(await readDeployedStack(request, "send-test", context), context);
};
