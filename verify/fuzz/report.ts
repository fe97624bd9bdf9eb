import { textTable } from "../text-table";
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

const grouped = (count: number): string => count.toLocaleString("en-US");

const aligned = (rows: readonly (readonly string[])[]): string => textTable(rows).join("\n");

const cellsOf = (name: string, tally: Tally): readonly string[] => [
  name,
  grouped(tally.inputs),
  grouped(tally.events),
  grouped(tally.accepted),
  grouped(tally.rejected),
  grouped(tally.throws),
  tally.slowestMilliseconds.toFixed(1),
];

const familyTable = (results: Results): string =>
  aligned([
    ["inputs", "count", "events", "accepted", "rejected", "throws", "slowest ms"],
    ...[...results.byFamily].map(([{ name }, tally]) => cellsOf(name, tally)),
    cellsOf("all", totalOf(results)),
  ]);

const kindTable = (results: Results): string =>
  aligned([
    ["reached by mutated real events", "count"],
    ...[...reachedOf(results)].map(([kind, count]) => [kind, count === 0 ? "NOT REACHED" : grouped(count)]),
  ]);

const figures = (results: Results): string => {
  const peaks = results.peakMemoryBytes.map((bytes) => `${Math.round(bytes / 1024 ** 2)} MB`);
  const rate = Math.round(totalOf(results).inputs / Math.max(results.seconds, 0.001));
  return `${results.seconds.toFixed(1)} s, ${grouped(rate)} inputs a second, peak memory of each process: ${peaks.join(", ")}`;
};

/** The command that tries one input alone. */
export const repeatCommand = (seed: number, id: string): string =>
  `npm run fuzz -- --seed ${seed} --only ${id}`;

/** The tables of a run, and each failure with the command that repeats it. */
export const reportOf = (results: Results, seed: number): string =>
  [
    familyTable(results),
    kindTable(results),
    figures(results),
    ...results.failures.map(
      ({ family, id, problem, input }, index) =>
        `Failure ${index + 1} (${family}): ${problem}\n  repeat: ${repeatCommand(seed, id)}\n  input: ${input.replaceAll("\n", "\n  ")}`,
    ),
  ].join("\n\n");
