import { seededRandom } from "../../../local/clock/seeded-random";
import { createVirtualClock, type VirtualClock } from "../../../local/clock/virtual-clock";
import { always, during, firstOf, oneOf, whereBody } from "../../../local/slack/fault-program";
import { type LocalSlack, type SlackOptions, startSlack } from "../../../local/slack/slack";

const busy = { kind: "answer", status: 503, body: "busy" } as const;
const hang = { kind: "hang" } as const;
const at = (atMilliseconds: number, body = "") => ({ atMilliseconds, body });

describe("a program of faults", () => {
  test("lasts from one moment to another", () => {
    const program = during(10, 20, always(busy));
    expect([9, 10, 19, 20].map((time) => program(at(time)))).toEqual([undefined, busy, busy, undefined]);
  });

  test("affects its share of the calls, the same ones for the same seed", () => {
    const play = (seed: number) => {
      const program = oneOf(0.3, seededRandom(seed), [busy]);
      return Array.from({ length: 1000 }, () => program(at(0)) !== undefined);
    };
    expect(play(1)).toEqual(play(1));
    expect(play(1)).not.toEqual(play(2));
    const met = play(1).filter(Boolean).length;
    expect(met).toBeGreaterThan(240);
    expect(met).toBeLessThan(360);
  });

  test("has each of its faults", () => {
    const program = oneOf(1, seededRandom(1), [busy, hang]);
    const kinds = new Set(Array.from({ length: 50 }, () => program(at(0))?.kind));
    expect(kinds).toEqual(new Set(["answer", "hang"]));
  });

  test("reads the body, and lets the first of several decide", () => {
    const program = firstOf(whereBody(/secret/, hang), during(0, 5, always(busy)));
    expect(program(at(0, "a secret"))).toBe(hang);
    expect(program(at(0, "nothing"))).toBe(busy);
    expect(program(at(9, "nothing"))).toBeUndefined();
  });
});

describe("the local Slack with faults", () => {
  let slack: LocalSlack;
  let clock: VirtualClock;
  let reached: (readonly [string, boolean])[];
  let settled: Promise<unknown>[];

  const start = async (options: SlackOptions = {}): Promise<void> => {
    clock = createVirtualClock();
    reached = [];
    settled = [];
    slack = await startSlack({
      scheduler: clock,
      onMessage: ({ text }, answerReached) =>
        void settled.push(answerReached.then((did) => reached.push([text, did]))),
      ...options,
    });
  };

  afterEach(() => slack.close());

  const post = (text: string) => fetch(slack.webhookUrl, { method: "POST", body: JSON.stringify({ text }) });

  const untilAlarm = async (): Promise<void> => {
    while (clock.nextDueMilliseconds() === undefined) await new Promise(setImmediate);
  };

  const pass = (milliseconds: number): void => clock.advanceTo(clock.nowMilliseconds() + milliseconds);

  test("answers late, having accepted the message at once", async () => {
    await start({ latencyMilliseconds: 150 });
    slack.inject(always({ kind: "slow", milliseconds: 3000 }));
    const posted = post("a");
    await untilAlarm();
    expect(slack.messages).toHaveLength(1);
    expect(clock.nextDueMilliseconds()).toBe(clock.nowMilliseconds() + 3150);
    pass(3150);
    expect(await (await posted).text()).toBe("ok");
    await Promise.all(settled);
    expect(reached).toEqual([["a", true]]);
  });

  test("answers byte by byte", async () => {
    await start();
    slack.inject(always({ kind: "drip", millisecondsPerByte: 1000 }));
    const response = await post("a");
    await untilAlarm();
    pass(1000);
    expect(clock.nextDueMilliseconds()).toBe(clock.nowMilliseconds() + 1000);
    pass(1000);
    expect(await response.text()).toBe("ok");
  });

  test("accepts a message and loses its answer, and reports it", async () => {
    await start();
    slack.inject(always({ kind: "answer-lost", how: "reset" }));
    await expect(post("a")).rejects.toThrow();
    slack.inject(always({ kind: "answer-lost", how: "silence" }));
    const given = new AbortController();
    const posted = fetch(slack.webhookUrl, { method: "POST", body: '{"text":"b"}', signal: given.signal });
    while (slack.messages.length < 2) await new Promise(setImmediate);
    given.abort();
    await expect(posted).rejects.toThrow();
    await Promise.all(settled);
    expect(reached).toEqual([
      ["a", false],
      ["b", false],
    ]);
  });

  test("accepts a message and answers in other words", async () => {
    await start();
    slack.inject(always({ kind: "answer-replaced", body: "OK" }));
    expect(await (await post("a")).text()).toBe("OK");
    expect(slack.messages.map(({ text }) => text)).toEqual(["a"]);
  });

  test("does not accept a message under a refusal", async () => {
    await start();
    slack.inject(always(busy));
    expect((await post("a")).status).toBe(503);
    slack.inject(undefined);
    expect((await post("b")).status).toBe(200);
    expect(slack.messages.map(({ text }) => text)).toEqual(["b"]);
  });

  test("counts the calls that come before the wait that it asked for is over", async () => {
    await start({ rateLimit: { burst: 1, intervalMilliseconds: 1000 } });
    await post("a");
    expect((await post("b")).status).toBe(429);
    expect(slack.hastyCallCount()).toBe(0);
    await post("c");
    expect(slack.hastyCallCount()).toBe(1);
    pass(1000);
    expect((await post("d")).status).toBe(200);
    expect(slack.hastyCallCount()).toBe(1);
    slack.inject(always({ ...busy, status: 429, headers: { "retry-after": "60" } }));
    await post("e");
    pass(59_000);
    await post("f");
    expect(slack.hastyCallCount()).toBe(2);
  });
});
