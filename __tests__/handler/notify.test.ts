import { http } from "../../handler/http";
import type { LogLine } from "../../handler/log";
import { notify } from "../../handler/notify";
import { checkWebhookUrl } from "../../handler/webhook-url";
import { throughQueue, throughSns, vaultEvents } from "../fixtures/vault-events";
import { answer, type Script, type ScriptedServer, startScripted } from "../servers/scripted-server";

let server: ScriptedServer;

afterEach(() => server.close());

type Setting = { readonly muted?: readonly string[]; readonly remainingMilliseconds?: () => number };

const run = async (input: unknown, scripts: readonly Script[], setting: Setting = {}) => {
  const { muted = [], remainingMilliseconds = () => 30_000 } = setting;
  server = await startScripted(...scripts);
  const lines: LogLine[] = [];
  const { url } = server;
  const answered = notify(input, remainingMilliseconds, {
    settings: {
      stage: "dev",
      webhookParameterName: "/x",
      slackHosts: [],
      mutedKinds: new Set(muted),
      deadLetterQueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
    },
    aws: async () => ({ status: 403, headers: {}, body: '{"Message":"no"}' }),
    log: (line) => lines.push(line),
    delivery: {
      webhook: async () => checkWebhookUrl(`${url}/services/T0/B0/canary`, ["127.0.0.1"]),
      http,
      stage: "dev",
      sleep: async () => undefined,
    },
  });
  const result = await answered.then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );
  return { result, lines, texts: server.received.map(({ body }) => JSON.parse(body).text as string) };
};

const fixture = (name: string) => {
  const found = vaultEvents.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const queued = (...names: readonly string[]) => ({
  Records: names.flatMap((name, index) =>
    throughQueue(fixture(name)).Records.map((record) => ({ ...record, messageId: `message-${index}` })),
  ),
});

const three = queued("backup failed", "backup expired", "copy completed");

describe("a batch from the queue", () => {
  test("is posted one message an event, and answered with no failure", async () => {
    const { result, texts } = await run(three, [answer(200, "ok")]);
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Backup failed",
      "Backup expired",
      "Copy completed",
    ]);
  });

  test("gives back only what was not delivered", async () => {
    const scripts = [answer(200, "ok"), answer(400, "no_text"), answer(400, "no_text"), answer(200, "ok")];
    const { result, texts } = await run(three, scripts);
    expect(result).toEqual({ value: { batchItemFailures: [{ itemIdentifier: "message-1" }] } });
    expect(texts).toHaveLength(4);
  });

  test("is not tried any further once Slack has trouble", async () => {
    const { result, texts } = await run(three, [answer(200, "ok"), answer(503, "")]);
    expect(result).toEqual({
      value: { batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-2" }] },
    });
    expect(texts).toHaveLength(2);
  });

  test("is not tried any further where the time left is too short for another event", async () => {
    const remaining = [30_000, 9_999];
    const { result, texts } = await run(three, [answer(200, "ok")], {
      remainingMilliseconds: () => remaining.shift() ?? 0,
    });
    expect(result).toEqual({
      value: { batchItemFailures: [{ itemIdentifier: "message-2" }] },
    });
    expect(texts).toHaveLength(2);
  });

  test("has its first event tried however short the time", async () => {
    const { result, texts } = await run(three, [answer(200, "ok")], { remainingMilliseconds: () => 0 });
    expect(result).toMatchObject({ value: { batchItemFailures: { length: 2 } } });
    expect(texts).toHaveLength(1);
  });

  test("fails as a whole where nothing was delivered, so that Lambda backs off", async () => {
    const { result } = await run(three, [answer(503, "")]);
    expect(result).toEqual({
      error: expect.stringMatching(/^3 of 3 events not delivered: Slack has trouble/),
    });
  });
});

describe("direct delivery", () => {
  test("fails where the message was not delivered, so that Lambda tries again", async () => {
    const { result } = await run(throughSns(fixture("backup failed")), [answer(404, "no_service")]);
    expect(result).toEqual({ error: expect.stringContaining("npm run set-webhook -- dev") });
  });

  test("of garbage still reaches Slack", async () => {
    for (const garbage of [
      null,
      {},
      "x",
      { Records: [{}] },
      throughSns({ name: "", message: "x".repeat(300_000), attributes: {} }),
    ]) {
      const { result, texts } = await run(garbage, [answer(200, "ok")]);
      expect(result).toEqual({ value: { batchItemFailures: [] } });
      expect(texts[0]).toMatch(/^Unrecognised event/);
      await server.close();
    }
  });
});

describe("a muted kind", () => {
  test("is logged and not posted", async () => {
    const { result, texts, lines } = await run(
      queued("backup started", "backup failed"),
      [answer(200, "ok")],
      { muted: ["backup.started"] },
    );
    expect(result).toEqual({ value: { batchItemFailures: [] } });
    expect(texts).toHaveLength(1);
    expect(lines).toContainEqual({ outcome: "muted", kind: "backup.started", id: expect.any(String) });
  });
});

describe("the log", () => {
  test("names each event's fate by id, and never the webhook or AWS's text", async () => {
    const { lines } = await run(three, [answer(200, "ok"), answer(404, "no_service"), answer(200, "ok")]);
    expect(lines.filter(({ outcome }) => outcome !== "not-enriched")).toEqual([
      {
        outcome: "delivered",
        kind: "backup.failed",
        id: expect.any(String),
        slackStatus: 200,
        milliseconds: expect.any(Number),
      },
      {
        outcome: "failed",
        kind: "backup.expired",
        id: expect.any(String),
        failure: "permanent",
        slackStatus: 404,
        reason: expect.any(String),
      },
      {
        outcome: "delivered",
        kind: "copy.completed",
        id: expect.any(String),
        slackStatus: 200,
        milliseconds: expect.any(Number),
      },
    ]);
    expect(lines.filter(({ outcome }) => outcome === "not-enriched")).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toMatch(/canary|services|arn:aws/);
  });
});
