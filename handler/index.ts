import { setTimeout } from "node:timers/promises";
import { http } from "./aws/http";
import { createAws } from "./aws/request";
import { createQueue } from "./aws/sqs";
import type { Notifier } from "./context";
import { createSentHistory, type SentHistory } from "./deduplicate/sent-history";
import { readEnv } from "./env";
import { type BatchResponse, notify } from "./pipeline";
import type { Channels } from "./slack/channel";
import { createWebhookChannels } from "./slack/webhook/channels";
import { log, report } from "./telemetry/log";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const { bot, ledgerTableName: tableName } = settings;
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

const createHistory = async (): Promise<SentHistory> => {
  if (tableName === undefined) return createSentHistory();
  const { createLedger } = await import("./deduplicate/ledger");
  return createSentHistory(createLedger({ tableName, aws }));
};

const history = await createHistory();

/** The stage's channels, the main one's secret read already: that costs nothing before the first event. */
const createChannels = async (): Promise<Channels> => {
  if (bot === undefined) return createWebhookChannels({ ...settings, aws, http, sleep });
  // Only a stage with a bot loads what a bot needs.
  const { createBotChannels } = await import("./slack/bot/channels");
  return createBotChannels({ ...settings, ...bot, aws, http, history, sleep });
};

const createTagReader = async (): Promise<Pick<Notifier, "readTags">> => {
  if (settings.routes.every(({ tags }) => tags === undefined)) return {};
  const { createResourceTags } = await import("./route/resource-tags");
  return { readTags: createResourceTags({ aws, region: process.env["AWS_REGION"] ?? "us-east-1" }) };
};

const notifier: Notifier = {
  settings,
  aws,
  history,
  queue: createQueue(aws, settings.deadLetterQueueUrl),
  channels: await createChannels(),
  ...(await createTagReader()),
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
): Promise<BatchResponse> => notify(event, () => context.getRemainingTimeInMillis(), notifier);
