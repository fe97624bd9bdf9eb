import type { Aws } from "../../aws/request";
import { createSecret, type Secret } from "../../aws/ssm-secret";
import { operandsOf, type Place } from "../../model/place";
import { checkWebhookUrl } from "./url";

type WebhookOptions = Place & {
  readonly parameterName: string;
  readonly slackHosts: readonly string[];
  /** Absent for the main channel. */
  readonly channel?: string | undefined;
  readonly aws: Aws;
  readonly now?: () => number;
};

/** What an operator types to store a webhook URL. */
export const setWebhookCommand = (place: Place, channel?: string): string =>
  `npm run set-webhook -- ${operandsOf(place)}${channel === undefined ? "" : ` --channel ${channel}`}`;

/** The webhook URL from its SSM SecureString. (Slack advises to treat the URL as a secret.) */
export const createWebhook = ({ slackHosts, channel, ...options }: WebhookOptions): Secret =>
  createSecret({
    ...options,
    what: "webhook URL",
    storeCommand: setWebhookCommand(options, channel),
    check: (text) => checkWebhookUrl(text, slackHosts),
  });
