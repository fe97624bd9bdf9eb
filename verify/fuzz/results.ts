import { familyOf } from "./chunk";
import { type Family, families } from "./families";
import type { ShownFailure } from "./lane";
import { add, emptyTally, knownKinds, type Tally } from "./tally";

/** The results of a whole run. */
export type Results = {
  readonly byFamily: ReadonlyMap<Family, Tally>;
  readonly failures: readonly ShownFailure[];
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

/** Collects the answers of all processes. */
export const createCollector = () => {
  const byFamily = new Map(families.map((family) => [family, emptyTally()]));
  return {
    byFamily,
    note: (chunk: number, tally: Tally): void => {
      const sum = byFamily.get(familyOf(chunk));
      if (sum) add(sum, tally);
    },
  };
};
