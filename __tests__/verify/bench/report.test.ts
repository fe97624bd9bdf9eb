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
  bundle: { startBytes: 30 * 1024, wholeBytes: 90 * 1024 },
  cold: { bare: start(40, 1), post: start(70, 30), notifier: start(100, 30) },
  warm: {
    bare: series(1, 40),
    post: series(2, 44),
    withBackupApi: series(5, 52),
    withoutBackupApi: series(2.6, 50),
  },
  synthSeconds: [1],
};

const linesOf = (measurements: Measurements): readonly string[] => reportOf(measurements).split("\n");

const notKept = (measurements: Measurements): readonly string[] =>
  linesOf(measurements).filter((line) => line.includes("NOT KEPT"));

describe("the report of the bench", () => {
  test("keeps a budget that is just met", () => {
    expect(notKept(atBudget)).toEqual([]);
    expect(linesOf(atBudget).at(-1)).toBe("6 of 6 budgets kept");
  });

  test.each<readonly [string, Partial<Measurements>, string]>([
    [
      "a larger start",
      { bundle: { startBytes: 30 * 1024 + 1, wholeBytes: 90 * 1024 } },
      "bundle loaded at start",
    ],
    ["a slower cold start", { cold: { ...atBudget.cold, notifier: start(100, 31) } }, "cold start p50"],
    [
      "a slower question to AWS Backup",
      { warm: { ...atBudget.warm, withBackupApi: series(5.1, 52) } },
      "warm p50, Backup API asked",
    ],
    [
      "a slower message",
      { warm: { ...atBudget.warm, withoutBackupApi: series(2.7, 50) } },
      "warm p50, not asked",
    ],
    ["more memory", { warm: { ...atBudget.warm, withoutBackupApi: series(2.6, 53) } }, "peak memory"],
    ["a slower synth", { synthSeconds: [1.1] }, "synth p50"],
  ])("names the budget that %s breaks", (_name, change, figure) => {
    const measurements = { ...atBudget, ...change };
    expect(notKept(measurements)).toEqual([expect.stringMatching(new RegExp(`^${figure} `))]);
    expect(linesOf(measurements).at(-1)).toBe("5 of 6 budgets kept");
  });

  test("tells the whole bundle's size, which has no budget", () => {
    expect(linesOf(atBudget)).toContainEqual(expect.stringMatching(/^bundle whole +90\.0 KB$/));
  });

  test("is silent about memory where the system does not tell it", () => {
    const unknown = { ...atBudget.warm, bare: series(1, 0) };
    expect(reportOf({ ...atBudget, warm: unknown })).not.toContain("peak memory");
  });
});

test("a percentile is a value that was measured", () => {
  const values = [4, 1, 3, 2];
  expect(median(values)).toBe(2);
  expect(percentile(values, 0.95)).toBe(4);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});
