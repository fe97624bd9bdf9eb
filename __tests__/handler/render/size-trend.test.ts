import fc from "fast-check";
import { hasComparableSizes, sizeTrendOf } from "../../../handler/render/size-trend";

describe("a size compared to earlier ones", () => {
  test.each<readonly [string, number, readonly number[], unknown]>([
    ["grows", 28, [21, 22, 24, 25], { bars: "▁▂▄▅█", changePercent: expect.closeTo(12) }],
    ["stays as it is", 100, [100, 100], { bars: "▅▅▅", changePercent: 0 }],
    ["hardly moves", 1000, [1010, 1005, 1001], { bars: "▅▅▅▅", changePercent: expect.closeTo(-0.1, 2) }],
    [
      "is less than half of the usual",
      40,
      [100, 90, 110],
      { bars: "▇▆█▁", unusual: { is: "smaller", usualBytes: 100 } },
    ],
    ["is exactly half of the usual", 50, [100, 100, 100], { changePercent: -50 }],
    ["is more than double the usual", 201, [100, 100, 100], { unusual: { is: "larger", usualBytes: 100 } }],
    [
      "drops to zero",
      0,
      [100, 100, 100],
      { changePercent: -100, unusual: { is: "smaller", usualBytes: 100 } },
    ],
  ])("%s", (_name, size, earlier, trend) => {
    expect(sizeTrendOf(size, earlier)).toMatchObject(trend as object);
  });

  test("is not unusual after only one or two, nor because of one outlier", () => {
    expect(sizeTrendOf(10, [100, 100])).not.toHaveProperty("unusual");
    expect(sizeTrendOf(100, [100, 100, 1000, 100, 100])).not.toHaveProperty("unusual");
    expect(sizeTrendOf(50, [100, 100, 100])).not.toHaveProperty("unusual");
    expect(sizeTrendOf(200, [100, 100, 100])).not.toHaveProperty("unusual");
  });

  test("has no change in percent if the previous one was empty", () => {
    expect(sizeTrendOf(5, [0])).toEqual({ bars: "▁█" });
    expect(sizeTrendOf(5, [0, 0, 0])).not.toHaveProperty("unusual");
    expect(sizeTrendOf(5, [])).toBeUndefined();
  });

  test("always gives one bar per size and a finite change", () => {
    const size = fc.oneof(
      fc.nat(),
      fc.constant(0),
      fc.constant(Number.MAX_SAFE_INTEGER),
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(size, fc.array(size, { minLength: 1, maxLength: 7 }), (sizeBytes, earlier) => {
        const trend = sizeTrendOf(sizeBytes, earlier);
        expect(trend?.bars).toMatch(/^[▁▂▃▄▅▆▇█]+$/);
        expect([...(trend?.bars ?? "")]).toHaveLength(earlier.length + 1);
        expect(trend?.changePercent ?? 0).toBeGreaterThanOrEqual(-100);
        expect(trend?.changePercent ?? 0).toBeLessThan(Number.POSITIVE_INFINITY);
        if (trend?.unusual) expect(trend.unusual.usualBytes).toBeGreaterThan(0);
      }),
    );
  });
});

test.each([
  ["S3", true],
  ["DynamoDB", true],
  ["Redshift", true],
  ["RDS", false],
  ["Aurora", false],
  ["DocumentDB", false],
  ["Neptune", false],
  ["FSx", false],
  ["EC2", false],
  ["EBS", false],
  ["EFS", false],
  ["VirtualMachine", false],
  [undefined, false],
])("sizes of %s can be compared: %s", (type, can) => {
  expect(hasComparableSizes(type)).toBe(can);
});
