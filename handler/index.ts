import { setTimeout } from "node:timers/promises";
import { http } from "./aws/http";
import { createAws } from "./aws/request";
import type { Queue } from "./aws/sqs";
import { logFieldsOf, type Notifier } from "./context";
import { createLedger } from "./deduplicate/ledger";
import { createSentHistory } from "./deduplicate/sent-history";
import { readEnv } from "./env";
import type { BackupEvent } from "./model/event";
import { type BatchResponse, notify } from "./pipeline";
import type { Channels } from "./slack/channel";
import { createWebhookChannels } from "./slack/webhook/channels";
import { log, report } from "./telemetry/log";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const { bot, ledgerTableName: tableName } = settings;
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
const history = createSentHistory(tableName === undefined ? undefined : createLedger({ tableName, aws }));

/** The stage's channels, the main one's secret read already: that costs nothing before the first event. */
const createChannels = async (): Promise<Channels> => {
  if (bot === undefined) return createWebhookChannels({ ...settings, aws, http, sleep });
  // Only a stage with a bot loads what a bot needs.
  const { createBotChannels } = await import("./slack/bot/channels");
  const onEditSkipped = (event: BackupEvent): void => log({ outcome: "edit-skipped", ...logFieldsOf(event) });
  return createBotChannels({ ...settings, ...bot, aws, http, history, sleep, onEditSkipped });
};

const createTagReader = async (): Promise<Pick<Notifier, "readTags">> => {
  if (settings.routes.every(({ tags }) => tags === undefined)) return {};
  const { createResourceTags } = await import("./route/resource-tags");
  return { readTags: createResourceTags({ aws, region: process.env["AWS_REGION"] ?? "us-east-1" }) };
};

/** Only an invocation in which something was not delivered loads what SQS needs. */
const loadQueue = async (): Promise<Queue> => {
  const { createQueue } = await import("./aws/sqs");
  return createQueue(aws, settings.deadLetterQueueUrl);
};

const notifier: Notifier = {
  settings,
  aws,
  history,
  queue: {
    returnToQueue: async (returns) => (await loadQueue()).returnToQueue(returns),
    park: async (letters) => (await loadQueue()).park(letters),
  },
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
