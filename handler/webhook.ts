import type { Aws } from "./aws-request";
import { failureOf } from "./http";
import { checkWebhookUrl, type WebhookUrl } from "./webhook-url";
import { errorTypeOf } from "./wire/aws-error";
import { fieldsOf, jsonFieldsOf, textOf } from "./wire/fields";

/** Reads the webhook URL. `fresh` asks SSM again although the last answer is still young. */
export type Webhook = (options?: { readonly fresh: boolean }) => Promise<WebhookUrl>;

const cacheMilliseconds = 5 * 60 * 1000;
const timeoutMilliseconds = 3000;

type WebhookOptions = {
  readonly parameterName: string;
  readonly slackHosts: readonly string[];
  readonly stage: string;
  readonly aws: Aws;
  readonly now?: () => number;
};

const explain = (name: string, stage: string, error: string): string =>
  error === "ParameterNotFound"
    ? `there is no webhook URL in SSM parameter ${name}; store one with \`npm run set-webhook -- ${stage}\``
    : `SSM parameter ${name} cannot be read (${error}); check the function's role and its key`;

const readParameter = async ({
  parameterName,
  slackHosts,
  stage,
  aws,
}: WebhookOptions): Promise<WebhookUrl> => {
  try {
    const answer = await aws({
      service: "ssm",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter" },
      body: JSON.stringify({ Name: parameterName, WithDecryption: true }),
      timeoutMilliseconds,
    });
    const fields = jsonFieldsOf(answer.body);
    if (answer.status !== 200) {
      return { ok: false, problem: explain(parameterName, stage, errorTypeOf(answer.status, answer.body)) };
    }
    const value = textOf(fieldsOf(fields?.["Parameter"])?.["Value"]) ?? "";
    const checked = checkWebhookUrl(value, slackHosts);
    if (checked.ok) return checked;
    return {
      ok: false,
      problem: `SSM parameter ${parameterName} holds no webhook URL: ${checked.problem}; store it again with \`npm run set-webhook -- ${stage}\``,
    };
  } catch (error) {
    return { ok: false, problem: explain(parameterName, stage, failureOf(error)) };
  }
};

/**
 * The webhook URL from its SSM SecureString, kept for five minutes. A failure is not kept: the next event asks
 * again. (Slack advises to treat the URL as a secret; it is in no environment variable, log or error.)
 */
export const createWebhook = (options: WebhookOptions): Webhook => {
  const now = options.now ?? Date.now;
  let cached: { readonly value: WebhookUrl; readonly readAt: number } | undefined;
  return async ({ fresh } = { fresh: false }) => {
    if (cached && !fresh && now() - cached.readAt < cacheMilliseconds) return cached.value;
    const value = await readParameter(options);
    cached = value.ok ? { value, readAt: now() } : undefined;
    return value;
  };
};
