import { setTimeout } from "node:timers/promises";
import { http } from "./aws/http";
import { createAws } from "./aws/request";
import { createQueue } from "./aws/sqs";
import type { Notifier } from "./context";
import { createLedger } from "./deduplicate/ledger";
import { createSentHistory } from "./deduplicate/sent-history";
import { type BotSettings, readEnv } from "./env";
import { type BatchAnswer, notify } from "./pipeline";
import type { Channel, Channels } from "./slack/channel";
import { createThrottledChannel } from "./slack/throttled-channel";
import { createWebhook, type Webhook } from "./slack/webhook/secret";
import { createWebhookChannel } from "./slack/webhook/webhook-channel";
import { log, report } from "./telemetry/log";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const { stage, bot, ledgerTableName: tableName } = settings;
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
const history = createSentHistory(tableName === undefined ? undefined : createLedger({ tableName, aws }));

/** The stage's channels, the main one's secret read already: that costs nothing before the first event. */
const startWebhooks = async (): Promise<Channels> => {
  const webhookOf = (parameterName: string, channel?: string): Webhook =>
    createWebhook({ ...settings, parameterName, channel, aws });
  const channelOf = (webhook: Webhook, channel?: string): Channel =>
    createThrottledChannel(createWebhookChannel({ webhook, http, stage, channel, sleep }));
  const webhook = webhookOf(settings.webhookParameterName);
  await webhook(); // Should it fail, the event asks again and says why.
  const main = channelOf(webhook);
  const { furtherWebhookParameterNames: names } = settings;
  if (names === undefined) return () => main;
  const { createFurtherChannels } = await import("./slack/webhook/channels");
  const furtherOf = (name: string): Webhook => webhookOf(names.replace("*", name), name);
  return createFurtherChannels({ stage, main, webhookOf: furtherOf, channelOf });
};

// Only a stage with a bot loads what a bot needs.
const startBotChannels = async (bot: BotSettings): Promise<Channels> => {
  const { startBot } = await import("./slack/bot/channels");
  return startBot({ ...settings, ...bot, aws, http, history, sleep });
};

const startReadingTags = async (): Promise<Pick<Notifier, "readTags">> => {
  if (settings.routes.every(({ tags }) => tags === undefined)) return {};
  const { createResourceTags } = await import("./route/resource-tags");
  return { readTags: createResourceTags({ aws, region: process.env["AWS_REGION"] ?? "us-east-1" }) };
};

const notifier: Notifier = {
  settings,
  aws,
  history,
  queue: createQueue(aws, settings.deadLetterQueueUrl),
  channels: bot ? await startBotChannels(bot) : await startWebhooks(),
  ...(await startReadingTags()),
  sleep,
  log,
  report,
  random: Math.random,
  now: Date.now,
};

/** Lambda's entry point. */
export const handler = (
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<BatchAnswer> => notify(event, () => context.getRemainingTimeInMillis(), notifier);
