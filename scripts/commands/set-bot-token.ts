import { http } from "../../handler/aws/http";
import type { StackOutputs } from "../../src/outputs";
import { checkBotProbe } from "../doctor/checks/slack";
import { sentenceOf } from "../doctor/finding";
import type { Request } from "../program/command-line";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { probeBot } from "../slack/bot-probe";
import { channelsOf } from "../slack/channel";
import { readSecret, storeSecret } from "../slack/secret-parameter";
import { checkWay } from "../slack/slack-secret";
import { readDeployedStack } from "../stack/deployed-stack";
import type { setBotTokenUsage } from "../usages/set-bot-token";

/** Asks Slack who the token is. A token that Slack refuses is not stored. */
const askSlack = async (token: string, outputs: StackOutputs, { terminal }: Context): Promise<void> => {
  const finding = checkBotProbe(await probeBot(outputs.bot_api_url, token, http), outputs);
  if (finding.verdict !== "ok") throw new Failure(`${sentenceOf(finding)}; nothing was stored`);
  terminal.say(`Slack says: ${sentenceOf(finding)}.`);
};

/** Stores the Slack bot token of a stage. */
export const setBotToken = async (
  request: Request<typeof setBotTokenUsage.flags>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-bot-token", context);
  checkWay("bot", outputs);
  const token = await readSecret(outputs, context);
  if (request.flags.check) await askSlack(token, outputs, context);
  await storeSecret(token, outputs, context);
  const places = channelsOf(outputs).length > 1 ? "each channel" : "the channel";
  context.terminal.say(
    `Next: invite the app to ${places} (/invite, then its name), then npm run send-test -- ${outputs.stage} ${outputs.region}`,
  );
};
