import type { CheckedSecret } from "../../handler/aws/ssm-secret";
import { checkBotToken } from "../../handler/slack/bot/token";
import { checkWebhookUrl } from "../../handler/slack/webhook/url";
import { furtherWebhookParameterName, type StackOutputs } from "../../src/outputs";
import { Failure } from "../program/failure";
import { typed } from "../program/npm-command";
import { webhookChannelsOf } from "./channel";

/** How a stage authenticates to Slack: a webhook URL or a bot token. It is a credential, and is never shown. */
export type SlackSecret = {
  readonly transport: "webhook" | "bot";
  readonly what: "webhook URL" | "bot token";
  readonly parameterName: string;
  /** The parameter's description in SSM. */
  readonly description: string;
  readonly command: "set-webhook" | "set-bot-token";
  /** The further channel that it is for; absent for the stage's main channel. */
  readonly channel?: string;
  /** A file name for examples with a pipe. */
  readonly exampleFile: string;
  /** Where an operator gets one. */
  readonly source: string;
  readonly check: (text: string) => CheckedSecret;
};

/** Hosts that the stage allows in a webhook URL. */
const hostsOf = ({ slack_hosts }: StackOutputs): string[] =>
  slack_hosts
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "");

/** Both are a Slack app's; README.md names the same page. */
const slackApps = "https://api.slack.com/apps, from the manifest slack-app.yaml";

const webhookSecret = (outputs: StackOutputs, channel?: string): SlackSecret => ({
  transport: "webhook",
  what: "webhook URL",
  parameterName:
    channel === undefined
      ? outputs.webhook_parameter_name
      : furtherWebhookParameterName(outputs.stage, channel),
  description: `Slack incoming webhook of backup-notifications, stage ${outputs.stage}${channel === undefined ? "" : `, channel ${channel}`}`,
  ...(channel !== undefined && { channel }),
  command: "set-webhook",
  exampleFile: "webhook-url.txt",
  source: slackApps,
  check: (text) => checkWebhookUrl(text, hostsOf(outputs)),
});

const botSecret = (outputs: StackOutputs): SlackSecret => ({
  transport: "bot",
  what: "bot token",
  parameterName: outputs.bot_token_parameter_name,
  description: `Slack bot token of backup-notifications, stage ${outputs.stage}`,
  command: "set-bot-token",
  exampleFile: "bot-token.txt",
  source: slackApps,
  check: checkBotToken,
});

/** @throws Failure where the stage uses the other transport. */
export const checkTransport = (transport: SlackSecret["transport"], outputs: StackOutputs): void => {
  const secret = secretOf(outputs);
  if (secret.transport === transport) return;
  throw new Failure(
    `stage ${outputs.stage} is deployed to post ${secret.transport === "bot" ? "as a Slack app" : "to a webhook"}; store its ${secret.what} with ${typed(secret.command, outputs)}, or change \`bot\` in stages/${outputs.stage}.ts and deploy`,
  );
};

/** The secret of a deployed stage, or of one of its further channels. */
export const secretOf = (outputs: StackOutputs, channel?: string): SlackSecret =>
  outputs.bot_token_parameter_name === "" ? webhookSecret(outputs, channel) : botSecret(outputs);

/** All secrets of a deployed stage, the main channel's first. */
export const secretsOf = (outputs: StackOutputs): readonly [SlackSecret, ...SlackSecret[]] => [
  secretOf(outputs),
  ...webhookChannelsOf(outputs).map((channel) => secretOf(outputs, channel)),
];

/** ` of channel payments`; nothing for the main channel. */
export const ofChannel = ({ channel }: Pick<SlackSecret, "channel">): string =>
  channel === undefined ? "" : ` of channel ${channel}`;

/** The flag that names a further channel; none for the main one. */
export const channelFlag = (channel: string | undefined): readonly string[] =>
  channel === undefined ? [] : ["--channel", channel];

/** How to type the command that stores a secret. */
export const storeCommandOf = ({ command, channel }: SlackSecret, outputs: StackOutputs): string =>
  typed(command, outputs, ...channelFlag(channel));
