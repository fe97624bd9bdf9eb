import type { Bundle } from "../../src/bundle";
import type { ColdStart, ColdStarts, SeriesName, Warm } from "./measure";
import { median, percentile } from "./statistics";

export type Measurements = {
  readonly bundle: Pick<Bundle, "startBytes" | "wholeBytes">;
  readonly cold: ColdStarts;
  readonly warm: Warm;
  readonly synthSeconds: readonly number[];
};

/** A figure with what it is compared to, ready to print. */
type Row = {
  readonly figure: string;
  readonly bare?: string;
  readonly post?: string;
  readonly notifier: string;
  readonly budget?: { readonly words: string; readonly kept: boolean };
};

const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

const bundleBudgetBytes = 30 * 1024;
const synthBudgetSeconds = 1;
const memoryBudgetBytes = 12 * 1024 ** 2;

/** A budget as a multiple of the floor, with what the floor makes of it. */
const timesFloor = (value: number, floor: number, factor: number): NonNullable<Row["budget"]> => ({
  words: `${factor} x post (now ${(value / floor).toFixed(2)} x)`,
  kept: value <= factor * floor,
});

const coldRows = (cold: ColdStarts): readonly Row[] => {
  const of = (pick: (start: ColdStart) => number, summary = median) => ({
    bare: summary(cold.bare.map(pick)),
    post: summary(cold.post.map(pick)),
    notifier: summary(cold.notifier.map(pick)),
  });
  const shown = (values: ReturnType<typeof of>) => ({
    bare: milliseconds(values.bare),
    post: milliseconds(values.post),
    notifier: milliseconds(values.notifier),
  });
  const total = of(({ init, first }) => init + first);
  return [
    { figure: "init p50", ...shown(of(({ init }) => init)) },
    { figure: "first invocation p50", ...shown(of(({ first }) => first)) },
    { figure: "cold start p50", ...shown(total), budget: timesFloor(total.notifier, total.post, 1.3) },
    {
      figure: "cold start p90",
      ...shown(
        of(
          ({ init, first }) => init + first,
          (values) => percentile(values, 0.9),
        ),
      ),
    },
  ];
};

const warmRows = (warm: Warm): readonly Row[] =>
  [0.5, 0.95].flatMap((share) => {
    const of = (name: SeriesName): number => percentile(warm[name].milliseconds, share);
    const row = (words: string, name: SeriesName, factor: number): Row => ({
      figure: `warm ${share === 0.5 ? "p50" : "p95"}, ${words}`,
      bare: milliseconds(of("bare")),
      post: milliseconds(of("post")),
      notifier: milliseconds(of(name)),
      ...(share === 0.5 && { budget: timesFloor(of(name), of("post"), factor) }),
    });
    return [row("Backup API asked", "withBackupApi", 2.5), row("not asked", "withoutBackupApi", 1.3)];
  });

const memoryRow = (warm: Warm): Row => {
  const notifier = Math.max(warm.withBackupApi.peakMemoryBytes, warm.withoutBackupApi.peakMemoryBytes);
  const overBare = notifier - warm.bare.peakMemoryBytes;
  return {
    figure: "peak memory",
    bare: megabytes(warm.bare.peakMemoryBytes),
    post: megabytes(warm.post.peakMemoryBytes),
    notifier: megabytes(notifier),
    budget: {
      words: `bare + ${megabytes(memoryBudgetBytes)} (now + ${megabytes(overBare)})`,
      kept: overBare <= memoryBudgetBytes,
    },
  };
};

const rowsOf = ({ bundle, cold, warm, synthSeconds }: Measurements): readonly Row[] => [
  {
    figure: "bundle loaded at start",
    notifier: kilobytes(bundle.startBytes),
    budget: { words: `${bundleBudgetBytes / 1024} KB`, kept: bundle.startBytes <= bundleBudgetBytes },
  },
  { figure: "bundle whole", notifier: kilobytes(bundle.wholeBytes) },
  ...coldRows(cold),
  ...warmRows(warm),
  // Only Linux tells a process's peak.
  ...(warm.bare.peakMemoryBytes > 0 ? [memoryRow(warm)] : []),
  {
    figure: "synth p50",
    notifier: `${median(synthSeconds).toFixed(2)} s`,
    budget: {
      words: `${synthBudgetSeconds.toFixed(1)} s`,
      kept: median(synthSeconds) <= synthBudgetSeconds,
    },
  },
];

/** The measurements as a table: one line a figure, with its budget and whether it is kept. */
export const reportOf = (measurements: Measurements): string => {
  const rows = rowsOf(measurements);
  const cells = [
    ["figure", "bare Node", "one POST", "notifier", "budget", ""],
    ...rows.map(({ figure, bare = "", post = "", notifier, budget }) => [
      figure,
      bare,
      post,
      notifier,
      budget ? `<= ${budget.words}` : "",
      budget === undefined ? "" : budget.kept ? "kept" : "NOT KEPT",
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column >= 1 && column <= 3 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  const budgets = rows.flatMap(({ budget }) => (budget ? [budget.kept] : []));
  const kept = budgets.filter(Boolean).length;
  return [...lines, "", `${kept} of ${budgets.length} budgets kept`].join("\n");
};
