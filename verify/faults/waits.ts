import type { VirtualTime } from "../../local/clock/virtual-time";

/** Lets scripts wait for the clock, and until nothing is left to do. */
export const createWaits = (time: VirtualTime, isQuiet: () => boolean) => {
  const waiting: (() => void)[] = [];
  return {
    wait: (milliseconds: number) =>
      new Promise<void>((resolve) => void time.clock.after(milliseconds, resolve)),
    drained: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    run: async (script: () => Promise<void>): Promise<void> => {
      let end: PromiseSettledResult<void> | undefined;
      void Promise.allSettled([script()]).then((ends) => {
        end = ends[0];
      });
      await time.run(() => {
        if (end?.status === "rejected") throw end.reason;
        if (!isQuiet()) return false;
        if (waiting.length === 0) return end !== undefined;
        for (const resolve of waiting.splice(0)) resolve();
        return "look again";
      });
    },
  };
};
