import { failureOf, type Http } from "../../handler/aws/http";
import { type WebhookResponse, webhookResponseOf } from "../../handler/slack/webhook/response";

/** What a webhook says to somebody who does not want to post. */
export type Probe =
  | { readonly outcome: "answered"; readonly verdict: WebhookResponse }
  | { readonly outcome: "silent"; readonly failure: string }
  /** A workflow's trigger would start the workflow. */
  | { readonly outcome: "not-asked" };

const timeoutMilliseconds = 5000;
const maxAnswerBytes = 4096;

/**
 * Asks whether a webhook lives, with an empty message: a webhook that lives refuses it (`no_text`), a dead one does
 * not know itself any more (`no_service`). Nothing appears in the channel.
 * (Slack developer docs, Incoming webhooks error handling)
 */
export const probeWebhook = async (url: URL, http: Http): Promise<Probe> => {
  if (!url.pathname.startsWith("/services/")) return { outcome: "not-asked" };
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
    return { outcome: "silent", failure: failureOf(error) };
  }
};
