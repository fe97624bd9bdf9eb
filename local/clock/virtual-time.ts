import { setImmediate as nextTurn } from "node:timers/promises";
import { watchConnections } from "./connections";
import { type Sandboxes, type SandboxReport, startSandboxes } from "./sandboxes";
import { createVirtualClock, type VirtualClock } from "./virtual-clock";

/** One clock for this process and its sandboxes, which jumps from one alarm to the next. */
export type VirtualTime = {
  readonly clock: VirtualClock;
  readonly sandboxes: Sandboxes;
  /** Keeps the clock still until the returned function is called. */
  readonly hold: () => () => void;
  /**
   * Lets time pass until `isFinished`, and only while no process has anything left to do. "look again": the question
   * itself has started something.
   */
  readonly run: (isFinished: () => boolean | "look again") => Promise<void>;
  readonly close: () => Promise<void>;
};

export type VirtualTimeOptions = {
  readonly startAt?: Date;
};

const turnsPerLook = 3;

/** How long a process can keep the clock still before that is an error, in real milliseconds. */
const patienceMilliseconds = 30_000;

/** The reports of all sandboxes, and the change count before they were asked. */
type Look = { readonly changes: number; readonly reports: readonly SandboxReport[] };

/** Equal reports mean that no sandbox did anything in between. */
const areSame = (one: readonly SandboxReport[], other: readonly SandboxReport[]): boolean =>
  one.length === other.length &&
  one.every(({ ping: _, ...report }, index) => {
    const { ping: __, ...again } = other[index] ?? { ping: 0 };
    return JSON.stringify(report) === JSON.stringify(again);
  });

/**
 * Time that does not pass during work: it stands still while a sandbox computes, while a byte is in transit between a
 * sandbox and a server of this process, and while a sandbox starts or ends. So a timeout of two seconds only ends
 * calls whose server really waits that long by the same clock, however busy the machine is.
 */
export const startVirtualTime = async (options: VirtualTimeOptions = {}): Promise<VirtualTime> => {
  const clock = createVirtualClock(options.startAt);
  const sandboxes = await startSandboxes(clock.nowMilliseconds);
  const connections = watchConnections((port) => port !== sandboxes.port);

  let holds = 0;
  let holdsEver = 0;

  const isStill = (reports: readonly SandboxReport[]): boolean =>
    holds === 0 &&
    !sandboxes.areInTransit() &&
    reports.every(({ unsettled }) => !unsettled) &&
    connections.areAllRead(
      reports.flatMap((report) => report.connections),
      sandboxes.hasFrozen(),
    );

  const look = async (): Promise<Look> => {
    // A sandbox that starts or ends while the others report is not among the reports.
    const changes = holdsEver + sandboxes.changeCount();
    for (let turn = 0; turn < turnsPerLook; turn++) await nextTurn();
    return { changes, reports: await sandboxes.reports() };
  };

  /** Waits until no process has anything left to do at this time. */
  const standstill = async (): Promise<readonly SandboxReport[]> => {
    const deadline = performance.now() + patienceMilliseconds;
    let before = await look();
    while (performance.now() < deadline) {
      const after = await look();
      const isUnchanged = before.changes === holdsEver + sandboxes.changeCount();
      if (isUnchanged && isStill(after.reports) && areSame(before.reports, after.reports)) {
        return after.reports;
      }
      before = after;
    }
    throw new Error(
      `something kept the virtual clock at ${clock.now().toISOString()} for ${patienceMilliseconds / 1000} s; sandboxes reported ${JSON.stringify(before.reports)}; here: ${connections.describe()}`,
    );
  };

  return {
    clock,
    sandboxes,
    hold: () => {
      holds += 1;
      holdsEver += 1;
      return () => {
        holds -= 1;
      };
    },
    run: async (isFinished) => {
      for (;;) {
        const reports = await standstill();
        const finished = isFinished();
        if (finished === true) return;
        if (finished === "look again") continue;
        const dues = [clock.nextDueMilliseconds(), ...reports.map(({ due }) => due ?? undefined)];
        const next = Math.min(...dues.filter((due) => due !== undefined));
        if (next === Number.POSITIVE_INFINITY) {
          throw new Error(
            `no alarm is left, and it is not finished; sandboxes reported ${JSON.stringify(reports)}`,
          );
        }
        sandboxes.setNow(next);
        clock.advanceTo(next);
      }
    },
    close: async () => {
      connections.close();
      await sandboxes.close();
    },
  };
};
