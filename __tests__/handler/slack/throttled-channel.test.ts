import type { Update } from "../../../handler/deduplicate/update";
import type { OutgoingMessage } from "../../../handler/render/message";
import type { Delivery } from "../../../handler/slack/delivery-outcome";
import { createThrottledChannel } from "../../../handler/slack/throttled-channel";

const delivered: Delivery = { outcome: "delivered", slackStatus: 200 };
const slower = (retryAfterSeconds?: number): Delivery => ({
  outcome: "retry",
  reason: "Slack asks to post more slowly",
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const message: OutgoingMessage<Update> = {
  card: { severity: "neutral", location: ["stage dev"], emoji: "wave", title: "Hello", sentence: "Hello" },
  updates: [],
};

/** A channel that answers as scripted, then with `delivered`, and a clock. */
const start = (...answers: Delivery[]) => {
  let now = 1_000_000;
  let calls = 0;
  let amendments = 0;
  const channel = createThrottledChannel(
    {
      send: async () => (calls++ < answers.length ? (answers[calls - 1] ?? delivered) : delivered),
      probe: async () => (calls++ < answers.length ? (answers[calls - 1] ?? delivered) : delivered),
      amend: async (_updates, remainingMilliseconds) => {
        if (remainingMilliseconds() > 0) amendments++;
      },
      finishEdits: async (_dues, _later, remainingMilliseconds) => {
        if (remainingMilliseconds() > 0) amendments++;
      },
    },
    () => now,
  );
  return {
    send: () => channel.send(message, () => 30_000),
    calls: () => calls,
    probe: () => channel.probe?.(() => 30_000),
    amend: () => channel.amend?.([], () => 30_000),
    finishEdits: () =>
      channel.finishEdits?.(
        [],
        async () => undefined,
        () => 30_000,
      ),
    amendments: () => amendments,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
};

describe("a channel that Slack asked to wait", () => {
  test("has no time for edits until that time is over", async () => {
    const { send, amend, finishEdits, amendments, pass } = start(slower(120));
    await send();
    await amend();
    await finishEdits();
    expect(amendments()).toBe(0);
    pass(120);
    await amend();
    await finishEdits();
    expect(amendments()).toBe(2);
  });

  test("is not asked anything either, whichever call it was that Slack refused", async () => {
    const { probe, send, calls, pass } = start(slower(120));
    expect(await probe()).toMatchObject({ outcome: "retry", retryAfterSeconds: 120 });
    expect(await send()).toMatchObject({ outcome: "retry", retryAfterSeconds: 120 });
    expect(await probe()).toMatchObject({ outcome: "retry", retryAfterSeconds: 120 });
    expect(calls()).toBe(1);
    pass(120);
    expect(await probe()).toEqual(delivered);
  });

  test("is not posted to until that time is over, and says how much of it is left", async () => {
    const { send, calls, pass } = start(slower(120));
    await send();
    pass(20);
    expect(await send()).toEqual({
      outcome: "retry",
      reason: "Slack asked to post more slowly, with 100 s left to wait; the event will be retried",
      retryAfterSeconds: 100,
    });
    pass(99.5);
    expect(await send()).toMatchObject({ retryAfterSeconds: 1 });
    expect(calls()).toBe(1);
    pass(0.5);
    expect(await send()).toEqual(delivered);
    expect(calls()).toBe(2);
  });

  test("is posted to after a quarter of an hour at the latest, whatever number came", async () => {
    const { send, pass } = start(slower(999_999_999));
    await send();
    pass(900);
    expect(await send()).toEqual(delivered);
  });

  test("is posted to as soon as ever where the clock was set back meanwhile", async () => {
    const { send, calls, pass } = start(slower(120));
    await send();
    pass(-86_400);
    expect(await send()).toMatchObject({ retryAfterSeconds: 120 });
    pass(120);
    expect(await send()).toEqual(delivered);
    expect(calls()).toBe(2);
  });

  test("without a number is tried again whenever there is something to send", async () => {
    const { send, calls } = start(slower());
    await send();
    expect(await send()).toEqual(delivered);
    expect(calls()).toBe(2);
  });
});
