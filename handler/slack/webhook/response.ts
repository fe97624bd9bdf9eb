import { jsonFieldsOf, textOf } from "../../model/fields";
import { refusal, type SlackResponse, wordTable } from "../response";

/** A webhook has neither scopes nor messages to edit, and its channel is part of it. */
type WebhookRefusal =
  | "rate-limited"
  | "unavailable"
  | "unconfirmed"
  | "payload-refused"
  | "credential-refused"
  | "unexplained"
  | "misdirected";

export type WebhookResponse = SlackResponse<WebhookRefusal>;

/** Slack's error words. (Slack developer docs, Incoming webhooks error handling; changelog 2016-05) */
const words = wordTable<WebhookRefusal>([
  [
    "payload-refused",
    "invalid_payload invalid_blocks invalid_blocks_format invalid_attachments no_text missing_text_or_fallback_or_attachments too_many_attachments msg_blocks_too_long user_not_found",
  ],
  [
    "credential-refused",
    "action_prohibited posting_to_general_channel_denied invalid_token channel_not_found no_service no_service_id no_team no_active_hooks channel_is_archived team_disabled",
  ],
  ["rate-limited", "rate_limited ratelimited message_limit_exceeded"],
  ["unavailable", "rollup_error"],
]);

const byStatus = (status: number): WebhookRefusal => {
  if (status === 429) return "rate-limited";
  if (status === 408 || status >= 500) return "unavailable";
  if (status === 403 || status === 404) return "unexplained";
  if (status === 410) return "credential-refused";
  if (status === 400 || status === 413) return "payload-refused";
  if (status >= 300) return "misdirected";
  return "unconfirmed";
};

/** Classifies the response of a Slack webhook by its body first and its status second: 200 alone proves nothing. */
export const webhookResponseOf = (status: number, body: string, retryAfter?: string): WebhookResponse => {
  const answer = body.trim();
  if (status === 200 && answer === "ok") return { means: "delivered" };
  const word = textOf(jsonFieldsOf(answer)?.["error"]) ?? answer;
  const known = words.get(word);
  return refusal(known ?? byStatus(status), known ? word : `HTTP ${status}`, retryAfter);
};
