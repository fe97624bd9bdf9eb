import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";
import { playMonth, shortMonth, wholeMonth } from "./month";
import { failuresOf, reportOf } from "./report";

type Request = { readonly short: boolean; readonly seed: number; readonly resources: number };

/** Plays a month, prints what was found of it, and fails where something was not. */
export const runMonth = async (
  { short, seed, resources }: Request,
  { terminal, signal }: Context,
): Promise<void> => {
  const startedAt = performance.now();
  const month = await playMonth({
    calendar: short ? shortMonth : wholeMonth,
    resources,
    seed,
    numbers: short ? { fate: 1, one: 1 } : { fate: 3, one: 1 },
    onDay: (day) => {
      signal.throwIfAborted();
      if (process.stdout.isTTY) terminal.say(`day ${day + 1}`);
    },
  });
  terminal.say(reportOf(month, (performance.now() - startedAt) / 1000));
  const failures = failuresOf(month);
  if (failures.length === 0) return;
  for (const failure of failures) terminal.warn(failure);
  throw new Failure(`${failures.length} of the month's musts failed; see above. Seed ${seed} repeats it`);
};
