import fc from "fast-check";
import { createVirtualClock } from "../../../local/clock/virtual-clock";

const start = new Date("2026-08-22T02:00:00Z");

describe("a virtual clock", () => {
  test("stands still until it is advanced, and then runs what is due, each at its own time", () => {
    const clock = createVirtualClock(start);
    const seen: [string, number][] = [];
    const note = (what: string) => () => seen.push([what, clock.nowMilliseconds() - start.getTime()]);
    clock.after(200, note("second"));
    clock.after(100, note("first"));
    clock.after(300, note("later"));
    expect(seen).toEqual([]);
    expect(clock.nextDueMilliseconds()).toBe(start.getTime() + 100);
    clock.advanceTo(start.getTime() + 250);
    expect(seen).toEqual([
      ["first", 100],
      ["second", 200],
    ]);
    expect(clock.now().getTime() - start.getTime()).toBe(250);
  });

  test("runs what an alarm sets, where it is due in time", () => {
    const clock = createVirtualClock(start);
    const seen: number[] = [];
    const again = (): void => {
      seen.push(clock.nowMilliseconds() - start.getTime());
      clock.after(40, again);
    };
    clock.after(0, again);
    clock.advanceTo(start.getTime() + 100);
    expect(seen).toEqual([0, 40, 80]);
  });

  test("drops what is cancelled, and never goes back", () => {
    const clock = createVirtualClock(start);
    const cancel = clock.after(10, () => {
      throw new Error("was cancelled");
    });
    cancel();
    expect(clock.nextDueMilliseconds()).toBeUndefined();
    clock.advanceTo(start.getTime() + 20);
    clock.advanceTo(start.getTime());
    expect(clock.nowMilliseconds()).toBe(start.getTime() + 20);
  });

  test("runs any alarms by time, and equal ones in the order in which they were set", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (delays) => {
        const clock = createVirtualClock(start);
        const seen: { delay: number; index: number }[] = [];
        for (const [index, delay] of delays.entries()) clock.after(delay, () => seen.push({ delay, index }));
        clock.advanceTo(start.getTime() + 20);
        const wanted = delays
          .map((delay, index) => ({ delay, index }))
          .sort((one, other) => one.delay - other.delay || one.index - other.index);
        expect(seen).toEqual(wanted);
      }),
    );
  });
});
