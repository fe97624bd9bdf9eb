import type { HttpAnswer } from "../../../handler/aws/http";
import type { Aws } from "../../../handler/aws/request";
import { createPatience, type PatienceOptions } from "../../../handler/enrich/patience";

const answer = (status: number, body = "", headers: HttpAnswer["headers"] = {}): HttpAnswer => ({
  status,
  headers,
  body,
});

const good = answer(200, "yes");
const down = answer(503);
const read = (body: string): string | undefined => (body === "yes" ? body : undefined);

/** An AWS Backup that answers by path and by how often that was asked, on a clock that only waits advance. */
const withAws = (
  reply: (path: string, times: number) => HttpAnswer | Error | Promise<HttpAnswer>,
  parts: Partial<PatienceOptions> = {},
) => {
  let clock = 0;
  const asked: string[] = [];
  const timeouts: number[] = [];
  const waits: number[] = [];
  let busy = 0;
  const aws: Aws = async ({ path, timeoutMilliseconds }) => {
    asked.push(path);
    timeouts.push(timeoutMilliseconds);
    const answered = await reply(path, asked.filter((one) => one === path).length);
    if (answered instanceof Error) throw answered;
    return answered;
  };
  const patience = createPatience({
    aws,
    endsAt: 8000,
    now: () => clock,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      clock += milliseconds;
    },
    random: () => 0,
    onBusy: () => void busy++,
    ...parts,
  });
  const ask = patience();
  return {
    patience,
    ask: (path: string) => ask(path, read),
    asked,
    timeouts,
    waits,
    busy: () => busy,
    pass: (milliseconds: number): void => {
      clock += milliseconds;
    },
  };
};

const paths = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `/${index}`);

describe("asking AWS Backup", () => {
  test("begins with two questions at once, and has eight open at most, in the order in which they came", async () => {
    const open: (() => void)[] = [];
    const { ask, asked } = withAws(() => new Promise((resolve) => open.push(() => resolve(good))));
    const all = Promise.all(paths(60).map(ask));
    const widths: number[] = [];
    while (open.length > 0 || asked.length < 60) {
      await new Promise(setImmediate);
      widths.push(open.length);
      open.shift()?.();
    }
    await all;
    expect(widths.slice(0, 8)).toEqual([2, 2, 2, 3, 3, 3, 4, 4]);
    expect(Math.max(...widths)).toBe(8);
    expect(asked).toEqual(paths(60));
  });

  test.each([
    ["throttles in the body", answer(400, '{"Code":"ThrottlingException","Message":"Rate exceeded"}')],
    ["throttles in a header", answer(400, "{}", { "x-amzn-errortype": "ThrottlingException:" })],
    ["throttles with a status", answer(429)],
    ["is down", down],
  ])("asks again after a growing wait where it %s", async (_name, refusal) => {
    const { ask, asked, waits, busy } = withAws((_path, times) => (times < 4 ? refusal : good));
    expect(await ask("/0")).toEqual({ ok: true, value: "yes" });
    expect(asked).toHaveLength(4);
    expect(waits).toEqual([200, 400, 800]);
    expect(busy()).toBe(3);
  });

  test("waits at random up to twice as long, so that two functions do not ask at the same time", async () => {
    const { ask, waits } = withAws((_path, times) => (times < 2 ? down : good), { random: () => 0.5 });
    await ask("/0");
    expect(waits).toEqual([300]);
  });

  test("opens no further question until few are open, once AWS Backup is busy", async () => {
    let open = 0;
    const widths: number[] = [];
    const { ask, asked } = withAws(async (path, times) => {
      widths.push(++open);
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      open -= 1;
      return path === "/50" && times === 1 ? down : good;
    });
    await Promise.all(paths(100).map(ask));
    const again = asked.lastIndexOf("/50");
    expect(widths.slice(0, again)).toContain(8);
    expect(Math.max(...widths.slice(again + 1, again + 6))).toBeLessThan(6);
  });

  test("ends where it stays busy although nothing else is answered", async () => {
    const { ask, asked, waits } = withAws(() => down);
    const [first, ...others] = await Promise.all(paths(20).map(ask));
    expect(first).toEqual({ ok: false, problem: "HTTP 503", because: "busy" });
    expect(others.at(-1)).toEqual({ ok: false, problem: "not asked: HTTP 503", because: "unavailable" });
    expect(asked.length).toBeLessThan(15);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4000);
  });

  test("goes on with others where only one question stays busy", async () => {
    const { ask } = withAws((path) => (path === "/3" ? down : good), { endsAt: Number.POSITIVE_INFINITY });
    const answers = await Promise.all(paths(40).map(ask));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(39);
  });

  test("does not wait longer than the batch has time", async () => {
    const { ask, waits } = withAws(() => down, { endsAt: 1000 });
    await ask("/0");
    expect(waits).toEqual([200, 400]);
  });

  test("asks nothing after the batch's time, and gives no answer more than what is left of it", async () => {
    const { ask, asked, timeouts, pass } = withAws(() => good);
    pass(7500);
    await ask("/0");
    expect(timeouts).toEqual([500]);
    pass(500);
    expect(await ask("/1")).toMatchObject({
      ok: false,
      problem: "not asked: too many jobs to ask about in the time",
    });
    expect(asked).toEqual(["/0"]);
  });

  test.each([
    ["is refused", answer(404, '{"Message":"no such job"}'), "no such job", "refused"],
    ["gets an answer that is not one", answer(200, "<html>"), "HTTP 200", "unreadable"],
  ])("of one that %s says nothing about others", async (_name, reply, problem, because) => {
    const { ask } = withAws((path) => (path === "/0" ? reply : good));
    expect(await ask("/0")).toEqual({ ok: false, problem, because });
    expect(await ask("/1")).toMatchObject({ ok: true });
  });

  test.each([
    ["denied", answer(403, '{"Message":"not authorized"}'), "not authorized"],
    ["not answered", new Error("no answer in time"), "no answer in time"],
  ])("of a kind that is %s ends, and that of another goes on", async (_name, reply, problem) => {
    const { ask, patience, asked } = withAws((path) => (path.startsWith("/list") ? good : reply));
    expect(await ask("/0")).toEqual({ ok: false, problem, because: "unavailable" });
    expect(await ask("/1")).toMatchObject({ problem: `not asked: ${problem}` });
    const askForList = patience();
    expect(await askForList("/list", read)).toMatchObject({ ok: true });
    expect(asked).toEqual(["/0", "/list"]);
  });
});
