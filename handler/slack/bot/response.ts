import { jsonFieldsOf, textOf } from "../../model/fields";
import { type Refusal, refusal, type SlackResponse, wordTable } from "../response";

/** Slack's error words. (Slack developer docs, chat.postMessage, chat.update and auth.test: errors) */
const words = wordTable<Refusal>([
  [
    "credential-refused",
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
]);

const byStatus = (status: number): Refusal => {
  if (status === 429) return "rate-limited";
  if (status === 408 || status >= 500) return "unavailable";
  if (status === 413) return "payload-refused";
  if (status === 403 || status === 404) return "unexplained";
  return status >= 300 ? "misdirected" : "unconfirmed";
};

/** Slack's words, known and future: letters and `_` only, so that nothing else gets into a log. */
const isWord = (text: string): boolean => /^[a-z_]{2,60}$/.test(text);

const tsOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d{1,12}\.\d{1,9}$/.test(value) ? value : undefined;

/**
 * Classifies a response of the Web API by its body first: a refusal has status 200 too. An unknown word counts as a
 * refusal of the payload: the call is tried once more as plain text, then parked.
 */
export const botResponseOf = (status: number, body: string, retryAfter?: string): SlackResponse => {
  const fields = jsonFieldsOf(body);
  if (status === 200 && fields?.["ok"] === true) {
    const ts = tsOf(fields["ts"]);
    return { means: "delivered", ...(ts !== undefined && { ts }) };
  }
  const word = textOf(fields?.["error"]) ?? "";
  const isUnknownRefusal = status === 200 && fields?.["ok"] === false;
  const means = words.get(word) ?? (isUnknownRefusal ? "payload-refused" : byStatus(status));
  return refusal(means, isWord(word) ? word : `HTTP ${status}`, retryAfter);
};
