import { setTimeout } from "node:timers/promises";
import { createAws } from "./aws-request";
import type { Channel } from "./channel";
import { readEnv } from "./env";
import { createHistory } from "./history";
import { http } from "./http";
import { createLedger } from "./ledger";
import { log, report } from "./log";
import { type BatchAnswer, notify } from "./notify";
import { createQueue } from "./queue";
import { createWebhook } from "./webhook";
import { createWebhookChannel } from "./webhook-channel";
import type { Notifier } from "./work";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const { stage, bot, ledgerTableName: tableName } = settings;
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
const history = createHistory(tableName === undefined ? undefined : createLedger({ tableName, aws }));

/** The channel, its secret read already: that costs nothing before the first event. Should it fail, the event asks again. */
const startWebhook = async (): Promise<Channel> => {
  const webhook = createWebhook({ ...settings, parameterName: settings.webhookParameterName, aws });
  await webhook();
  return createWebhookChannel({ webhook, http, stage, sleep });
};

// Only a stage with a bot loads what a bot needs.
const channel = bot
  ? await (await import("./bot/start")).startBot({ ...bot, stage, aws, http, history, sleep })
  : await startWebhook();
const notifier: Notifier = {
  settings,
  aws,
  history,
  queue: createQueue(aws, settings.deadLetterQueueUrl),
  channels: () => channel,
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
