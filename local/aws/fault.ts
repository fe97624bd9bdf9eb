import { type Scheduler, systemScheduler } from "../clock/scheduler";

/** What can be wrong with an AWS service for a while. */
export type Fault =
  /** Such as 400 `ThrottlingException`, or 500 `InternalServerError`. */
  | { readonly kind: "error"; readonly status: number; readonly type: string }
  /** Every answer takes longer. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** No answer, ever. */
  | { readonly kind: "hang" };

/** Picks the fault of each call; `undefined` for a call without one. */
export type FaultProgram = (operation: string) => Fault | undefined;

export type Faults = {
  /** Injects faults from now on; `undefined` clears them. */
  readonly inject: (program: FaultProgram | undefined) => void;
  /** Waits as long as a call takes. Resolves to the error that it gets, or never. */
  readonly pass: (operation: string) => Promise<Extract<Fault, { kind: "error" }> | undefined>;
};

/** The latency and the faults of one service, by its clock. */
export const createFaults = ({
  scheduler = systemScheduler(),
  latencyMilliseconds = 0,
}: {
  readonly scheduler?: Scheduler | undefined;
  readonly latencyMilliseconds?: number | undefined;
}): Faults => {
  let program: FaultProgram | undefined;
  return {
    inject: (next) => {
      program = next;
    },
    pass: async (operation) => {
      const fault = program?.(operation);
      if (fault?.kind === "hang") await new Promise(() => undefined);
      const milliseconds = latencyMilliseconds + (fault?.kind === "slow" ? fault.milliseconds : 0);
      if (milliseconds > 0) await new Promise<void>((resolve) => void scheduler.after(milliseconds, resolve));
      return fault?.kind === "error" ? fault : undefined;
    },
  };
};
