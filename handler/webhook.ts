import type { Aws } from "./aws-request";
import { createSecret, type Secret } from "./secret";
import { checkWebhookUrl, type WebhookUrl } from "./webhook-url";

/** Reads the webhook URL. */
export type Webhook = Secret<Extract<WebhookUrl, { readonly ok: true }>>;

type WebhookOptions = {
  readonly parameterName: string;
  readonly slackHosts: readonly string[];
  readonly stage: string;
  readonly aws: Aws;
  readonly now?: () => number;
};

/** The webhook URL from its SSM SecureString. (Slack advises to treat the URL as a secret.) */
export const createWebhook = ({ slackHosts, stage, ...options }: WebhookOptions): Webhook =>
  createSecret({
    ...options,
    what: "webhook URL",
    storeCommand: `npm run set-webhook -- ${stage}`,
    check: (text) => checkWebhookUrl(text, slackHosts),
  });
