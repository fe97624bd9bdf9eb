import { type Measurements, reportOf } from "../../../verify/bench/report";
import { median, percentile } from "../../../verify/bench/statistics";

const megabyte = 1024 ** 2;
const start = (init: number, first: number) => [{ init, first }];
const series = (milliseconds: number, megabytes: number) => ({
  milliseconds: [milliseconds],
  peakMemoryBytes: megabytes * megabyte,
});

/** Every figure exactly at its budget. */
const atBudget: Measurements = {
  bundle: { startBytes: 80 * 1024, wholeBytes: 160 * 1024 },
  cold: { bare: start(40, 1), post: start(70, 30), notifier: start(110, 40) },
  warm: {
    bare: series(1, 40),
    post: series(2, 44),
    withBackupApi: series(9, 68),
    withoutBackupApi: series(2.6, 50),
  },
  batchMillisecondsPerEvent: [0.5, 1, 3],
  synth: { synth: [1.9], loading: [1] },
};

const linesOf = (measurements: Measurements): readonly string[] => reportOf(measurements).text.split("\n");

const notKept = (measurements: Measurements): readonly string[] =>
  linesOf(measurements).filter((line) => line.includes("NOT KEPT"));

describe("the report of the bench", () => {
  test("keeps a budget that is just met", () => {
    expect(notKept(atBudget)).toEqual([]);
    expect(reportOf(atBudget).notKept).toEqual([]);
    expect(linesOf(atBudget).at(-1)).toBe("6 of 6 budgets kept");
  });

  test.each<readonly [string, Partial<Measurements>, string]>([
    [
      "a larger start",
      { bundle: { startBytes: 80 * 1024 + 1, wholeBytes: 160 * 1024 } },
      "bundle loaded at start",
    ],
    ["a slower cold start", { cold: { ...atBudget.cold, notifier: start(110, 41) } }, "cold start p50"],
    [
      "a slower message",
      { warm: { ...atBudget.warm, withBackupApi: series(9.1, 68) } },
      "warm p50, AWS Backup asked",
    ],
    ["a slower batch", { batchMillisecondsPerEvent: [0.5, 1.01, 3] }, "CPU per event, batch of 500, p50"],
    [
      "more memory",
      { warm: { ...atBudget.warm, withoutBackupApi: series(2.6, 69) } },
      "peak memory, single events",
    ],
    ["a slower synth", { synth: { synth: [1.91], loading: [1] } }, "synth p50"],
  ])("names the budget that %s breaks", (_name, change, figure) => {
    const measurements = { ...atBudget, ...change };
    expect(notKept(measurements)).toEqual([expect.stringMatching(new RegExp(`^${figure} `))]);
    expect(reportOf(measurements).notKept).toEqual([figure]);
    expect(linesOf(measurements).at(-1)).toBe("5 of 6 budgets kept");
  });

  test("shows the whole bundle's size, which has no budget", () => {
    expect(linesOf(atBudget)).toContainEqual(expect.stringMatching(/^bundle whole +160\.0 KB$/));
  });

  test("leaves out CPU time and memory where the system does not report them", () => {
    const warm = { ...atBudget.warm, bare: series(1, 0) };
    const { text } = reportOf({ ...atBudget, warm, batchMillisecondsPerEvent: [] });
    expect(text).not.toContain("peak memory");
    expect(text).not.toContain("CPU per event");
    expect(text).toContain("4 of 4 budgets kept");
  });
});

test("a percentile is a value that was measured", () => {
  const values = [4, 1, 3, 2];
  expect(median(values)).toBe(2);
  expect(percentile(values, 0.95)).toBe(4);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});
