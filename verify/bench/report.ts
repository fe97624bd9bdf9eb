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

type Unit = (value: number) => string;

const milliseconds: Unit = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
const seconds: Unit = (value) => `${value.toFixed(2)} s`;
const kilobytes: Unit = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const megabytes: Unit = (bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

type Budget = { readonly words: string; readonly kept: boolean };

/** A figure with what it is compared to. */
type Row = {
  readonly figure: string;
  readonly unit: Unit;
  readonly bare?: number;
  readonly post?: number;
  readonly notifier: number;
  readonly budget?: Budget;
};

/** A budget as a multiple of a floor, with the multiple that was measured. */
const timesFloor = (value: number, floor: number, factor: number, of: string): Budget => ({
  words: `${factor} x ${of} (now ${(value / floor).toFixed(2)} x)`,
  kept: value <= factor * floor,
});

const coldRows = (cold: ColdStarts): readonly Row[] => {
  const row = (figure: string, pick: (start: ColdStart) => number, share = 0.5) => ({
    figure,
    unit: milliseconds,
    bare: percentile(cold.bare.map(pick), share),
    post: percentile(cold.post.map(pick), share),
    notifier: percentile(cold.notifier.map(pick), share),
  });
  const whole = ({ init, first }: ColdStart): number => init + first;
  const total = row("cold start p50", whole);
  return [
    row("init p50", ({ init }) => init),
    row("first invocation p50", ({ first }) => first),
    { ...total, budget: timesFloor(total.notifier, total.post, budgets.coldStart, "post") },
    row("cold start p90", whole, 0.9),
  ];
};

const warmRows = (warm: Warm): readonly Row[] => {
  const row = (words: string, name: SeriesName, share: number) => ({
    figure: `warm p${share * 100}, ${words}`,
    unit: milliseconds,
    bare: percentile(warm.bare.milliseconds, share),
    post: percentile(warm.post.milliseconds, share),
    notifier: percentile(warm[name].milliseconds, share),
  });
  const asked = row("AWS Backup asked", "withBackupApi", 0.5);
  return [
    { ...asked, budget: timesFloor(asked.notifier, asked.post, budgets.warm, "post") },
    row("not asked", "withoutBackupApi", 0.5),
    row("AWS Backup asked", "withBackupApi", 0.95),
    row("not asked", "withoutBackupApi", 0.95),
  ];
};

const batchRow = (perEvent: readonly number[]): Row => ({
  figure: "CPU per event, batch of 500, p50",
  unit: milliseconds,
  notifier: median(perEvent),
  budget: {
    words: milliseconds(budgets.batchMillisecondsPerEvent),
    kept: median(perEvent) <= budgets.batchMillisecondsPerEvent,
  },
});

const memoryRow = ({ bare, post, withBackupApi, withoutBackupApi }: Warm): Row => {
  const notifier = Math.max(withBackupApi.peakMemoryBytes, withoutBackupApi.peakMemoryBytes);
  const overBare = notifier - bare.peakMemoryBytes;
  return {
    figure: "peak memory, single events",
    unit: megabytes,
    bare: bare.peakMemoryBytes,
    post: post.peakMemoryBytes,
    notifier,
    budget: {
      words: `bare + ${megabytes(budgets.memoryBytesOverBare)} (now + ${megabytes(overBare)})`,
      kept: overBare <= budgets.memoryBytesOverBare,
    },
  };
};

const synthRow = ({ synth, loading }: SynthTimes): Row => {
  const floor = median(loading);
  const words = `loading cdktf and bindings in ${seconds(floor)}`;
  const budget = timesFloor(median(synth), floor, budgets.synth, words);
  return { figure: "synth p50", unit: seconds, notifier: median(synth), budget };
};

const rowsOf = ({ bundle, cold, warm, batchMillisecondsPerEvent, synth }: Measurements): readonly Row[] => [
  {
    figure: "bundle loaded at start",
    unit: kilobytes,
    notifier: bundle.startBytes,
    budget: { words: kilobytes(budgets.startBytes), kept: bundle.startBytes <= budgets.startBytes },
  },
  { figure: "bundle whole", unit: kilobytes, notifier: bundle.wholeBytes },
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
      ...rows.map(({ figure, unit, bare, post, notifier, budget }) => [
        figure,
        ...[bare, post, notifier].map((value) => (value === undefined ? "" : unit(value))),
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
