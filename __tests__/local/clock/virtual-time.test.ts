import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { startVirtualTime, type VirtualTime } from "../../../local/clock/virtual-time";

const start = new Date("2026-08-22T02:00:00Z");
const hour = 3_600_000;

let directory: string;
let time: VirtualTime;
let lambda: LocalLambda | undefined;
let server: Server | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "virtual-time-"));
  time = await startVirtualTime({ startAt: start });
});

afterEach(async () => {
  await lambda?.close();
  await new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve()));
  await time.close();
  rmSync(directory, { recursive: true });
  lambda = undefined;
  server = undefined;
});

const startFunction = (code: string, timeoutMilliseconds = 30_000): LocalLambda => {
  writeFileSync(join(directory, "index.mjs"), code);
  lambda = startLambda({
    codeDirectory: directory,
    handler: "index.handler",
    timeoutMilliseconds,
    scheduler: time.clock,
    nodeArguments: time.sandboxes.nodeArguments,
    environment: time.sandboxes.environment(7),
    onStart: time.sandboxes.adopt,
    hold: time.hold,
  });
  return lambda;
};

const startServer = async (answer: (response: ServerResponse) => void): Promise<string> => {
  server = createServer((request, response) => void request.resume().on("end", () => answer(response)));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const passed = (): number => time.clock.nowMilliseconds() - start.getTime();

/** Lets time pass until the invocation has ended, and returns its outcome. */
const invoke = async (event: unknown = {}) => {
  let outcome: unknown;
  void lambda?.invoke(event).then((one) => {
    outcome = one;
  });
  await time.run(() => outcome !== undefined);
  return outcome;
};

describe("virtual time", () => {
  test("lets a function sleep for hours in no time, and shows it that time", async () => {
    startFunction(
      `
      import { setTimeout as sleep } from "node:timers/promises";
      export const handler = async () => {
        const before = new Date();
        await sleep(${3 * hour});
        await new Promise((resolve) => setTimeout(resolve, 500));
        return { before: before.toISOString(), after: Date.now() };
      };`,
      4 * hour,
    );
    const realStart = performance.now();
    expect(await invoke()).toMatchObject({
      status: "ok",
      payload: { before: start.toISOString(), after: start.getTime() + 3 * hour + 500 },
    });
    expect(passed()).toBe(3 * hour + 500);
    expect(performance.now() - realStart).toBeLessThan(10_000);
  });

  test("stands still while a function computes and while an answer is in transit", async () => {
    const url = await startServer((response) => void response.end("x".repeat(1_000_000)));
    startFunction(`
      import { request } from "node:http";
      const get = () => new Promise((resolve) => request(${JSON.stringify(url)}, (answer) => {
        let size = 0;
        answer.on("data", (chunk) => { size += chunk.length; }).on("end", () => resolve(size));
      }).end());
      export const handler = async () => {
        const timer = setTimeout(() => { throw new Error("time passed"); }, 1);
        const end = performance.now() + 200;
        while (performance.now() < end);
        const size = (await get()) + (await get());
        clearTimeout(timer);
        return size;
      };`);
    expect(await invoke()).toMatchObject({ status: "ok", payload: 2_000_000 });
    expect(passed()).toBe(0);
  });

  test("stands still while a function imports modules lazily", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `later-${index}.mjs`);
    const padding = `/* ${"x".repeat(200_000)} */`;
    for (const [index, name] of names.entries()) {
      writeFileSync(join(directory, name), `${padding}export const number = ${index};`);
    }
    startFunction(`
      export const handler = async () => {
        const timer = setTimeout(() => { throw new Error("time passed"); }, 1);
        let sum = 0;
        for (const name of ${JSON.stringify(names)}) sum += (await import("./" + name)).number;
        clearTimeout(timer);
        return sum;
      };
    `);
    expect(await invoke()).toMatchObject({ status: "ok", payload: 780 });
  });

  test("passes where a server waits by the same clock, to the first of both timeouts", async () => {
    const url = await startServer((response) => {
      time.clock.after(4000, () => void response.end("late"));
    });
    const code = (timeout: number) => `
      import { request } from "node:http";
      export const handler = () => new Promise((resolve) => {
        const asked = request(${JSON.stringify(url)}, (answer) => answer.resume().on("end", () => resolve("answered")));
        asked.on("error", () => undefined).end();
        setTimeout(() => { asked.destroy(); resolve("gave up"); }, ${timeout});
      });`;
    startFunction(code(5000));
    expect(await invoke()).toMatchObject({ payload: "answered" });
    expect(passed()).toBe(4000);
    await lambda?.close();
    startFunction(code(3000));
    expect(await invoke()).toMatchObject({ payload: "gave up" });
    expect(passed()).toBe(7000);
  });

  test("ends a function at its timeout, and a frozen one too", async () => {
    startFunction("export const handler = (event) => event.ok ? 1 : new Promise(() => {});", 30_000);
    expect(await invoke()).toMatchObject({ status: "timeout" });
    expect(passed()).toBe(30_000);
    expect(await invoke({ ok: true })).toMatchObject({ status: "ok", payload: 1 });
    time.clock.after(1000, () => lambda?.freeze(time.sandboxes.freeze));
    expect(await invoke()).toMatchObject({ status: "timeout" });
    expect(passed()).toBe(60_000);
    expect(await invoke({ ok: true })).toMatchObject({ status: "ok" });
  });

  test("gives the same random numbers for the same seed", async () => {
    startFunction("export const handler = () => [Math.random(), Math.random()];");
    const first = await invoke();
    await lambda?.close();
    startFunction("export const handler = () => [Math.random(), Math.random()];");
    expect(await invoke()).toMatchObject({ payload: (first as { payload: unknown }).payload });
  });

  test("reports that no alarm is left", async () => {
    await expect(time.run(() => false)).rejects.toThrow("no alarm is left");
  });
});
