import { jsonFieldsOf, textOf } from "../../model/fields";

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
const wordsByMeaning: readonly (readonly [Refusal, string])[] = [
  [
    "payload-refused",
    "invalid_payload invalid_blocks invalid_blocks_format invalid_attachments no_text missing_text_or_fallback_or_attachments too_many_attachments msg_blocks_too_long user_not_found",
  ],
  [
    "webhook-refused",
    "action_prohibited posting_to_general_channel_denied invalid_token channel_not_found no_service no_service_id no_team no_active_hooks channel_is_archived team_disabled",
  ],
  ["rate-limited", "rate_limited ratelimited message_limit_exceeded"],
  ["unavailable", "rollup_error"],
];

const meanings: ReadonlyMap<string, Refusal> = new Map(
  wordsByMeaning.flatMap(([means, words]) => words.split(" ").map((word) => [word, means] as const)),
);

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
  const known = meanings.get(given);
  const means = known ?? byStatus(status);
  const word = known ? given : `HTTP ${status}`;
  const retryAfterSeconds = secondsOf(retryAfter);
  return means === "rate-limited" && retryAfterSeconds !== undefined
    ? { means, word, retryAfterSeconds }
    : { means, word };
};
