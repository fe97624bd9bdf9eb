import type { Aws } from "../../../handler/aws/request";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { notify } from "../../../handler/pipeline";
import { createBotChannels } from "../../../handler/slack/bot/channels";
import { createWebhookChannels } from "../../../handler/slack/webhook/channels";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";
import { newNotifier } from "../support/notifier";

const names = {
  webhookParameterName: "/main",
  furtherWebhookParameterNames: "/channels/*",
  stage: "dev",
} as const;

/** Parameters by name, each with its version. */
type Stored = Record<string, { Value: string; Version: unknown }>;

/** SSM with these parameters; the test changes them. */
const ssmWith =
  (stored: Stored): Aws =>
  async ({ body = "{}" }) => {
    const Parameter = stored[JSON.parse(body).Name];
    return Parameter === undefined
      ? { status: 400, headers: {}, body: '{"__type":"ParameterNotFound"}' }
      : { status: 200, headers: {}, body: JSON.stringify({ Parameter }) };
  };

const webhook = (token: string, Version: unknown) => ({
  Value: `https://hooks.slack.com/services/T0/B0/${token}`,
  Version,
});

const attribute = (Value: string) => ({ Type: "String", Value });

const testMessage = (channel?: string) => ({
  Records: [
    {
      EventSource: "aws:sns",
      Sns: {
        TopicArn: "arn:aws:sns:eu-west-1:111122223333:t",
        Message: "A test message",
        MessageAttributes: {
          EventType: attribute("BACKUP_NOTIFICATIONS_TEST"),
          Id: attribute("3f1c"),
          ...(channel !== undefined && { Channel: attribute(channel) }),
        },
      },
    },
  ],
});

/** A stage with webhooks whose posts are recorded by URL. */
const stageWith = async (stored: Stored) => {
  const urls: string[] = [];
  const channels = await createWebhookChannels({
    ...names,
    slackHosts: ["hooks.slack.com"],
    aws: ssmWith(stored),
    http: async ({ url }) => {
      urls.push(new URL(url).pathname.split("/").at(-1) ?? "");
      return { status: 200, headers: {}, body: "ok" };
    },
    sleep: async () => undefined,
  });
  const { notifier, lines } = newNotifier({ channels });
  const deliver = async (input: unknown) => {
    await notify(input, () => 30_000, notifier);
    return lines.findLast(({ outcome }) => outcome === "delivered");
  };
  return { deliver, urls };
};

describe("a test message", () => {
  test("is sent with the secret that is stored now, and the log names its version", async () => {
    const stored: Stored = { "/main": webhook("old", 1) };
    const { deliver, urls } = await stageWith(stored);
    expect(await deliver(testMessage())).toMatchObject({ kind: "test", id: "3f1c", secretVersion: 1 });
    stored["/main"] = webhook("new", 2);
    expect(await deliver(testMessage())).toMatchObject({ secretVersion: 2 });
    expect(urls).toEqual(["old", "new"]);
  });

  test("for a further channel proves that channel's secret, or the main one's where it has none", async () => {
    const stored: Stored = { "/main": webhook("main", 7) };
    const { deliver, urls } = await stageWith(stored);
    expect(await deliver(testMessage("payments"))).toMatchObject({ secretVersion: 7 });
    stored["/channels/payments"] = webhook("payments", 3);
    expect(await deliver(testMessage("payments"))).toMatchObject({ secretVersion: 3 });
    expect(urls).toEqual(["main", "payments"]);
  });

  test.each([undefined, "two", null])(
    "whose secret comes without a version (%j) is sent, and the log names none",
    async (version) => {
      const { deliver } = await stageWith({ "/main": webhook("main", version) });
      expect(await deliver(testMessage())).not.toHaveProperty("secretVersion");
    },
  );
});

test("no other event reads the secret afresh, or names its version", async () => {
  const stored: Stored = { "/main": webhook("old", 1) };
  const { deliver, urls } = await stageWith(stored);
  stored["/main"] = webhook("new", 2);
  const [event] = vaultEvents;
  if (event === undefined) throw new Error("there is no event");
  expect(await deliver(throughSns(event))).not.toHaveProperty("secretVersion");
  expect(urls).toEqual(["old"]);
});

test("a bot's channels prove the version of its token", async () => {
  const stored: Stored = { "/token": { Value: "xoxb-123456789012-123456789012-first", Version: 4 } };
  const channels = await createBotChannels({
    stage: "dev",
    tokenParameterName: "/token",
    channel: "C0123ABCD",
    furtherChannels: {},
    apiUrl: "https://slack.com/api/",
    aws: ssmWith(stored),
    http: async () => ({ status: 200, headers: {}, body: "{}" }),
    history: createSentHistory(),
    ledger: undefined,
    onSkipped: () => undefined,
    sleep: async () => undefined,
  });
  stored["/token"] = { Value: "xoxb-123456789012-123456789012-second", Version: 5 };
  expect(await channels().secret?.({ fresh: true })).toMatchObject({
    value: "xoxb-123456789012-123456789012-second",
    version: 5,
  });
});
