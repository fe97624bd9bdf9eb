import type { Failure } from "./chunk";
import type { Family } from "./families";
import { add, emptyTally, knownKinds, type Tally } from "./tally";

/** The results of a whole run. */
export type Results = {
  readonly byFamily: ReadonlyMap<Family, Tally>;
  readonly failures: readonly Failure[];
  /** One for each process. */
  readonly peakMemoryBytes: readonly number[];
  readonly seconds: number;
};

/** The sum of all families. */
export const totalOf = ({ byFamily }: Pick<Results, "byFamily">): Tally => {
  const total = emptyTally();
  for (const tally of byFamily.values()) add(total, tally);
  return total;
};

/** How often mutated real events reached each kind of event that the notifier knows. */
export const reachedOf = ({ byFamily }: Pick<Results, "byFamily">): ReadonlyMap<string, number> => {
  const real = emptyTally();
  for (const [{ isReal }, tally] of byFamily) if (isReal) add(real, tally);
  return new Map(knownKinds.map((kind) => [kind, real.kinds[kind] ?? 0]));
};
