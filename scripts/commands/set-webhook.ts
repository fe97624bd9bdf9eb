import { askForWebhook } from "../notifier/webhook-parameter";
import type { Request } from "../program/arguments";
import type { Context } from "../program/context";
import { readDeployedStack } from "../terraform/deployed-stack";

/** Stores the Slack webhook URL of a stage. */
export const setWebhook = async (request: Request<Record<never, never>>, context: Context): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-webhook", context);
  await askForWebhook(outputs, context);
  context.terminal.say(`Next: npm run send-test -- ${outputs.stage} ${outputs.region}`);
};
