import type { Http } from "../../aws/http";
import type { Secret } from "../../aws/ssm-secret";
import type { Place } from "../../model/place";
import { messageOf, plainMessageOf, plainTextOnly, type SlackMessage } from "../../render/message";
import type { Channel } from "../channel";
import type { Delivery } from "../delivery-outcome";
import { callSlack } from "../retry";
import { webhookResponseOf } from "./response";

export type WebhookChannelOptions = Place & {
  readonly webhook: Secret;
  readonly http: Http;
  /** Name of the channel, for what to type; absent for the main channel. */
  readonly channel?: string | undefined;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly timeoutMilliseconds?: number;
};

/** Slack responds with a word. */
const maxResponseBytes = 4096;

type Payloads = { readonly payload: object; readonly plainPayload: object };

/** Calls a webhook, with the retries of `callSlack`. Never throws. */
const callWebhook = async (
  payloads: Payloads,
  readResponse: typeof webhookResponseOf,
  remainingMilliseconds: () => number,
  options: WebhookChannelOptions,
): Promise<Delivery> => {
  const { webhook, http, sleep, timeoutMilliseconds } = options;
  const result = await callSlack(
    {
      credential: webhook,
      ...payloads,
      send: async (url, payload, timeoutMilliseconds) => {
        const { status, headers, body } = await http({
          url: new URL(url),
          method: "POST",
          headers: { "content-type": "application/json; charset=utf-8" },
          body: JSON.stringify(payload),
          timeoutMilliseconds,
          maxAnswerBytes: maxResponseBytes,
        });
        return { status, response: readResponse(status, body, headers["retry-after"]) };
      },
    },
    { remainingMilliseconds, sleep, timeoutMilliseconds },
  );
  if (result.came === "response" && result.response.means === "delivered") {
    return { outcome: "delivered", slackStatus: result.status };
  }
  return (await import("./undelivered")).undeliveredOf(result, options);
};

/** Posts one message, in plain text where Slack refuses its blocks. Never throws. */
export const postMessage = (
  message: SlackMessage,
  remainingMilliseconds: () => number,
  options: WebhookChannelOptions,
  plainPayload = plainTextOnly(message),
): Promise<Delivery> =>
  callWebhook({ payload: message, plainPayload }, webhookResponseOf, remainingMilliseconds, options);

/** The channel behind a Slack webhook. A posted message cannot be edited. */
export const createWebhookChannel = (options: WebhookChannelOptions): Channel => ({
  probe: async (remainingMilliseconds) =>
    callWebhook(
      { payload: {}, plainPayload: {} },
      (await import("./probe")).probeResponseOf,
      remainingMilliseconds,
      options,
    ),
  send: ({ card }, remainingMilliseconds) =>
    postMessage(messageOf(card), remainingMilliseconds, options, plainMessageOf(card)),
  secret: options.webhook,
});
