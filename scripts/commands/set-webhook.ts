import { askForSecret } from "../notifier/secret-parameter";
import { checkWay } from "../notifier/slack-secret";
import type { Request } from "../program/arguments";
import type { Context } from "../program/context";
import { readDeployedStack } from "../terraform/deployed-stack";

/** Stores the Slack webhook URL of a stage. */
export const setWebhook = async (request: Request<Record<never, never>>, context: Context): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-webhook", context);
  checkWay("webhook", outputs);
  await askForSecret(outputs, context);
  context.terminal.say(`Next: npm run send-test -- ${outputs.stage} ${outputs.region}`);
};
