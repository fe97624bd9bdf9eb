import type { Http } from "../../aws/http";
import type { Secret } from "../../aws/ssm-secret";
import { messageOf, plainMessageOf, plainTextOnly, type SlackMessage } from "../../render/message";
import type { Channel } from "../channel";
import { type ChannelRefusal, type Delivery, deliveryOf } from "../delivery-outcome";
import { callSlack } from "../retry";
import { webhookResponseOf } from "./response";
import { setWebhookCommand } from "./secret";

export type WebhookChannelOptions = {
  readonly webhook: Secret;
  readonly http: Http;
  readonly stage: string;
  /** Name of the channel, for what to type; absent for the main channel. */
  readonly channel?: string | undefined;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly timeoutMilliseconds?: number;
};

/** Slack responds with a word. */
const maxResponseBytes = 4096;

/** What an operator must do. A webhook has neither scopes nor a channel to choose. */
const reasonOf = (means: ChannelRefusal, word: string, { stage, channel }: WebhookChannelOptions): string =>
  means === "misdirected"
    ? `the response is not Slack's (${word}); check the webhook URL and what stands between the function and Slack`
    : `Slack refused the webhook (${word}): it, its channel or its creator is gone; create a new webhook and store it with \`${setWebhookCommand(stage, channel)}\``;

/** Posts one message, in plain text where Slack refuses its blocks. Never throws. */
export const postMessage = async (
  message: SlackMessage,
  remainingMilliseconds: () => number,
  options: WebhookChannelOptions,
  plainPayload = plainTextOnly(message),
): Promise<Delivery> => {
  const { webhook, http, sleep, timeoutMilliseconds } = options;
  const result = await callSlack(
    {
      credential: webhook,
      payload: message,
      plainPayload,
      send: async (url, payload, timeoutMilliseconds) => {
        const { status, headers, body } = await http({
          url: new URL(url),
          method: "POST",
          headers: { "content-type": "application/json; charset=utf-8" },
          body: JSON.stringify(payload),
          timeoutMilliseconds,
          maxAnswerBytes: maxResponseBytes,
        });
        return { status, response: webhookResponseOf(status, body, headers["retry-after"]) };
      },
    },
    { remainingMilliseconds, sleep, timeoutMilliseconds },
  );
  return deliveryOf(result, (means, word) => reasonOf(means, word, options));
};

/** The channel behind a Slack webhook. A posted message cannot be edited. */
export const createWebhookChannel = (options: WebhookChannelOptions): Channel => ({
  send: ({ card }, remainingMilliseconds) =>
    postMessage(messageOf(card), remainingMilliseconds, options, plainMessageOf(card)),
});
