import type { Http } from "../../handler/aws/http";
import { failureOf } from "../../handler/model/failure";
import { type WebhookResponse, webhookResponseOf } from "../../handler/slack/webhook/response";

/** What Slack answers about a webhook when nothing is posted. */
export type Probe =
  | { readonly outcome: "answered"; readonly verdict: WebhookResponse }
  | { readonly outcome: "unreachable"; readonly failure: string }
  /** A test of a workflow's trigger would start the workflow. */
  | { readonly outcome: "not-tested" };

const timeoutMilliseconds = 5000;
const maxAnswerBytes = 4096;

/**
 * Tests a webhook with an empty message: an active webhook rejects it (`no_text`), a removed one answers
 * `no_service`. Nothing appears in the channel.
 * (Slack developer docs, Incoming webhooks error handling)
 */
export const probeWebhook = async (url: URL, http: Http): Promise<Probe> => {
  if (!url.pathname.startsWith("/services/")) return { outcome: "not-tested" };
  try {
    const { status, body, headers } = await http({
      url,
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: "{}",
      timeoutMilliseconds,
      maxAnswerBytes,
    });
    return { outcome: "answered", verdict: webhookResponseOf(status, body, headers["retry-after"]) };
  } catch (error) {
    return { outcome: "unreachable", failure: failureOf(error) };
  }
};
