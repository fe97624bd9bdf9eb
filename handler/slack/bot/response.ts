import { jsonFieldsOf, textOf } from "../../model/fields";

/** What an answer of Slack's Web API means. */
export type BotAnswer =
  /** `ts` names the message, and with the channel's id it can be changed later. */
  | { readonly means: "delivered"; readonly ts?: string }
  /** Slack asks to wait; without a number it does not say how long. */
  | { readonly means: "rate-limited"; readonly word: string; readonly retryAfterSeconds?: number }
  /** Slack has trouble: the same call may succeed later. */
  | { readonly means: "unavailable"; readonly word: string }
  /** Slack does not take this payload; a plainer one may do. */
  | { readonly means: "payload-refused"; readonly word: string }
  /** The message to change or to answer is gone, or may not be changed any more. */
  | { readonly means: "message-gone"; readonly word: string }
  /** The token is not valid; it may have been replaced meanwhile. */
  | { readonly means: "token-refused"; readonly word: string }
  /** The app lacks a scope for this. */
  | { readonly means: "scope-missing"; readonly word: string }
  /** The channel is not there, closed, or the app is not in it. */
  | { readonly means: "channel-refused"; readonly word: string }
  /** Not Slack, or not as Slack answers: trying again changes nothing. */
  | { readonly means: "misdirected"; readonly word: string };

type Refusal = Exclude<BotAnswer["means"], "delivered">;

/** Slack's error words. (Slack developer docs, chat.postMessage, chat.update and auth.test: errors) */
const wordsByMeaning: readonly (readonly [Refusal, string])[] = [
  [
    "token-refused",
    "invalid_auth account_inactive token_revoked token_expired not_authed not_allowed_token_type org_login_required two_factor_setup_required",
  ],
  ["scope-missing", "missing_scope no_permission"],
  [
    "channel-refused",
    "not_in_channel channel_not_found is_archived restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel restricted_action_non_threadable_channel messages_tab_disabled team_access_not_granted team_not_found ekm_access_denied enterprise_is_restricted access_denied accesslimited external_channel_migrating",
  ],
  [
    "message-gone",
    "message_not_found cant_update_message edit_window_closed thread_not_found cannot_reply_to_message cant_broadcast_message is_inactive restricted_action_thread_locked message_not_owned_by_app",
  ],
  [
    "payload-refused",
    "msg_too_long msg_blocks_too_long no_text invalid_blocks invalid_blocks_format invalid_attachments too_many_attachments attachment_payload_limit_exceeded invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_json json_not_object markdown_text_conflict",
  ],
  ["rate-limited", "ratelimited rate_limited message_limit_exceeded"],
  [
    "unavailable",
    "fatal_error internal_error service_unavailable request_timeout team_added_to_org rollup_error",
  ],
];

const meanings: ReadonlyMap<string, Refusal> = new Map(
  wordsByMeaning.flatMap(([means, words]) => words.split(" ").map((word) => [word, means] as const)),
);

const byStatus = (status: number): Refusal => {
  if (status === 429) return "rate-limited";
  if (status === 408 || status >= 500) return "unavailable";
  if (status === 413) return "payload-refused";
  // 2xx with a page of a proxy: Slack itself was not reached.
  return status >= 300 ? "misdirected" : "unavailable";
};

/** Words of ours and of Slack's future: letters and `_` only, so that nothing else gets into a log. */
const isWord = (text: string): boolean => /^[a-z_]{2,60}$/.test(text);

/** `Retry-After` in seconds; absent where it is not a number, such as a date. */
const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;

const tsOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d{1,12}\.\d{1,9}$/.test(value) ? value : undefined;

/**
 * Judges an answer of the Web API, by its body first: a refusal has status 200 too. A word that nobody knows is taken
 * for a refusal of the payload: it is tried once more as plain text, and waits for somebody then.
 */
export const botAnswerOf = (status: number, body: string, retryAfter?: string): BotAnswer => {
  const fields = jsonFieldsOf(body);
  if (status === 200 && fields?.["ok"] === true) {
    const ts = tsOf(fields["ts"]);
    return { means: "delivered", ...(ts !== undefined && { ts }) };
  }
  const given = textOf(fields?.["error"]) ?? "";
  const known = meanings.get(given);
  const isNew = known === undefined && status === 200 && fields?.["ok"] === false;
  const means = known ?? (isNew ? "payload-refused" : byStatus(status));
  const word = isWord(given) ? given : `HTTP ${status}`;
  const retryAfterSeconds = secondsOf(retryAfter);
  return means === "rate-limited" && retryAfterSeconds !== undefined
    ? { means, word, retryAfterSeconds }
    : { means, word };
};
