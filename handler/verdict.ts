import { jsonFieldsOf, textOf } from "./wire/fields";

/** What Slack's answer means for the message. */
export type Verdict =
  | { readonly means: "delivered" }
  /** Slack asks to wait; without a number it does not say how long. */
  | { readonly means: "rate-limited"; readonly word: string; readonly retryAfterSeconds?: number }
  /** Slack has trouble: the same message may succeed later. */
  | { readonly means: "unavailable"; readonly word: string }
  /** Slack does not take this payload; a plainer one may do. */
  | { readonly means: "payload-refused"; readonly word: string }
  /** The webhook or its channel is gone or closed; the URL may have been replaced meanwhile. */
  | { readonly means: "webhook-refused"; readonly word: string }
  /** Not Slack, or not as Slack answers: trying again changes nothing. */
  | { readonly means: "misdirected"; readonly word: string };

type Refusal = Exclude<Verdict["means"], "delivered">;

/** Slack's error words. (Slack developer docs, Incoming webhooks error handling; changelog 2016-05) */
const meanings: Readonly<Record<string, Refusal>> = {
  invalid_payload: "payload-refused",
  invalid_blocks: "payload-refused",
  invalid_blocks_format: "payload-refused",
  no_text: "payload-refused",
  missing_text_or_fallback_or_attachments: "payload-refused",
  too_many_attachments: "payload-refused",
  msg_blocks_too_long: "payload-refused",
  user_not_found: "payload-refused",
  action_prohibited: "webhook-refused",
  posting_to_general_channel_denied: "webhook-refused",
  invalid_token: "webhook-refused",
  channel_not_found: "webhook-refused",
  no_service: "webhook-refused",
  no_service_id: "webhook-refused",
  no_team: "webhook-refused",
  no_active_hooks: "webhook-refused",
  channel_is_archived: "webhook-refused",
  team_disabled: "webhook-refused",
  rate_limited: "rate-limited",
  ratelimited: "rate-limited",
  message_limit_exceeded: "rate-limited",
  rollup_error: "unavailable",
};

const byStatus = (status: number): Refusal => {
  if (status === 429) return "rate-limited";
  if (status === 408 || status >= 500) return "unavailable";
  if (status === 403 || status === 404 || status === 410) return "webhook-refused";
  if (status === 400 || status === 413) return "payload-refused";
  if (status >= 300) return "misdirected";
  return "unavailable"; // 2xx with a page of a proxy: Slack itself was not reached.
};

/** `Retry-After` in seconds; absent where it is not a number, such as a date. */
const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;

/** Judges an answer of a Slack webhook by its body first and its status second: 200 alone proves nothing. */
export const verdictOf = (status: number, body: string, retryAfter?: string): Verdict => {
  const answer = body.trim();
  if (status === 200 && answer === "ok") return { means: "delivered" };
  const given = textOf(jsonFieldsOf(answer)?.["error"]) ?? answer;
  const known = Object.hasOwn(meanings, given);
  const means = (known ? meanings[given] : undefined) ?? byStatus(status);
  const word = known ? given : `HTTP ${status}`;
  const retryAfterSeconds = secondsOf(retryAfter);
  return means === "rate-limited" && retryAfterSeconds !== undefined
    ? { means, word, retryAfterSeconds }
    : { means, word };
};
