import { resourceIdOf } from "../../handler/model/resource";
import type { StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { waitForTestDatabase } from "./test-database";
import { waitForTestInstance } from "./test-instance";
import { testResourceIn } from "./test-resource";

/** What a backup has to wait for. */
type Wait = { readonly for: string; readonly end: Promise<void> };

const waitFor = (arn: string, outputs: StackOutputs, context: Context): Wait | undefined => {
  switch (testResourceIn(arn)) {
    case "instance":
      return {
        for: `the status checks of instance ${outputs.instance_id}`,
        end: waitForTestInstance(outputs, context),
      };
    case "database":
      return { for: `database ${resourceIdOf(arn)}`, end: waitForTestDatabase(arn, outputs, context) };
    default:
      // Terraform creates the others only once they are ready, and they stay so.
      return undefined;
  }
};

const allOf = async (waits: readonly Wait[]): Promise<void> => {
  const ends = await Promise.allSettled(waits.map(({ end }) => end));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
};

/** When test resources can be backed up. */
type Readiness = {
  /** @throws Failure where waiting for this one does not help. */
  readonly of: (arn: string) => Promise<void>;
  /** Until the terminal no longer shows the waiting. */
  readonly shown: Promise<void>;
};

/** Waits until test resources can be backed up, for all of them in one step of the terminal. */
export const waitUntilReady = (
  arns: readonly string[],
  outputs: StackOutputs,
  context: Context,
): Readiness => {
  const waits = new Map(
    arns.flatMap((arn) => {
      const wait = waitFor(arn, outputs, context);
      return wait === undefined ? [] : [[arn, wait] as const];
    }),
  );
  const all = [...waits.values()];
  const shown =
    all.length === 0
      ? Promise.resolve()
      : context.terminal.step(`Waiting for ${all.map((wait) => wait.for).join(" and ")}`, () => allOf(all));
  return {
    of: async (arn) => waits.get(arn)?.end,
    // Each failure is the job's that does not start.
    shown: shown.catch(() => {}),
  };
};
