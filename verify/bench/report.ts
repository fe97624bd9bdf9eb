import type { Bundle } from "../../src/bundle";
import { textTable } from "../text-table";
import { budgets } from "./budgets";
import type { ColdStart, ColdStarts, SeriesName, Warm } from "./measure";
import { median, percentile } from "./statistics";
import type { SynthTimes } from "./synth-time";

export type Measurements = {
  readonly bundle: Pick<Bundle, "startBytes" | "wholeBytes">;
  readonly cold: ColdStarts;
  readonly warm: Warm;
  /** Milliseconds of CPU for each event of a full batch. */
  readonly batchMillisecondsPerEvent: readonly number[];
  readonly synth: SynthTimes;
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
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

/** A budget as a multiple of a floor, with the multiple that was measured. */
const timesFloor = (
  value: number,
  floor: number,
  factor: number,
  of: string,
): NonNullable<Row["budget"]> => ({
  words: `${factor} x ${of} (now ${(value / floor).toFixed(2)} x)`,
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
    {
      figure: "cold start p50",
      ...shown(total),
      budget: timesFloor(total.notifier, total.post, budgets.coldStart, "post"),
    },
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
    const row = (words: string, name: SeriesName): Row => ({
      figure: `warm ${share === 0.5 ? "p50" : "p95"}, ${words}`,
      bare: milliseconds(of("bare")),
      post: milliseconds(of("post")),
      notifier: milliseconds(of(name)),
      ...(share === 0.5 &&
        name === "withBackupApi" && { budget: timesFloor(of(name), of("post"), budgets.warm, "post") }),
    });
    return [row("AWS Backup asked", "withBackupApi"), row("not asked", "withoutBackupApi")];
  });

const batchRow = (perEvent: readonly number[]): Row => ({
  figure: "CPU per event, batch of 500, p50",
  notifier: milliseconds(median(perEvent)),
  budget: {
    words: milliseconds(budgets.batchMillisecondsPerEvent),
    kept: median(perEvent) <= budgets.batchMillisecondsPerEvent,
  },
});

const memoryRow = (warm: Warm): Row => {
  const notifier = Math.max(warm.withBackupApi.peakMemoryBytes, warm.withoutBackupApi.peakMemoryBytes);
  const overBare = notifier - warm.bare.peakMemoryBytes;
  return {
    figure: "peak memory, single events",
    bare: megabytes(warm.bare.peakMemoryBytes),
    post: megabytes(warm.post.peakMemoryBytes),
    notifier: megabytes(notifier),
    budget: {
      words: `bare + ${megabytes(budgets.memoryBytesOverBare)} (now + ${megabytes(overBare)})`,
      kept: overBare <= budgets.memoryBytesOverBare,
    },
  };
};

const synthRow = ({ synth, loading }: SynthTimes): Row => ({
  figure: "synth p50",
  notifier: seconds(median(synth)),
  budget: timesFloor(
    median(synth),
    median(loading),
    budgets.synth,
    `loading cdktf and bindings in ${seconds(median(loading))}`,
  ),
});

const rowsOf = ({ bundle, cold, warm, batchMillisecondsPerEvent, synth }: Measurements): readonly Row[] => [
  {
    figure: "bundle loaded at start",
    notifier: kilobytes(bundle.startBytes),
    budget: { words: kilobytes(budgets.startBytes), kept: bundle.startBytes <= budgets.startBytes },
  },
  { figure: "bundle whole", notifier: kilobytes(bundle.wholeBytes) },
  ...coldRows(cold),
  ...warmRows(warm),
  // Only Linux reports a process's CPU time and peak memory.
  ...(batchMillisecondsPerEvent.length > 0 ? [batchRow(batchMillisecondsPerEvent)] : []),
  ...(warm.bare.peakMemoryBytes > 0 ? [memoryRow(warm)] : []),
  synthRow(synth),
];

/** What a run found: a table of all figures, and the figures whose budget is not kept. */
export type BenchReport = { readonly text: string; readonly notKept: readonly string[] };

/** The measurements as a table: one line per figure, with its budget and whether it is kept. */
export const reportOf = (measurements: Measurements): BenchReport => {
  const rows = rowsOf(measurements);
  const lines = textTable(
    [
      ["figure", "bare Node", "one POST", "notifier", "budget", ""],
      ...rows.map(({ figure, bare = "", post = "", notifier, budget }) => [
        figure,
        bare,
        post,
        notifier,
        budget ? `<= ${budget.words}` : "",
        budget === undefined ? "" : budget.kept ? "kept" : "NOT KEPT",
      ]),
    ],
    [0, 4, 5],
  );
  const withBudget = rows.filter(({ budget }) => budget !== undefined);
  const notKept = withBudget.filter(({ budget }) => budget?.kept === false).map(({ figure }) => figure);
  const kept = withBudget.length - notKept.length;
  return { text: [...lines, "", `${kept} of ${withBudget.length} budgets kept`].join("\n"), notKept };
};
