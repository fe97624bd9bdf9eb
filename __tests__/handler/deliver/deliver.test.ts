import type { Update } from "../../../handler/deduplicate/update";
import { deliver } from "../../../handler/deliver/deliver";
import type { BackupEvent } from "../../../handler/model/event";
import type { Card } from "../../../handler/render/card";
import type { OutgoingMessage } from "../../../handler/render/message";
import type { Channel } from "../../../handler/slack/channel";
import type { Delivery } from "../../../handler/slack/delivery-outcome";
import { createTally } from "../../../handler/telemetry/metrics";
import { newNotifier } from "../support/notifier";

const delivered: Delivery = { outcome: "delivered", slackStatus: 200 };
const refused: Delivery = { outcome: "permanent", concerns: "channel", reason: "it is gone" };
const unfit: Delivery = { outcome: "permanent", concerns: "message", reason: "it does not fit" };
const undecided: Delivery = { outcome: "undecided", reason: "its answer was lost" };
const busy: Delivery = { outcome: "retry", reason: "it is busy" };

const card: Card = {
  severity: "neutral",
  location: ["stage dev"],
  emoji: "wave",
  title: "Hello",
  sentence: "Hello",
};

const message = (testId: string, channel?: string): OutgoingMessage<Update> => ({
  card,
  updates: [{ event: { kind: "test", testId, origin: {} }, records: [], suppressed: [], card }],
  ...(channel !== undefined && { channel }),
});

/** Sends messages to channels that answer as scripted, then with `delivered`. Returns what was tried, and what failed. */
const run = async (
  messages: readonly OutgoingMessage<Update>[],
  answers: Readonly<Record<string, readonly Delivery[]>>,
) => {
  const tried: string[] = [];
  const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const channels = (name = "main"): Channel => ({
    send: async ({ updates }) => {
      const [first] = updates;
      tried.push(`${name}: ${first?.event.kind === "test" ? first.event.testId : "?"}`);
      return left.get(name)?.shift() ?? delivered;
    },
  });
  const { notifier } = newNotifier({ channels });
  const failed = await deliver(messages, {
    ...notifier,
    tally: createTally(),
    remainingMilliseconds: () => 30_000,
  });
  return { tried, failed: failed.map(({ result }) => result) };
};

describe("messages for several channels", () => {
  test("go each to its own", async () => {
    const { tried, failed } = await run([message("a"), message("b", "audit")], {});
    expect(tried).toEqual(["main: a", "audit: b"]);
    expect(failed).toEqual([]);
  });

  test.each([refused, busy])("do not wait for a channel that says $reason", async (answer) => {
    const { tried, failed } = await run(
      [message("a", "audit"), message("b"), message("c", "audit"), message("d")],
      { audit: [answer] },
    );
    expect(tried).toEqual(["audit: a", "main: b", "main: d"]);
    expect(failed).toEqual([answer, answer]);
  });

  test("are not undecided where only an earlier one was sent", async () => {
    const { tried, failed } = await run([message("a"), message("b")], { main: [undecided] });
    expect(tried).toEqual(["main: a"]);
    expect(failed.map(({ outcome }) => outcome)).toEqual(["undecided", "retry"]);
  });

  test("go on in a channel that did not take one message", async () => {
    const { tried, failed } = await run([message("a", "audit"), message("b", "audit")], { audit: [unfit] });
    expect(tried).toEqual(["audit: a", "audit: b"]);
    expect(failed).toEqual([unfit]);
  });
});

describe("an update whose message does not show its content whole", () => {
  const body = JSON.stringify({ Message: "new: https://x.example AKIAIOSFODNN7EXAMPLE" });
  const event: BackupEvent = { kind: "unrecognized", what: "NEW", raw: "new", origin: {} };
  const updates = [{ event, records: [{ event, body }], suppressed: [], card }];
  const logOf = async (cut: boolean, result: Delivery) => {
    const { notifier, lines } = newNotifier({ channels: () => ({ send: async () => result }) });
    const messages = [{ card, updates, ...(cut && { cut: updates }) }];
    await deliver(messages, { ...notifier, tally: createTally(), remainingMilliseconds: () => 30_000 });
    return lines;
  };

  test("is in the log once it is delivered, without URLs and access key IDs", async () => {
    expect(await logOf(true, delivered)).toMatchObject([
      { outcome: "delivered" },
      {
        outcome: "content",
        kind: "unrecognized",
        id: "-",
        content: '{"Message":"new: [URL] [access key ID]"}',
      },
    ]);
  });

  test("is not in the log where the message shows it, or while it is undelivered", async () => {
    expect(await logOf(false, delivered)).toMatchObject([{ outcome: "delivered" }]);
    expect(await logOf(true, busy)).toEqual([]);
  });
});

describe("the pace of a channel", () => {
  /** Sends batches to channels of one process, and returns the waits before their messages. */
  const start = (parts: Partial<Channel> = {}) => {
    let clock = 1_700_000_000_000;
    const channelOf = (): Channel => ({ send: async () => delivered, ...parts });
    const [main, audit] = [channelOf(), channelOf()];
    const send = async (...messages: readonly OutgoingMessage<Update>[]): Promise<readonly number[]> => {
      const waits: number[] = [];
      const { notifier } = newNotifier({
        channels: (name) => (name === undefined ? main : audit),
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
          clock += milliseconds;
        },
        now: () => clock,
      });
      await deliver(messages, { ...notifier, tally: createTally(), remainingMilliseconds: () => 30_000 });
      return waits;
    };
    const pass = (milliseconds: number): void => {
      clock += milliseconds;
    };
    return { send, pass };
  };
  const four = ["a", "b", "c", "d"].map((id) => message(id));

  test("is two messages at once, then one every two seconds", async () => {
    expect(await start().send(...four)).toEqual([2000, 2000]);
  });

  test("is slower by as much as it calls Slack more often", async () => {
    expect(await start({ callsPerMessage: 2 }).send(...four)).toEqual([4000, 4000]);
  });

  test("holds in the next invocation, until the channel has rested", async () => {
    const { send, pass } = start();
    await send(message("a"), message("b"));
    pass(500);
    expect(await send(message("c"))).toEqual([1500]);
    pass(2000);
    expect(await send(message("d"), message("e"))).toEqual([2000]);
    pass(4000);
    expect(await send(message("f"), message("g"))).toEqual([]);
  });

  test("is each channel's own", async () => {
    expect(
      await start().send(message("a"), message("b"), message("c", "audit"), message("d", "audit")),
    ).toEqual([]);
  });

  test("waits no longer because the clock was set back", async () => {
    const { send, pass } = start();
    await send(...four);
    pass(-86_400_000);
    expect(await send(...four)).toEqual([2000, 2000, 2000, 2000]);
  });
});

test("a digest that reaches Slack is counted once, so that an alarm can say that none did", async () => {
  const digest: BackupEvent = {
    kind: "digest",
    severity: "good",
    digest: {
      schema: 1,
      timeZone: "Etc/UTC",
      from: "2026-03-01T08:00:00.000Z",
      to: "2026-03-02T08:00:00.000Z",
      open: [],
      services: [],
      oddities: [],
      notifier: {},
    },
    origin: {},
  };
  const counted = async (answer: Delivery) => {
    const tally = createTally();
    const { notifier } = newNotifier({ channels: () => ({ send: async () => answer }) });
    const messages = [{ card, updates: [{ event: digest, records: [], suppressed: [], card }] }];
    await deliver(messages, { ...notifier, tally, remainingMilliseconds: () => 30_000 });
    return tally.toEmbeddedMetrics("dev", new Date(0)) ?? {};
  };
  expect(await counted(delivered)).toHaveProperty("DigestsDelivered", 1);
  expect(await counted(busy)).not.toHaveProperty("DigestsDelivered");
});
