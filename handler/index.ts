import { setTimeout } from "node:timers/promises";
import { createAws } from "./aws-request";
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
const webhook = createWebhook({ ...settings, parameterName: settings.webhookParameterName, aws });
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
const channel = createWebhookChannel({ webhook, http, stage: settings.stage, sleep });
const { ledgerTableName: tableName } = settings;
const notifier: Notifier = {
  settings,
  aws,
  history: createHistory(tableName === undefined ? undefined : createLedger({ tableName, aws })),
  queue: createQueue(aws, settings.deadLetterQueueUrl),
  channels: () => channel,
  sleep,
  log,
  report,
  random: Math.random,
  now: Date.now,
};

// Reading the secret now costs nothing at the first event. Should it fail, the event asks again and says why.
await webhook();

/** Lambda's entry point. */
export const handler = (
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<BatchAnswer> => notify(event, () => context.getRemainingTimeInMillis(), notifier);
