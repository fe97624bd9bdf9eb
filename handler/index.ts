import { setTimeout } from "node:timers/promises";
import { http } from "./aws/http";
import { createAws } from "./aws/request";
import type { Queue } from "./aws/sqs";
import type { Notifier } from "./context";
import type { EditLedger, Ledger, RunLedger } from "./deduplicate/ledger";
import { createSentHistory } from "./deduplicate/sent-history";
import { newJobMemory } from "./enrich/job-memory";
import { readEnv } from "./env";
import { failureOf } from "./model/failure";
import { type BatchResponse, notify } from "./pipeline";
import type { Channels } from "./slack/channel";
import { createWebhookChannels } from "./slack/webhook/channels";
import { log, report } from "./telemetry/log";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const { bot, ledgerTableName: tableName } = settings;
const sleep = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

const openLedger = async (): Promise<(Ledger & EditLedger & RunLedger) | undefined> => {
  if (tableName === undefined) return undefined;
  const { createLedger } = await import("./deduplicate/ledger");
  return createLedger({ tableName, aws });
};

const ledger = await openLedger();
const history = createSentHistory(ledger);

/** The stage's channels, the main one's secret read already: that costs nothing before the first event. */
const createChannels = async (): Promise<Channels> => {
  if (bot === undefined) return createWebhookChannels({ ...settings, aws, http, sleep });
  // Only a stage with a bot loads what a bot needs.
  const { createBotChannels } = await import("./slack/bot/channels");
  const onSkipped = (id: string, reason: string): void => log({ outcome: "edit-skipped", id, reason });
  return createBotChannels({ ...settings, ...bot, aws, http, history, ledger, sleep, onSkipped });
};

const createTagReader = async (): Promise<Pick<Notifier, "readTags">> => {
  if (settings.routes.every(({ tags }) => tags === undefined)) return {};
  const { createResourceTags } = await import("./route/resource-tags");
  return { readTags: createResourceTags({ aws, region: process.env["AWS_REGION"] ?? "us-east-1" }) };
};

const createNameReader = async (): Promise<Pick<Notifier, "readAccountNames">> => {
  const { lastAccountNamesParameterName: lastParameterName } = settings;
  if (lastParameterName === undefined) return {};
  const { createAccountNames } = await import("./aws/account-names");
  const onProblem = (reason: string): void => log({ outcome: "names-not-read", reason });
  return { readAccountNames: createAccountNames({ aws, lastParameterName, onProblem }) };
};

/** Where what calls SQS cannot be loaded: what is to return does so after the queue's visibility timeout. */
const noQueue = (error: unknown): Queue => ({
  returnToQueue: async () => [failureOf(error)],
  park: async (letters) => letters.map(() => false),
  send: async () => failureOf(error),
});

/** Only an invocation that returns, parks or sends something loads what SQS needs. */
const loadQueue = (): Promise<Queue> =>
  import("./aws/sqs").then(({ createQueue }) => createQueue(aws, settings.deadLetterQueueUrl), noQueue);

const notifier: Notifier = {
  settings,
  aws,
  jobMemory: newJobMemory(),
  history,
  ...(ledger && { runLedger: ledger }),
  queue: {
    returnToQueue: async (returns) => (await loadQueue()).returnToQueue(returns),
    park: async (letters) => (await loadQueue()).park(letters),
    send: async (...message) => (await loadQueue()).send(...message),
  },
  channels: await createChannels(),
  ...(await createTagReader()),
  ...(await createNameReader()),
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
