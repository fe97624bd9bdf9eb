import { type LocalSlack, type SlackOptions, startSlack } from "../../../local/slack/slack";

let slack: LocalSlack;

afterEach(() => slack.close());

const start = async (options: SlackOptions = {}): Promise<void> => {
  slack = await startSlack(options);
};

const post = async (payload: unknown = { text: "hello" }, url = slack.webhookUrl) => {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(payload), redirect: "manual" });
  return {
    status: response.status,
    body: await response.text(),
    retryAfter: response.headers.get("retry-after"),
  };
};

describe("the local webhook", () => {
  test("keeps what it accepts, and answers ok", async () => {
    await start();
    expect(await post()).toEqual({ status: 200, body: "ok", retryAfter: null });
    expect(slack.messages).toMatchObject([{ id: 1, text: "hello" }]);
  });

  test("refuses with Slack's word, and keeps the reason", async () => {
    await start();
    expect(await post({ text: "t", blocks: [{ type: "marquee" }] })).toMatchObject({
      status: 400,
      body: "invalid_blocks",
    });
    expect(slack.refusals).toEqual([{ word: "invalid_blocks", reason: expect.stringContaining("blocks.0") }]);
    expect(slack.messages).toEqual([]);
  });

  test("answers an empty message like Slack, and does not count it as a refused payload", async () => {
    await start();
    expect(await post({})).toMatchObject({ status: 400, body: "no_text" });
    expect(slack.refusals).toEqual([]);
  });

  test("does not accept more than a megabyte", async () => {
    await start();
    expect(await post({ text: "x".repeat(2_000_000) })).toMatchObject({
      status: 400,
      body: "invalid_payload",
    });
  });

  test("refuses any other path, and its own once replaced", async () => {
    await start();
    const old = slack.webhookUrl;
    expect(await post({}, `${old}x`)).toMatchObject({ status: 404, body: "no_service" });
    expect(slack.replaceWebhook()).toBe(slack.webhookUrl);
    expect(await post({ text: "a" }, old)).toMatchObject({ status: 404, body: "no_service" });
    expect(await post({ text: "a" })).toMatchObject({ status: 200 });
  });

  test("accepts a short burst, then one message a second", async () => {
    let now = 0;
    await start({ now: () => now, rateLimit: { burst: 2, intervalMilliseconds: 1000 } });
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let number = 0; number < count; number += 1) seen.push((await post()).status);
      return seen;
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    now = 900;
    expect(await post()).toEqual({
      status: 429,
      retryAfter: "1",
      body: '{"retry_after":1,"ok":false,"error":"rate_limited"}',
    });
    now = 1000;
    expect(await statuses(2)).toEqual([200, 429]);
    now = 60_000;
    expect(await statuses(3)).toEqual([200, 200, 429]);
    expect(slack.messages).toHaveLength(5);
    expect(slack.callCount()).toBe(9);
  });

  test("fails as told, in turn, then is well again", async () => {
    await start();
    slack.failNext(
      { kind: "answer", status: 503, body: "busy" },
      { kind: "answer", status: 302, body: "", headers: { location: "/elsewhere" } },
      { kind: "reset" },
    );
    expect(await post()).toMatchObject({ status: 503, body: "busy" });
    expect(await post()).toMatchObject({ status: 302 });
    await expect(post()).rejects.toThrow();
    expect(await post()).toMatchObject({ status: 200 });
    slack.failNext({ kind: "hang" });
    await expect(
      fetch(slack.webhookUrl, { method: "POST", body: "{}", signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow();
  });

  test("reports a port that is in use", async () => {
    await start();
    const port = Number(new URL(slack.pageUrl).port);
    await expect(startSlack({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("the page's server", () => {
  test("lets the page load nothing from elsewhere", async () => {
    await start();
    const response = await fetch(slack.pageUrl);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await response.text()).toContain('<div id="app">');
  });

  test("serves nothing but the page, and never the webhook", async () => {
    await start();
    await post();
    const { pageUrl, webhookUrl } = slack;
    expect((await fetch(`${pageUrl}nothing`)).status).toBe(404);
    expect((await fetch(webhookUrl)).status).toBe(404);
    const secret = new URL(webhookUrl).pathname;
    for (const path of ["", "app.js", "app.css"])
      expect(await (await fetch(`${pageUrl}${path}`)).text()).not.toContain(secret);
  });
});
