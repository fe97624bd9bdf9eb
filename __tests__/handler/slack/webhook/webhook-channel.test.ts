import { http } from "../../../../handler/aws/http";
import type { Secret } from "../../../../handler/aws/ssm-secret";
import type { Card } from "../../../../handler/render/card";
import type { SlackMessage } from "../../../../handler/render/message";
import type { Delivery } from "../../../../handler/slack/delivery-outcome";
import { checkWebhookUrl } from "../../../../handler/slack/webhook/url";
import { createWebhookChannel, postMessage } from "../../../../handler/slack/webhook/webhook-channel";
import {
  answer,
  breakOff,
  hang,
  type Script,
  type ScriptedServer,
  startScripted,
} from "../../../servers/scripted-server";

const message: SlackMessage = {
  text: "Backup failed",
  attachments: [{ color: "#E01E5A", blocks: [{ type: "divider" }] }],
  unfurl_links: false,
  unfurl_media: false,
};

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Setting = {
  readonly remainingMilliseconds?: number;
  readonly replacedBy?: string;
  readonly timeoutMilliseconds?: number;
};

/** Delivers to a server that follows the scripts; returns the outcome and what the server saw. */
const deliverTo = async (scripts: readonly Script[], setting: Setting = {}) => {
  const {
    remainingMilliseconds = 30_000,
    replacedBy = "/services/T0/B0/first",
    timeoutMilliseconds = 5000,
  } = setting;
  server = await startScripted(...scripts);
  const { url } = server;
  const webhook: Secret = async ({ fresh } = { fresh: false }) =>
    checkWebhookUrl(`${url}${fresh ? replacedBy : "/services/T0/B0/first"}`, ["127.0.0.1"]);
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
  };
  const options = { webhook, http, stage: "dev", sleep, timeoutMilliseconds };
  const result: Delivery = await postMessage(message, () => remainingMilliseconds, options);
  return { result, waits, received: server.received };
};

describe("a message", () => {
  test("is posted as JSON and delivered by Slack's ok", async () => {
    const { result, received } = await deliverTo([answer(200, "ok")]);
    expect(result).toEqual({ outcome: "delivered", slackStatus: 200 });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "POST", path: "/services/T0/B0/first" });
    expect(received[0]?.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(received[0]?.body ?? "")).toEqual(message);
  });

  test("waits as long as Slack asks where that fits, then is delivered", async () => {
    const { result, waits, received } = await deliverTo([
      answer(429, "rate_limited", { "retry-after": "2" }),
      answer(200, "ok"),
    ]);
    expect(result).toMatchObject({ outcome: "delivered" });
    expect(waits).toEqual([2000]);
    expect(received).toHaveLength(2);
  });

  test.each([
    ["is absurd", { "retry-after": "86400" }, 30_000, 86_400],
    ["does not fit the remaining time", { "retry-after": "9" }, 10_000, 9],
    ["is missing", {}, 30_000, undefined],
  ])(
    "is not held in the function where Retry-After %s",
    async (_name, headers, remainingMilliseconds, seconds) => {
      const { result, waits, received } = await deliverTo([answer(429, "rate_limited", headers)], {
        remainingMilliseconds,
      });
      expect(result).toMatchObject({ outcome: "retry", slackStatus: 429 });
      expect("retryAfterSeconds" in result ? result.retryAfterSeconds : undefined).toBe(seconds);
      expect(waits).toEqual([]);
      expect(received).toHaveLength(1);
    },
  );

  test("waits once only: a second 429 hands it back", async () => {
    const { result, received } = await deliverTo([answer(429, "rate_limited", { "retry-after": "1" })]);
    expect(result).toMatchObject({ outcome: "retry", retryAfterSeconds: 1 });
    expect(received).toHaveLength(2);
  });

  test.each([
    ["500", answer(500, ""), "Slack is failing (HTTP 500)"],
    ["503", answer(503, "<html>"), "Slack is failing (HTTP 503)"],
    ["rollup_error", answer(500, "rollup_error"), "Slack is failing (rollup_error)"],
    ["a long page of a proxy", answer(502, "x".repeat(100_000)), "Slack is failing (HTTP 502)"],
  ])("comes back after %s", async (_name, script, reason) => {
    const { result, received } = await deliverTo([script]);
    expect(result).toMatchObject({ outcome: "retry" });
    expect("reason" in result && result.reason).toContain(reason);
    expect(received).toHaveLength(1);
  });

  test.each([
    ["200 with a page", answer(200, "<html>"), "the answer is not Slack's (HTTP 200)"],
    ["a shouted OK", answer(200, "OK"), "the answer is not Slack's (HTTP 200)"],
    ["an answer without end", answer(200, "ok".repeat(50_000)), "the answer is not Slack's (HTTP 200)"],
    ["an answer that breaks off", breakOff, "Slack's answer was lost (ECONNRESET)"],
    ["no answer in time", hang, "Slack's answer was lost (no answer in time)"],
  ])("is undecided after %s: Slack may have it", async (_name, script, reason) => {
    const { result, received } = await deliverTo([script], { timeoutMilliseconds: 200 });
    expect(result).toMatchObject({ outcome: "undecided", reason: expect.stringContaining(reason) });
    expect(received).toHaveLength(1);
  });

  test("is retried where nothing listens", async () => {
    const gone = await startScripted(answer(200, "ok"));
    await gone.close();
    const webhook: Secret = async () => checkWebhookUrl(`${gone.url}/services/T0/B0/first`, ["127.0.0.1"]);
    const result = await postMessage(message, () => 30_000, {
      webhook,
      http,
      stage: "dev",
      sleep: async () => undefined,
    });
    expect(result).toMatchObject({ outcome: "retry", reason: expect.stringContaining("ECONNREFUSED") });
  });

  test("comes back where there is no webhook URL yet", async () => {
    const webhook: Secret = async () => ({ ok: false, problem: "there is no webhook URL" });
    const result = await postMessage(message, () => 30_000, {
      webhook,
      http,
      stage: "dev",
      sleep: async () => undefined,
    });
    expect(result).toEqual({ outcome: "retry", reason: "there is no webhook URL" });
  });

  test("is sent again as plain text where Slack refuses its blocks", async () => {
    const { result, received } = await deliverTo([answer(400, "invalid_blocks"), answer(200, "ok")]);
    expect(result).toMatchObject({ outcome: "delivered" });
    expect(JSON.parse(received[1]?.body ?? "")).toEqual({
      text: "Backup failed",
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test("of a group is sent again with every name that it has", async () => {
    server = await startScripted(answer(400, "invalid_blocks"), answer(200, "ok"));
    const { url } = server;
    const channel = createWebhookChannel({
      webhook: async () => checkWebhookUrl(`${url}/services/T0/B0/first`, ["127.0.0.1"]),
      http,
      stage: "dev",
      sleep: async () => undefined,
    });
    const card: Card = {
      severity: "danger",
      emoji: "red_circle",
      title: "11 backups failed",
      sentence: "11 backups failed: a, and 10 more",
      plainText: "11 backups failed: a, b, c, d, e, f, g, h, i, j, <k>",
      location: ["stage dev"],
      mention: "here",
    };
    await channel.send({ card, updates: [] }, () => 30_000);
    expect(JSON.parse(server.received[1]?.body ?? "")).toEqual({
      text: "11 backups failed: a, b, c, d, e, f, g, h, i, j, &lt;k&gt; <!here>",
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test("is parked where Slack refuses the plain text too", async () => {
    const { result, received } = await deliverTo([answer(400, "invalid_payload")]);
    expect(result).toMatchObject({ outcome: "permanent", slackStatus: 400 });
    expect(received).toHaveLength(2);
  });

  test.each([
    [404, "no_service"],
    [403, "action_prohibited"],
    [410, "channel_is_archived"],
  ])("goes to a webhook that was replaced meanwhile: %i %s", async (status, body) => {
    const { result, received } = await deliverTo([answer(status, body), answer(200, "ok")], {
      replacedBy: "/services/T0/B0/second",
    });
    expect(result).toMatchObject({ outcome: "delivered" });
    expect(received.map(({ path }) => path)).toEqual(["/services/T0/B0/first", "/services/T0/B0/second"]);
  });

  test("is parked where the webhook is gone and was not replaced", async () => {
    const { result, received } = await deliverTo([answer(404, "no_service")]);
    expect(result).toMatchObject({ outcome: "permanent", slackStatus: 404 });
    expect("reason" in result && result.reason).toContain("npm run set-webhook -- dev");
    expect(received).toHaveLength(1);
  });

  test("is parked where the replaced webhook is gone too, or is no webhook", async () => {
    const second = await deliverTo([answer(404, "no_service")], { replacedBy: "/services/T0/B0/second" });
    expect(second.result).toMatchObject({ outcome: "permanent" });
    expect(second.received).toHaveLength(2);
    await server?.close();
    const broken = await deliverTo([answer(404, "no_service")], { replacedBy: "/api" });
    expect(broken.result).toMatchObject({ outcome: "permanent" });
  });

  test.each([
    [403, "<html>Forbidden</html>"],
    [404, ""],
  ])("is retried for an hour after %i without a word of Slack's", async (status, body) => {
    const { result, received } = await deliverTo([answer(status, body)]);
    expect(result).toEqual({
      outcome: "retry",
      slackStatus: status,
      parkAfterAnHour: true,
      reason: `the response is not Slack's (HTTP ${status}); check the webhook URL and what stands between the function and Slack`,
    });
    expect(received).toHaveLength(1);
  });

  test("goes to a webhook that was replaced meanwhile although Slack gave no word", async () => {
    const { result } = await deliverTo([answer(404, ""), answer(200, "ok")], {
      replacedBy: "/services/T0/B0/second",
    });
    expect(result).toMatchObject({ outcome: "delivered" });
  });

  test("never follows a redirect", async () => {
    const { result, received } = await deliverTo([
      answer(302, "", { location: "/services/T0/B0/elsewhere" }),
    ]);
    expect(result).toMatchObject({ outcome: "permanent", slackStatus: 302 });
    expect(received).toHaveLength(1);
  });

  test("is parked where the certificate is not Slack's", async () => {
    const webhook: Secret = async () =>
      checkWebhookUrl("https://localhost/services/T0/B0/first", ["localhost"]);
    const refuse = async () => {
      throw Object.assign(new Error("altname"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    };
    const result = await postMessage(message, () => 30_000, {
      webhook,
      http: refuse,
      stage: "dev",
      sleep: async () => undefined,
    });
    expect(result).toMatchObject({
      outcome: "permanent",
      concerns: "channel",
      reason: expect.stringContaining("certificate"),
    });
  });

  test.each([
    [30_000, 5000],
    [11_000, 5000],
    [9500, 3500],
    [6000, 1000],
    [0, 1000],
  ])("with %i ms left waits %i ms for an answer: what follows must have its time", async (left, wait) => {
    const waits: number[] = [];
    await postMessage(message, () => left, {
      webhook: async () => checkWebhookUrl("https://hooks.slack.com/services/T0/B0/x", ["hooks.slack.com"]),
      http: async ({ timeoutMilliseconds }) => {
        waits.push(timeoutMilliseconds);
        return { status: 200, headers: {}, body: "ok" };
      },
      stage: "dev",
      sleep: async () => undefined,
    });
    expect(waits).toEqual([wait]);
  });

  test.each([
    ["10", 30_000, [10_000]],
    ["11", 30_000, []],
    ["5", 16_000, [5000]],
    ["5", 15_999, []],
  ])("with Retry-After %s and %i ms left waits %j ms", async (seconds, remainingMilliseconds, expected) => {
    const scripts = [answer(429, "rate_limited", { "retry-after": seconds }), answer(200, "ok")];
    const { waits, result } = await deliverTo(scripts, { remainingMilliseconds });
    expect(waits).toEqual(expected);
    expect(result.outcome).toBe(expected.length > 0 ? "delivered" : "retry");
  });

  test.each([
    [400, "invalid_payload", "message", "Slack refused the message and its plain text too (invalid_payload)"],
    [404, "no_service", "channel", "Slack refused the webhook (no_service)"],
    [302, "", "channel", "the response is not Slack's (HTTP 302)"],
  ])("after %i %s says that an operator must fix the %s", async (status, body, concerns, reason) => {
    const { result } = await deliverTo([answer(status, body)]);
    expect(result).toMatchObject({ concerns, reason: expect.stringContaining(reason) });
  });

  test("that is sent too fast shows Slack's word", async () => {
    const { result } = await deliverTo([answer(429, "rate_limited")]);
    expect(result).toEqual({
      outcome: "retry",
      slackStatus: 429,
      reason: "Slack asks to post more slowly (rate_limited); the event will be retried",
    });
  });

  test("that Slack cannot take now is not sent to another webhook", async () => {
    const { received } = await deliverTo([answer(500, "")], { replacedBy: "/services/T0/B0/second" });
    expect(received).toHaveLength(1);
  });

  test("is never explained with the webhook URL", async () => {
    for (const script of [
      answer(404, "no_service"),
      answer(500, ""),
      breakOff,
      answer(302, ""),
      answer(400, "no_text"),
    ]) {
      const { result } = await deliverTo([script]);
      expect(JSON.stringify(result)).not.toContain("/services/");
      await server?.close();
    }
  });
});

describe("the time that Slack is given", () => {
  test.each([
    [30_000, 5000],
    [11_000, 5000],
    [9000, 3000],
    [5000, 1000],
    [0, 1000],
  ])("with %i ms left is %i ms, so that events can still be settled", async (remaining, timeout) => {
    const timeouts: number[] = [];
    await postMessage(message, () => remaining, {
      webhook: async () => checkWebhookUrl("https://hooks.slack.com/services/T0/B0/x", ["hooks.slack.com"]),
      http: async ({ timeoutMilliseconds }) => {
        timeouts.push(timeoutMilliseconds);
        return { status: 200, headers: {}, body: "ok" };
      },
      stage: "dev",
      sleep: async () => undefined,
    });
    expect(timeouts).toEqual([timeout]);
  });
});
