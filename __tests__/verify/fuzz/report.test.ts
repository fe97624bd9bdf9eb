import { families } from "../../../verify/fuzz/families";
import { type Results, reachedOf, reportOf } from "../../../verify/fuzz/report";
import { emptyTally, knownKinds } from "../../../verify/fuzz/tally";

const each = (count: number) => Object.fromEntries(knownKinds.map((kind) => [kind, count]));

const results = (change: Partial<Results> = {}): Results => ({
  byFamily: new Map(
    families.map((family) => [
      family,
      {
        ...emptyTally(),
        inputs: 1000,
        events: 1200,
        accepted: 4800,
        slowestMilliseconds: 1.26,
        kinds: each(3),
      },
    ]),
  ),
  failures: [],
  peakMemoryBytes: [100 * 1024 ** 2, 200 * 1024 ** 2],
  seconds: 2,
  ...change,
});

describe("the report of a run", () => {
  test("adds up families, and shows speed and memory", () => {
    const lines = reportOf(results(), 42).split("\n");
    expect(lines.find((line) => line.startsWith("all "))?.split(/ {2,}/)).toEqual([
      ...["all", "7,000", "8,400", "33,600", "0", "0", "1.3"],
    ]);
    expect(lines.at(-1)).toBe("2.0 s, 3,500 inputs a second, peak memory of each process: 100 MB, 200 MB");
  });

  test("counts the kinds that mutated real events reach, not those of made-up events", () => {
    const byFamily = new Map(
      families.map((family) => [family, { ...emptyTally(), kinds: family.isReal ? each(0) : each(9) }]),
    );
    expect(new Set(reachedOf({ byFamily }).values())).toEqual(new Set([0]));
    expect(reportOf(results({ byFamily }), 42)).toMatch(/job expired +NOT REACHED/);
  });

  test("says how to repeat a failure", () => {
    const failure = {
      family: "bursts",
      id: "5:17:0",
      problem: "throws TypeError",
      input: "{\n  event: 1\n}",
    };
    expect(reportOf(results({ failures: [failure] }), 42)).toContain(
      "Failure 1 (bursts): throws TypeError\n  repeat: npm run fuzz -- --seed 42 --only 5:17:0\n  input: {\n    event: 1\n  }",
    );
  });
});
