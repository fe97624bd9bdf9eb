import type { Update } from "../../../../handler/deduplicate/update";
import type { OutgoingMessage } from "../../../../handler/render/message";
import type { Channel } from "../../../../handler/slack/channel";
import type { Delivery } from "../../../../handler/slack/delivery-outcome";
import { createFurtherChannels } from "../../../../handler/slack/webhook/channels";
import type { Webhook } from "../../../../handler/slack/webhook/secret";

type WebhookUrl = Awaited<ReturnType<Webhook>>;

const stored: WebhookUrl = { ok: true, url: new URL("https://hooks.slack.com/services/T0/B0/x") };
const missing: WebhookUrl = { ok: false, problem: "there is no webhook URL", missing: true };
const denied: WebhookUrl = { ok: false, problem: "SSM parameter cannot be read" };
const retry: Delivery = { outcome: "retry", reason: "SSM parameter cannot be read" };

const bulletin: OutgoingMessage<Update> = {
  card: {
    severity: "danger",
    location: ["stage dev"],
    emoji: "x",
    title: "Hello",
    sentence: "Backup failed",
  },
  updates: [],
  channel: "audit",
};

const start = (webhooks: Readonly<Record<string, WebhookUrl>>) => {
  const told: { readonly where: string; readonly card: OutgoingMessage<Update>["card"] }[] = [];
  const opened: string[] = [];
  const channel = (where: string, answer?: Delivery): Channel => ({
    send: async ({ card }) => {
      told.push({ where, card });
      return answer ?? { outcome: "delivered", slackStatus: 200 };
    },
  });
  const channels = createFurtherChannels({
    stage: "dev",
    main: channel("main"),
    webhookOf: (name) => async () => webhooks[name] ?? missing,
    channelOf: (_webhook, name) => {
      opened.push(name);
      return channel(name, webhooks[name] === denied ? retry : undefined);
    },
  });
  return { channels, told, opened, tell: (name?: string) => channels(name).send(bulletin, () => 30_000) };
};

describe("a stage's channels", () => {
  test("are the main one without a name, and each further one by its own", async () => {
    const { tell, told } = start({ audit: stored, payments: stored });
    for (const name of [undefined, "audit", "payments"]) await tell(name);
    expect(told.map(({ where }) => where)).toEqual(["main", "audit", "payments"]);
    for (const { card } of told) expect(card).toEqual(bulletin.card);
  });

  test("are opened once, so that a webhook's URL and its patience are kept", async () => {
    const { channels, opened } = start({ audit: stored });
    expect(channels("audit")).toBe(channels("audit"));
    expect(opened).toEqual(["audit"]);
  });
});

describe("a channel whose webhook", () => {
  test("nobody has stored yet is told in the main one, which says so and how to end it", async () => {
    const { tell, told } = start({ audit: missing });
    expect(await tell("audit")).toMatchObject({ outcome: "delivered" });
    expect(told).toEqual([{ where: "main", card: expect.anything() }]);
    const { card } = told[0] ?? { card: bulletin.card };
    expect(card.sentence).toBe("Backup failed (meant for channel audit, which has no webhook yet)");
    expect(card.footer?.join()).toContain("`npm run set-webhook -- dev --channel audit`");
  });

  test("cannot be read waits for it: the main channel is not meant", async () => {
    const { tell, told } = start({ audit: denied });
    expect(await tell("audit")).toEqual(retry);
    expect(told.map(({ where }) => where)).toEqual(["audit"]);
  });
});
