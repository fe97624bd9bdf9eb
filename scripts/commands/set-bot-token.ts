import type { StackOutputs } from "../../src/outputs";
import { checkBotProbe } from "../doctor/checks/slack";
import { sentenceOf } from "../doctor/finding";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { channelsOf } from "../slack/channel";
import { probeBot } from "../slack/probe";
import { readSecret, storeSecret } from "../slack/secret-parameter";
import { checkTransport, secretOf } from "../slack/slack-secret";
import { noteStored } from "../slack/stored-secret";
import { commandLineOf } from "../stack/commands";
import { readDeployedStack } from "../stack/deployed-stack";

/** Tests the token. A token that Slack rejects is not stored. */
const testToken = async (token: string, outputs: StackOutputs, { terminal }: Context): Promise<void> => {
  const finding = checkBotProbe(await probeBot(outputs.bot_api_url, token), outputs);
  if (finding.verdict !== "ok") throw new Failure(`${sentenceOf(finding)}; nothing was stored`);
  terminal.say(`Slack answers: ${sentenceOf(finding)}.`);
};

/** Stores the Slack bot token of a stage. */
export const setBotToken = async (
  request: StageRequest<{ readonly check: boolean }>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "set-bot-token", context);
  checkTransport("bot", outputs);
  const secret = secretOf(outputs);
  await noteStored(secret, outputs, context);
  const token = await readSecret(secret, context);
  if (request.flags.check) await testToken(token, outputs, context);
  await storeSecret(token, outputs, context);
  const channels = channelsOf(outputs).length > 1 ? "each channel" : "the channel";
  context.terminal.say(
    `Next: invite the app to ${channels} (/invite, then its name), then ${commandLineOf("send-test", outputs)}`,
  );
};
