/** A clock and its alarms. Everything that takes time in this service goes through one, so tests need not sleep. */
export type Scheduler = {
  now(): Date;
  /** Runs the task once, `delayMs` from now by this clock; gives a function that cancels it. */
  after(delayMs: number, task: () => void): () => void;
};

/** Node's timers fire at once when asked for more. */
const longestTimerMs = 2 ** 31 - 1;

const startTimer = (delayMs: number, task: () => void): (() => void) => {
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, longestTimerMs);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : task()), stepMs);
    timer.unref();
  };
  arm(Math.max(0, delayMs));
  return () => clearTimeout(timer);
};

/**
 * The machine's own clock. `speed` 60 lets an hour pass in a minute; `startAt` is the time that it shows first.
 */
export const systemScheduler = ({ speed = 1, startAt = new Date() } = {}): Scheduler => {
  const startedMs = performance.now();
  return {
    now: () => new Date(startAt.getTime() + Math.round((performance.now() - startedMs) * speed)),
    after: (delayMs, task) => startTimer(delayMs / speed, task),
  };
};

/** A clock that stands still until somebody advances it. */
export type ManualScheduler = Scheduler & {
  /** Lets time pass: runs every task that falls due, in order, each at its own time. */
  advance(durationMs: number): void;
};

type Alarm = { readonly dueMs: number; readonly task: () => void };

export const manualScheduler = (startAt = new Date("2026-08-22T02:00:00Z")): ManualScheduler => {
  let nowMs = startAt.getTime();
  const alarms = new Set<Alarm>();
  const nextDue = (untilMs: number): Alarm | undefined => {
    let next: Alarm | undefined;
    for (const alarm of alarms) {
      if (alarm.dueMs <= untilMs && (next === undefined || alarm.dueMs < next.dueMs)) next = alarm;
    }
    return next;
  };
  return {
    now: () => new Date(nowMs),
    after: (delayMs, task) => {
      const alarm = { dueMs: nowMs + Math.max(0, delayMs), task };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance: (durationMs) => {
      const untilMs = nowMs + durationMs;
      for (let alarm = nextDue(untilMs); alarm !== undefined; alarm = nextDue(untilMs)) {
        alarms.delete(alarm);
        nowMs = alarm.dueMs;
        alarm.task();
      }
      nowMs = untilMs;
    },
  };
};

/** Wraps a scheduler so that all its open alarms can be cancelled at once. */
export const cancellable = (scheduler: Scheduler): Scheduler & { cancelAll(): void } => {
  const cancels = new Set<() => void>();
  return {
    now: scheduler.now,
    after: (delayMs, task) => {
      const forget = (): void => {
        cancels.delete(cancel);
      };
      const stop = scheduler.after(delayMs, () => {
        forget();
        task();
      });
      const cancel = (): void => {
        forget();
        stop();
      };
      cancels.add(cancel);
      return cancel;
    },
    cancelAll: () => {
      for (const cancel of [...cancels]) cancel();
    },
  };
};
