import { type LocalSlack, type SlackOptions, startSlack } from "../../../local/slack/slack";

let slack: LocalSlack;

afterEach(() => slack.close());

const start = async (options: SlackOptions = { rateLimit: false }): Promise<void> => {
  slack = await startSlack(options);
};

type Headers = Readonly<Record<string, string>>;

const call = async (method: string, fields: unknown, headers: Headers = {}) => {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${slack.workspace.token()}`,
      "content-type": "application/json; charset=utf-8",
      ...headers,
    },
    body: typeof fields === "string" ? fields : JSON.stringify(fields),
  });
  return {
    status: response.status,
    scopes: response.headers.get("x-oauth-scopes"),
    retryAfter: response.headers.get("retry-after"),
    answer: await response.json(),
  };
};

const post = async (fields: Readonly<Record<string, unknown>> = { text: "hello" }) =>
  (await call("chat.postMessage", { channel: slack.channel, ...fields })).answer;

const update = async (ts: string, fields: Readonly<Record<string, unknown>>) =>
  (await call("chat.update", { channel: slack.channel, ts, ...fields })).answer;

const attachment = (text: string) => ({
  color: "danger",
  blocks: [{ type: "section", text: { type: "mrkdwn", text } }],
});

describe("the local chat.postMessage", () => {
  test("answers with channel, ts and message, and keeps it", async () => {
    await start();
    const answer = await post();
    expect(answer).toMatchObject({ ok: true, channel: slack.channel, message: { text: "hello" } });
    expect(answer.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(slack.messages).toMatchObject([{ text: "hello", channel: slack.channel, ts: answer.ts }]);
  });

  test("gives every message its own ts", async () => {
    await start();
    expect((await post()).ts).not.toBe((await post()).ts);
  });

  test("replies in a thread, and shows the reply in the channel where requested", async () => {
    await start();
    const { ts } = await post();
    await post({ text: "quiet", thread_ts: ts });
    await post({ text: "loud", thread_ts: ts, reply_broadcast: true });
    expect(slack.messages.slice(1)).toMatchObject([
      { text: "quiet", threadTs: ts },
      { text: "loud", threadTs: ts, isBroadcast: true },
    ]);
    expect(slack.messages[1]).not.toHaveProperty("isBroadcast");
  });

  test("does not reply to a reply, or to a missing message", async () => {
    await start();
    const { ts } = await post();
    const reply = await post({ text: "a", thread_ts: ts });
    expect(await post({ text: "b", thread_ts: reply.ts })).toMatchObject({
      error: "cannot_reply_to_message",
    });
    expect(await post({ text: "c", thread_ts: "1700000000.000009" })).toMatchObject({
      error: "thread_not_found",
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["no_text", {}],
    ["invalid_blocks", { text: "t", blocks: [{ type: "marquee" }] }],
    ["invalid_blocks_format", { text: "t", blocks: "no" }],
    ["invalid_attachments", { text: "t", attachments: [{ blocks: [{ type: "marquee" }] }] }],
    ["channel_not_found", { text: "t", channel: "#backups" }],
    ["channel_not_found", { text: "t", channel: "C0NOTHERE01" }],
    ["invalid_arg_name", { text: "t", link_names: true }],
    ["invalid_arguments", { text: "t", thread_ts: "yesterday" }],
    ["invalid_arguments", { text: "t", reply_broadcast: true }],
  ])("refuses with %s", async (error, fields) => {
    await start();
    expect(await post(fields)).toMatchObject({ ok: false, error });
    expect(slack.messages).toEqual([]);
    expect(slack.refusals).toMatchObject([{ word: error }]);
  });

  test("requires the scope, and names the granted ones", async () => {
    await start();
    slack.workspace.setScopes("incoming-webhook");
    expect(await post()).toEqual({
      ok: false,
      error: "missing_scope",
      needed: "chat:write",
      provided: "incoming-webhook",
    });
  });

  test("knows which channels the app is in", async () => {
    await start();
    const { workspace, channel } = slack;
    workspace.setChannel(channel, { isMember: false });
    expect(await post()).toMatchObject({ error: "not_in_channel" });
    workspace.setScopes("chat:write", "chat:write.public");
    expect(await post()).toMatchObject({ ok: true });
    workspace.setChannel(channel, { isPrivate: true });
    expect(await post()).toMatchObject({ error: "channel_not_found" });
    workspace.setChannel(channel, { isPrivate: false, isMember: true, isArchived: true });
    expect(await post()).toMatchObject({ error: "is_archived" });
  });

  test("accepts one message a second per channel", async () => {
    await start({ now: () => 0, rateLimit: { burst: 1, intervalMilliseconds: 1000 } });
    slack.workspace.setChannel("C0OTHER0001");
    expect(await post()).toMatchObject({ ok: true });
    expect(await call("chat.postMessage", { channel: slack.channel, text: "t" })).toMatchObject({
      status: 429,
      retryAfter: "1",
      answer: { ok: false, error: "ratelimited" },
    });
    expect(await post({ channel: "C0OTHER0001", text: "t" })).toMatchObject({ ok: true });
  });
});

describe("the local chat.update", () => {
  test("replaces the message, and keeps what it said", async () => {
    await start();
    const { ts } = await post({ text: "one", attachments: [attachment("a")] });
    expect(await update(ts, { text: "two", attachments: [attachment("b")] })).toMatchObject({ ok: true, ts });
    expect(slack.messages).toMatchObject([{ id: 1, ts, text: "two", earlier: [{ text: "one" }] }]);
    expect(slack.messages[0]?.editedAt).toBeInstanceOf(Date);
  });

  test("keeps attachments that the edit does not name, and drops them for an empty list", async () => {
    await start();
    const { ts } = await post({ text: "one", attachments: [attachment("a")] });
    await update(ts, { text: "two" });
    expect(slack.messages[0]?.attachments).toHaveLength(1);
    await update(ts, { text: "three", attachments: [] });
    expect(slack.messages[0]?.attachments).toEqual([]);
  });

  test("does not find a message that was deleted, nor one of another channel", async () => {
    await start();
    slack.workspace.setChannel("C0OTHER0001");
    const { ts } = await post();
    expect((await call("chat.update", { channel: "C0OTHER0001", ts, text: "t" })).answer).toMatchObject({
      error: "message_not_found",
    });
    const [message] = slack.messages;
    if (message) slack.deleteMessage(message);
    expect(await update(ts, { text: "t" })).toMatchObject({ error: "message_not_found" });
  });

  test("refuses what is too long, or nothing", async () => {
    await start();
    const { ts } = await post();
    expect(await update(ts, { text: "x".repeat(4001) })).toMatchObject({ error: "msg_too_long" });
    expect(await update(ts, {})).toMatchObject({ error: "no_text" });
    expect(slack.messages).toMatchObject([{ text: "hello" }]);
  });

  test("accepts fifty calls a minute", async () => {
    await start({ now: () => 1_700_000_000_000 });
    const { ts } = await post();
    for (let count = 0; count < 50; count += 1)
      expect(await update(ts, { text: "t" })).toMatchObject({ ok: true });
    expect(await update(ts, { text: "t" })).toMatchObject({ error: "ratelimited" });
  });
});

describe("the local Web API", () => {
  test("identifies the token, and its scopes", async () => {
    await start();
    expect(await call("auth.test", {})).toMatchObject({
      status: 200,
      scopes: "chat:write,incoming-webhook",
      answer: { ok: true, team: "Local", bot_id: "B0LOCAL" },
    });
  });

  test("knows its token, and the one before", async () => {
    await start();
    const old = slack.workspace.token();
    expect(slack.workspace.replaceToken()).not.toBe(old);
    const withToken = async (authorization: string) =>
      (await call("auth.test", {}, { authorization })).answer.error;
    expect(await withToken(`Bearer ${old}`)).toBe("token_revoked");
    expect(await withToken("Bearer xoxb-1")).toBe("invalid_auth");
    const response = await fetch(`${slack.apiUrl}auth.test`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(await response.json()).toEqual({ ok: false, error: "not_authed" });
  });

  test("refuses what is not JSON, and unknown methods", async () => {
    await start();
    expect((await call("chat.postMessage", "{")).answer).toMatchObject({ error: "invalid_json" });
    expect((await call("auth.test", "{}", { "content-type": "text/plain" })).answer).toMatchObject({
      error: "invalid_post_type",
    });
    expect((await call("chat.delete", {})).answer).toMatchObject({ error: "unknown_method" });
  });

  test("has faults like the webhook, on one method where a program limits them", async () => {
    await start();
    slack.failNext({ kind: "answer", status: 200, body: '{"ok":false,"error":"fatal_error"}' });
    expect(await post()).toMatchObject({ error: "fatal_error" });
    const refusal = { kind: "answer", status: 200, body: '{"ok":false,"error":"x"}' } as const;
    slack.inject(({ method }) => (method === "chat.update" ? refusal : undefined));
    const { ts } = await post();
    expect(await update(ts, { text: "t" })).toMatchObject({ error: "x" });
  });

  test("never shows its token", async () => {
    await start();
    await post();
    const secret = slack.workspace.token();
    for (const path of ["", "app.js", "app.css"])
      expect(await (await fetch(`${slack.pageUrl}${path}`)).text()).not.toContain(secret);
    expect(JSON.stringify(slack.messages)).not.toContain(secret);
  });
});
