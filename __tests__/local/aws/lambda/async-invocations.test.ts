import { startAsyncInvocations } from "../../../../local/aws/lambda/async-invocations";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

const start = (answers: readonly string[]) => {
  const clock = createVirtualClock();
  const begunAt = clock.nowMilliseconds();
  const attempts: { readonly event: unknown; readonly seconds: number }[] = [];
  const givenUp: unknown[] = [];
  const invocations = startAsyncInvocations({
    scheduler: clock,
    onGivenUp: (event) => void givenUp.push(event),
    functions: [
      async (event) => {
        attempts.push({ event, seconds: (clock.nowMilliseconds() - begunAt) / 1000 });
        return { status: answers[attempts.length - 1] ?? "ok" };
      },
    ],
  });
  const pass = async (seconds: number): Promise<void> => {
    clock.advanceTo(clock.nowMilliseconds() + seconds * 1000);
    await turns();
  };
  return { invocations, attempts, givenUp, pass };
};

describe("Lambda's asynchronous invocations", () => {
  test("retry an event after one minute, and after two more", async () => {
    const { invocations, attempts, givenUp, pass } = start(["error", "timeout", "ok"]);
    invocations.send("a");
    await turns();
    await pass(60);
    await pass(120);
    expect(attempts.map(({ seconds }) => seconds)).toEqual([0, 60, 180]);
    expect(givenUp).toEqual([]);
    expect(invocations.openCount()).toBe(0);
  });

  test("give up an event after three attempts, and only then", async () => {
    const { invocations, attempts, givenUp, pass } = start(["error", "crashed", "error"]);
    invocations.send("a");
    await turns();
    await pass(60);
    expect(givenUp).toEqual([]);
    expect(invocations.openCount()).toBe(1);
    await pass(120);
    await pass(3600);
    expect(attempts).toHaveLength(3);
    expect(givenUp).toEqual(["a"]);
    expect(invocations.openCount()).toBe(0);
  });

  test("run one event per function at a time, in order", async () => {
    const { invocations, attempts } = start([]);
    for (const event of ["a", "b", "c"]) invocations.send(event);
    expect(attempts.map(({ event }) => event)).toEqual(["a"]);
    await turns();
    expect(attempts.map(({ event }) => event)).toEqual(["a", "b", "c"]);
  });
});
