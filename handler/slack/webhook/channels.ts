import type { Http } from "../../aws/http";
import type { Aws } from "../../aws/request";
import type { Secret } from "../../aws/ssm-secret";
import type { Place } from "../../model/place";
import type { Channel, Channels } from "../channel";
import { createThrottledChannel } from "../throttled-channel";
import { createWebhook } from "./secret";
import { createWebhookChannel } from "./webhook-channel";

export type WebhookChannelsOptions = Place & {
  readonly webhookParameterName: string;
  /** With `*` for a channel's name; absent without further channels. */
  readonly furtherWebhookParameterNames?: string;
  readonly slackHosts: readonly string[];
  readonly aws: Aws;
  readonly http: Http;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/** The channels of a stage with webhooks. The main one's URL is read already; should that fail, the first event asks again. */
export const createWebhookChannels = async (options: WebhookChannelsOptions): Promise<Channels> => {
  const { stage, region, aws, http, slackHosts, sleep, furtherWebhookParameterNames: names } = options;
  const webhookOf = (parameterName: string, channel?: string): Secret =>
    createWebhook({ parameterName, slackHosts, stage, region, channel, aws });
  const channelOf = (webhook: Secret, channel?: string): Channel =>
    createThrottledChannel(createWebhookChannel({ webhook, http, stage, region, channel, sleep }));
  const webhook = webhookOf(options.webhookParameterName);
  await webhook();
  const main = channelOf(webhook);
  if (names === undefined) return () => main;
  // Only a stage with further channels loads what they need.
  const { createFurtherChannels } = await import("./further-channels");
  const furtherOf = (name: string): Secret => webhookOf(names.replace("*", name), name);
  return createFurtherChannels({ stage, region, main, webhookOf: furtherOf, channelOf });
};
