/** A clock and its alarms. Stand-ins wait only by a scheduler, so tests need not sleep. */
export type Scheduler = {
  now(): Date;
  /** Runs the task once, `delayMs` from now by this clock; returns a function that cancels it. */
  after(delayMs: number, task: () => void): () => void;
};

/** Node.js fires a timer with a longer delay at once. */
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
 * The machine's clock. With `speed` 60 an hour passes in a minute; `startAt` is the time that it starts at.
 */
export const systemScheduler = ({ speed = 1, startAt = new Date() } = {}): Scheduler => {
  const startedMs = performance.now();
  return {
    now: () => new Date(startAt.getTime() + Math.round((performance.now() - startedMs) * speed)),
    after: (delayMs, task) => startTimer(delayMs / speed, task),
  };
};

/** Wraps a scheduler so that all its open alarms can be cancelled at once. */
export const cancellable = (scheduler: Scheduler): Scheduler & { cancelAll(): void } => {
  const cancels = new Set<() => void>();
  return {
    now: scheduler.now,
    after: (delayMs, task) => {
      const remove = (): void => {
        cancels.delete(cancel);
      };
      const stop = scheduler.after(delayMs, () => {
        remove();
        task();
      });
      const cancel = (): void => {
        remove();
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
