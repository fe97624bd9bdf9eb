import { type WebhookResponse, webhookResponseOf } from "../../../../handler/slack/webhook/response";

/** Every row of what Slack answers to a webhook. (Slack developer docs, Incoming webhooks error handling) */
const rows: readonly (readonly [status: number, body: string, means: WebhookResponse["means"]])[] = [
  [200, "ok", "delivered"],
  [200, "ok\n", "delivered"],
  [400, "invalid_payload", "payload-refused"],
  [400, "invalid_blocks", "payload-refused"],
  [400, "invalid_blocks_format", "payload-refused"],
  [400, "invalid_attachments", "payload-refused"],
  [400, "no_text", "payload-refused"],
  [400, "missing_text_or_fallback_or_attachments", "payload-refused"],
  [400, "too_many_attachments", "payload-refused"],
  [400, "msg_blocks_too_long", "payload-refused"],
  [400, "user_not_found", "payload-refused"],
  [400, "", "payload-refused"],
  [413, "Request Entity Too Large", "payload-refused"],
  [403, "action_prohibited", "credential-refused"],
  [403, "posting_to_general_channel_denied", "credential-refused"],
  [403, "invalid_token", "credential-refused"],
  [404, "channel_not_found", "credential-refused"],
  [404, "no_service", "credential-refused"],
  [404, "no_service_id", "credential-refused"],
  [404, "no_team", "credential-refused"],
  [404, "no_active_hooks", "credential-refused"],
  [410, "channel_is_archived", "credential-refused"],
  [410, "gone", "credential-refused"],
  [403, "<html>Forbidden</html>", "unexplained"],
  [404, "", "unexplained"],
  [300, "", "misdirected"],
  [401, "team_disabled", "credential-refused"],
  [429, "rate_limited", "rate-limited"],
  [429, '{"retry_after":1,"ok":false,"error":"rate_limited"}', "rate-limited"],
  [429, "ratelimited", "rate-limited"],
  [429, "slow down", "rate-limited"],
  [403, "message_limit_exceeded", "rate-limited"],
  [500, "rollup_error", "unavailable"],
  [500, "", "unavailable"],
  [503, "<html>Service Unavailable</html>", "unavailable"],
  [408, "", "unavailable"],
  [302, "", "misdirected"],
  [301, "ok", "misdirected"],
  [401, "who are you", "misdirected"],
  [200, "no_service", "credential-refused"],
  [200, "invalid_payload", "payload-refused"],
  [200, "<html>Welcome to the hotel</html>", "unconfirmed"],
  [200, "OK", "unconfirmed"],
  [200, '{"ok":true}', "unconfirmed"],
  [200, "\u001f\ufffd\b\u0000", "unconfirmed"],
  [200, "", "unconfirmed"],
  [202, "ok", "unconfirmed"],
];

describe("an answer of Slack", () => {
  test.each(rows)("%i %j means %s", (status, body, means) => {
    expect(webhookResponseOf(status, body).means).toBe(means);
  });

  test.each([
    ["3", 3],
    [" 30 ", 30],
    ["0", 0],
    ["999999999", 999_999_999],
    [undefined, undefined],
    ["", undefined],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
  ])("with Retry-After %j asks to wait %j seconds", (header, seconds) => {
    const verdict = webhookResponseOf(429, "rate_limited", header);
    expect("retryAfterSeconds" in verdict ? verdict.retryAfterSeconds : undefined).toBe(seconds);
  });

  test("asks to wait only where Slack asks to post more slowly", () => {
    expect(webhookResponseOf(503, "", "30")).toEqual({ means: "unavailable", word: "HTTP 503" });
    expect(webhookResponseOf(429, "", "soon")).toEqual({ means: "rate-limited", word: "HTTP 429" });
    expect(webhookResponseOf(429, '{"error":"ratelimited"}', "30")).toEqual({
      means: "rate-limited",
      word: "ratelimited",
      retryAfterSeconds: 30,
    });
  });

  test("names Slack's own word, or the status where Slack gives none we know", () => {
    expect(webhookResponseOf(404, "no_service")).toEqual({ means: "credential-refused", word: "no_service" });
    expect(webhookResponseOf(500, "constructor")).toEqual({ means: "unavailable", word: "HTTP 500" });
  });
});
