import { scheduleOf } from "../../../handler/watch/cron";

const runs = (expression: string, timeZone: string, from: string, to: string): readonly string[] =>
  (scheduleOf(expression, timeZone)?.(new Date(from), new Date(to)) ?? []).map((at) =>
    at.toISOString().slice(0, 16),
  );

test("a daily run keeps its wall time when the clock changes", () => {
  expect(runs("cron(0 5 ? * * *)", "Europe/Berlin", "2026-03-28T00:00Z", "2026-03-30T00:00Z")).toEqual([
    "2026-03-28T04:00",
    "2026-03-29T03:00",
  ]);
});

test("a run in the hour that spring skips does not happen", () => {
  expect(runs("cron(30 2 ? * * *)", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
    "2026-03-30T00:30",
  ]);
});

test("a run in the hour that autumn repeats happens once", () => {
  expect(runs("cron(30 2 ? * * *)", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T00:00Z")).toEqual([
    "2026-10-25T00:30",
  ]);
});

test.each([
  ["America/Los_Angeles", "2026-03-08T00:00Z", "2026-03-10T00:00Z", 47],
  ["America/Los_Angeles", "2026-11-01T00:00Z", "2026-11-03T00:00Z", 47],
  ["Australia/Lord_Howe", "2026-06-01T00:00Z", "2026-06-03T00:00Z", 48],
  ["UTC", "2026-03-29T00:00Z", "2026-03-31T00:00Z", 48],
])("an hourly rule in %s from %s runs about once an hour", (zone, from, to, count) => {
  const found = runs("cron(0 * ? * * *)", zone, from, to);
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBeGreaterThanOrEqual(count);
  expect(found.length).toBeLessThanOrEqual(48);
});

test.each([
  ["cron(0 5 ? * MON-FRI *)", "2026-11-27", ["2026-11-27T05:00", "2026-11-30T05:00", "2026-12-01T05:00"]],
  ["cron(0 5 ? * FRI-MON *)", "2026-11-27", ["2026-11-27T05:00", "2026-11-28T05:00", "2026-11-29T05:00"]],
  ["cron(0 5 L * ? *)", "2026-11-27", ["2026-11-30T05:00", "2026-12-31T05:00", "2027-01-31T05:00"]],
  ["cron(0 5 LW * ? *)", "2026-11-27", ["2026-11-30T05:00", "2026-12-31T05:00", "2027-01-29T05:00"]],
  ["cron(0 5 15W * ? *)", "2026-11-01", ["2026-11-16T05:00", "2026-12-15T05:00", "2027-01-15T05:00"]],
  ["cron(0 5 1W * ? *)", "2026-08-01", ["2026-08-03T05:00", "2026-09-01T05:00", "2026-10-01T05:00"]],
  ["cron(0 5 ? * 6L *)", "2026-11-01", ["2026-11-27T05:00", "2026-12-25T05:00", "2027-01-29T05:00"]],
  ["cron(0 5 ? * SUN#1 *)", "2026-11-02", ["2026-12-06T05:00", "2027-01-03T05:00", "2027-02-07T05:00"]],
  ["cron(0 0/8 ? * * *)", "2026-11-27", ["2026-11-27T00:00", "2026-11-27T08:00", "2026-11-27T16:00"]],
  ["cron(0 5 29 2 ? *)", "2026-01-01", ["2028-02-29T05:00"]],
  ["0 5 1,15 * ? 2027", "2026-01-01", ["2027-01-01T05:00", "2027-01-15T05:00", "2027-02-01T05:00"]],
])("%s is read", (expression, from, expected) => {
  const end = `${Number(from.slice(0, 4)) + 3}-01-01T00:00Z`;
  expect(runs(expression, "UTC", `${from}T00:00Z`, end).slice(0, 3)).toEqual(expected);
});

test.each([
  "rate(1 day)",
  "cron(0 5 ? * *)",
  "cron(61 5 ? * * *)",
  "cron(0 5 ? * FOO *)",
  "cron(0 5 ? * MON/0 *)",
  "",
])("%p is not understood, which is not the same as no run", (expression) =>
  expect(scheduleOf(expression)).toBeUndefined(),
);

test("a time zone that is none is not understood", () => {
  expect(scheduleOf("cron(0 5 ? * * *)", "Europe/Atlantis")).toBeUndefined();
});
