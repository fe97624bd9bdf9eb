import { cancellable, systemScheduler } from "../../../local/clock/scheduler";
import { createVirtualClock } from "../../../local/clock/virtual-clock";

describe("a virtual clock that is advanced by a duration", () => {
  test("runs what falls due in order, each at its own time, and what that starts", () => {
    const clock = createVirtualClock(new Date(0));
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, clock.now().getTime()]);
    clock.after(30, note("late"));
    clock.after(10, () => {
      note("early")();
      clock.after(5, note("child"));
    });
    clock.after(10, note("early too"));
    clock.after(31, note("never"));
    clock.advance(30);
    expect(seen).toEqual([
      ["early", 10],
      ["early too", 10],
      ["child", 15],
      ["late", 30],
    ]);
    expect(clock.now()).toEqual(new Date(30));
  });

  test("drops what is cancelled", () => {
    const clock = createVirtualClock();
    const task = jest.fn();
    clock.after(1, task)();
    clock.advance(1);
    expect(task).not.toHaveBeenCalled();
  });
});

describe("the machine's clock", () => {
  afterEach(() => jest.useRealTimers());

  test("starts at the given time and runs at the given speed", () => {
    jest.useFakeTimers();
    const clock = systemScheduler({ speed: 60, startAt: new Date("2026-08-22T02:00:00Z") });
    const task = jest.fn();
    clock.after(3_600_000, task);
    jest.advanceTimersByTime(59_999);
    expect(task).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledTimes(1);
    expect(clock.now()).toEqual(new Date("2026-08-22T03:00:00Z"));
  });

  test("waits longer than a Node.js timer can", () => {
    jest.useFakeTimers();
    const clock = systemScheduler();
    const [kept, cancelled] = [jest.fn(), jest.fn()];
    const days = 30 * 86_400_000;
    clock.after(days, kept);
    const cancel = clock.after(days, cancelled);
    jest.advanceTimersByTime(29 * 86_400_000);
    cancel();
    expect(kept).not.toHaveBeenCalled();
    jest.advanceTimersByTime(86_400_000);
    expect(kept).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });
});

test("a cancellable clock drops all that is open, and only that", () => {
  const inner = createVirtualClock();
  const clock = cancellable(inner);
  const [before, one, two, other] = [jest.fn(), jest.fn(), jest.fn(), jest.fn()];
  clock.after(1, before);
  inner.advance(1);
  clock.after(1, one);
  clock.after(2, two)();
  inner.after(1, other);
  clock.cancelAll();
  inner.advance(5);
  expect(before).toHaveBeenCalledTimes(1);
  expect(one).not.toHaveBeenCalled();
  expect(two).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledTimes(1);
});
