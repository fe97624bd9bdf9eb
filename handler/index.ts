import { setTimeout as sleep } from "node:timers/promises";
import { createAws } from "./aws-request";
import { readEnv } from "./env";
import { http } from "./http";
import { log } from "./log";
import { type BatchAnswer, notify } from "./notify";
import { createWebhook } from "./webhook";

const settings = readEnv(process.env);
const aws = createAws(http, process.env);
const webhook = createWebhook({ ...settings, parameterName: settings.webhookParameterName, aws });

// Reading the secret now costs nothing at the first event. Should it fail, the event asks again and says why.
await webhook();

/** Lambda's entry point. */
export const handler = (
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<BatchAnswer> =>
  notify(event, () => context.getRemainingTimeInMillis(), {
    settings,
    aws,
    log,
    delivery: { webhook, http, stage: settings.stage, sleep: (milliseconds) => sleep(milliseconds) },
  });
