import { botResponseOf } from "../../../../handler/slack/bot/response";
import type { SlackResponse } from "../../../../handler/slack/response";

const refusal = (error: string) => JSON.stringify({ ok: false, error });

describe("an answer of Slack's Web API", () => {
  test.each<readonly [SlackResponse["means"], string]>([
    ["credential-refused", "invalid_auth"],
    ["credential-refused", "account_inactive"],
    ["credential-refused", "token_revoked"],
    ["credential-refused", "token_expired"],
    ["credential-refused", "not_authed"],
    ["scope-missing", "missing_scope"],
    ["channel-refused", "not_in_channel"],
    ["channel-refused", "channel_not_found"],
    ["channel-refused", "is_archived"],
    ["channel-refused", "restricted_action"],
    ["message-gone", "message_not_found"],
    ["message-gone", "cant_update_message"],
    ["message-gone", "edit_window_closed"],
    ["message-gone", "thread_not_found"],
    ["message-gone", "cannot_reply_to_message"],
    ["payload-refused", "msg_too_long"],
    ["payload-refused", "invalid_blocks"],
    ["payload-refused", "no_text"],
    ["payload-refused", "a_word_of_next_year"],
    ["rate-limited", "ratelimited"],
    ["unavailable", "fatal_error"],
    ["unavailable", "internal_error"],
    ["unavailable", "service_unavailable"],
    ["unavailable", "request_timeout"],
  ])("means %s where it says %s", (means, word) => {
    expect(botResponseOf(200, refusal(word))).toEqual({ means, word });
  });

  test.each<readonly [number, string, SlackResponse]>([
    [
      200,
      '{"ok":true,"channel":"C1","ts":"1700000000.000100"}',
      { means: "delivered", ts: "1700000000.000100" },
    ],
    [200, '{"ok":true}', { means: "delivered" }],
    [200, '{"ok":true,"ts":"<!channel>"}', { means: "delivered" }],
    [200, "ok", { means: "unconfirmed", word: "HTTP 200" }],
    [200, "<html>sign in</html>", { means: "unconfirmed", word: "HTTP 200" }],
    [200, '{"ok":"true"}', { means: "unconfirmed", word: "HTTP 200" }],
    [200, '{"ok":false}', { means: "payload-refused", word: "HTTP 200" }],
    [200, refusal("xoxb-1-Canary"), { means: "payload-refused", word: "HTTP 200" }],
    [500, "", { means: "unavailable", word: "HTTP 500" }],
    [503, refusal("service_unavailable"), { means: "unavailable", word: "service_unavailable" }],
    [408, "", { means: "unavailable", word: "HTTP 408" }],
    [413, "", { means: "payload-refused", word: "HTTP 413" }],
    [302, "", { means: "misdirected", word: "HTTP 302" }],
    [403, "<html>proxy</html>", { means: "unexplained", word: "HTTP 403" }],
    [404, "", { means: "unexplained", word: "HTTP 404" }],
    [429, "", { means: "rate-limited", word: "HTTP 429" }],
  ])("with status %i and body %j", (status, body, verdict) => {
    expect(botResponseOf(status, body)).toEqual(verdict);
  });

  test.each<readonly [string | undefined, number | undefined]>([
    ["7", 7],
    ["0", 0],
    [undefined, undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ["-1", undefined],
  ])("with Retry-After %j waits for %j seconds", (header, seconds) => {
    const answer = botResponseOf(429, refusal("ratelimited"), header);
    expect(answer).toEqual({
      means: "rate-limited",
      word: "ratelimited",
      ...(seconds !== undefined && { retryAfterSeconds: seconds }),
    });
  });
});
