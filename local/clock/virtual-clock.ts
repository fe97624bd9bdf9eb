import type { Scheduler } from "./scheduler";

/** A clock that stands still until it is advanced, fast with many alarms: days of a busy queue. */
export type VirtualClock = Scheduler & {
  /** Milliseconds since 1970. */
  readonly nowMilliseconds: () => number;
  /** When the next alarm is due; `undefined` where none is set. */
  readonly nextDueMilliseconds: () => number | undefined;
  /** Runs every alarm that falls due until then, in order, each at its own time. */
  readonly advanceTo: (milliseconds: number) => void;
  /** The same, by a duration. */
  readonly advance: (milliseconds: number) => void;
};

type Alarm = { readonly dueMilliseconds: number; readonly task: () => void; cancelled: boolean };

/** Where to insert an alarm into a list that ends with the earliest. Of equal alarms the first one set stays last. */
const locationOf = (alarms: readonly Alarm[], dueMilliseconds: number): number => {
  let from = 0;
  let to = alarms.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((alarms[middle]?.dueMilliseconds ?? 0) > dueMilliseconds) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** Creates a clock that starts at `startAt`. */
export const createVirtualClock = (startAt = new Date("2026-08-22T02:00:00Z")): VirtualClock => {
  const alarms: Alarm[] = [];
  let now = startAt.getTime();

  const next = (): Alarm | undefined => {
    while (alarms.at(-1)?.cancelled) alarms.pop();
    return alarms.at(-1);
  };

  const advanceTo = (milliseconds: number): void => {
    for (let alarm = next(); alarm && alarm.dueMilliseconds <= milliseconds; alarm = next()) {
      alarms.pop();
      now = Math.max(now, alarm.dueMilliseconds);
      alarm.task();
    }
    now = Math.max(now, milliseconds);
  };

  return {
    now: () => new Date(now),
    nowMilliseconds: () => now,
    nextDueMilliseconds: () => next()?.dueMilliseconds,
    after: (delayMs, task) => {
      const alarm: Alarm = { dueMilliseconds: now + Math.max(0, delayMs), task, cancelled: false };
      alarms.splice(locationOf(alarms, alarm.dueMilliseconds), 0, alarm);
      return () => {
        alarm.cancelled = true;
      };
    },
    advanceTo,
    advance: (milliseconds) => advanceTo(now + milliseconds),
  };
};
