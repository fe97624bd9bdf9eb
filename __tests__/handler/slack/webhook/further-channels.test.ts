import type { Secret } from "../../../../handler/aws/ssm-secret";
import type { Update } from "../../../../handler/deduplicate/update";
import type { OutgoingMessage } from "../../../../handler/render/message";
import type { Channel } from "../../../../handler/slack/channel";
import type { Delivery } from "../../../../handler/slack/delivery-outcome";
import { createFurtherChannels } from "../../../../handler/slack/webhook/further-channels";

type StoredUrl = Awaited<ReturnType<Secret>>;

const stored: StoredUrl = { ok: true, value: "https://hooks.slack.com/services/T0/B0/x" };
const missing: StoredUrl = { ok: false, problem: "there is no webhook URL", missing: true };
const denied: StoredUrl = { ok: false, problem: "SSM parameter cannot be read" };
const retry: Delivery = { outcome: "retry", reason: "SSM parameter cannot be read" };

const message: OutgoingMessage<Update> = {
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

const start = (webhooks: Readonly<Record<string, StoredUrl>>) => {
  const sent: { readonly where: string; readonly card: OutgoingMessage<Update>["card"] }[] = [];
  const opened: string[] = [];
  const probed: string[] = [];
  const channel = (where: string, answer?: Delivery): Channel => ({
    probe: async () => {
      probed.push(where);
      return { outcome: "delivered", slackStatus: 400 };
    },
    send: async ({ card }) => {
      sent.push({ where, card });
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
  return {
    channels,
    sent,
    opened,
    probed,
    send: (name?: string) => channels(name).send(message, () => 30_000),
  };
};

describe("a stage's channels", () => {
  test("are the main one without a name, and each further one by its own", async () => {
    const { send, sent } = start({ audit: stored, payments: stored });
    for (const name of [undefined, "audit", "payments"]) await send(name);
    expect(sent.map(({ where }) => where)).toEqual(["main", "audit", "payments"]);
    for (const { card } of sent) expect(card).toEqual(message.card);
  });

  test("are opened once, so that a webhook's URL and its patience are kept", async () => {
    const { channels, opened } = start({ audit: stored });
    expect(channels("audit")).toBe(channels("audit"));
    expect(opened).toEqual(["audit"]);
  });
});

describe("the question whether Slack is up", () => {
  test("goes where the message would go", async () => {
    const { channels, probed } = start({ audit: stored, payments: missing });
    for (const name of [undefined, "audit", "payments"]) {
      expect(await channels(name).probe?.(() => 30_000)).toMatchObject({ outcome: "delivered" });
    }
    expect(probed).toEqual(["main", "audit", "main"]);
  });
});

describe("a channel whose webhook", () => {
  test("that has not been stored yet is replaced by the main one, which says so and how to fix it", async () => {
    const { send, sent } = start({ audit: missing });
    expect(await send("audit")).toMatchObject({ outcome: "delivered" });
    expect(sent).toEqual([{ where: "main", card: expect.anything() }]);
    const { card } = sent[0] ?? { card: message.card };
    expect(card.sentence).toBe("Backup failed (meant for channel audit, which has no webhook yet)");
    expect(card.footer?.join()).toContain("`npm run set-webhook -- dev --channel audit`");
  });

  test("cannot be read waits for it: the main channel is not meant", async () => {
    const { send, sent } = start({ audit: denied });
    expect(await send("audit")).toEqual(retry);
    expect(sent.map(({ where }) => where)).toEqual(["audit"]);
  });
});
