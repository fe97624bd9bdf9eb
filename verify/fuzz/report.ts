import { type Results, reachedOf, totalOf } from "./results";
import type { Tally } from "./tally";

const grouped = (count: number): string => count.toLocaleString("en-US");

/** Lines with columns of one width: the first to the left, numbers to the right. */
const aligned = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
};

const cellsOf = (name: string, tally: Tally): readonly string[] => [
  name,
  grouped(tally.inputs),
  grouped(tally.events),
  grouped(tally.accepted),
  grouped(tally.refused),
  grouped(tally.throws),
  tally.slowestMilliseconds.toFixed(1),
];

const familyTable = (results: Results): string =>
  aligned([
    ["inputs", "count", "events", "accepted", "refused", "throws", "slowest ms"],
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

/** How an input is tried alone. */
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
