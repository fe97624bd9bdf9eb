import type { Aws } from "../../aws/request";
import { createSecret, type Secret } from "../../aws/ssm-secret";
import { checkWebhookUrl } from "./url";

type WebhookOptions = {
  readonly parameterName: string;
  readonly slackHosts: readonly string[];
  readonly stage: string;
  /** Absent for the main channel. */
  readonly channel?: string | undefined;
  readonly aws: Aws;
  readonly now?: () => number;
};

/** What an operator types to store a webhook URL. */
export const setWebhookCommand = (stage: string, channel?: string): string =>
  `npm run set-webhook -- ${stage}${channel === undefined ? "" : ` --channel ${channel}`}`;

/** The webhook URL from its SSM SecureString. (Slack advises to treat the URL as a secret.) */
export const createWebhook = ({ slackHosts, stage, channel, ...options }: WebhookOptions): Secret =>
  createSecret({
    ...options,
    what: "webhook URL",
    storeCommand: setWebhookCommand(stage, channel),
    check: (text) => checkWebhookUrl(text, slackHosts),
  });
