import type { Rule } from "../../../handler/watch/facts";
import { rhythmOf } from "../../../handler/watch/runs";

const hour = 3_600_000;
const now = new Date("2026-06-15T12:00Z");

const rule = (schedule: string, more: Partial<Rule> = {}): Rule => ({
  name: schedule,
  schedule,
  timeZone: "UTC",
  startWindowMinutes: 60,
  completionWindowMinutes: 120,
  deleteAfterDays: 35,
  ...more,
});

const limitHours = (...rules: readonly Rule[]): number | undefined => {
  const limit = rhythmOf(rules, now)?.limitMilliseconds;
  return limit === undefined ? undefined : limit / hour;
};

test("the limit is the longest gap between runs plus start and completion window", () => {
  expect(limitHours(rule("cron(0 5 ? * * *)"))).toBe(24 + 3);
  expect(limitHours(rule("cron(0 5 ? * MON-FRI *)"))).toBe(72 + 3);
  expect(limitHours(rule("cron(0 5 1 * ? *)"))).toBe(31 * 24 + 3);
  expect(limitHours(rule("cron(0 5 1 1 ? *)"))).toBe(365 * 24 + 3);
});

test("the day that autumn makes longer does not make a backup overdue", () => {
  expect(limitHours(rule("cron(0 5 ? * * *)", { timeZone: "Europe/Berlin" }))).toBe(25 + 3);
});

test("a run that spring skips makes the gap two days", () => {
  expect(limitHours(rule("cron(30 2 ? * * *)", { timeZone: "Europe/Berlin" }))).toBe(47 + 3);
});

test("of rules whose start windows overlap only the one that keeps its points longest counts", () => {
  const hourly = rule("cron(0 * ? * * *)", { deleteAfterDays: 1 });
  const twelveHourly = rule("cron(0 5,17 ? * * *)", { deleteAfterDays: 7, startWindowMinutes: 480 });
  // From 05:00 to 13:00: the hourly rule's runs in between make nothing.
  expect(limitHours(hourly, twelveHourly)).toBe(8 + 8 + 2);
});

test("rules of which each keeps its points as long are not merged", () => {
  expect(limitHours(rule("cron(0 0 ? * * *)"), rule("cron(0 12 ? * * *)"))).toBe(12 + 3);
});

test("a rule that keeps its points forever wins", () => {
  const daily = rule("cron(0 5 ? * * *)", { deleteAfterDays: 3650 });
  const { deleteAfterDays: _, ...forever } = rule("cron(30 5 ? * SUN *)");
  expect(limitHours(daily, forever)).toBe(24.5 + 3);
});

test.each([
  ["a schedule that is not understood", [rule("rate(1 day)")]],
  ["one of two that is not understood", [rule("cron(0 5 ? * * *)"), rule("every day")]],
  ["a rule that runs once", [rule("cron(0 5 1 1 ? 2026)")]],
  ["no rule", []],
])("%s sets no limit", (_, rules) => expect(limitHours(...rules)).toBeUndefined());

test("a run is due when its start window has ended", () => {
  const rhythm = rhythmOf([rule("cron(0 11 ? * * *)", { startWindowMinutes: 90 })], now);
  expect(rhythm?.lastDueRun).toEqual(new Date("2026-06-14T11:00Z"));
  expect(rhythm?.firstEndAfter(now)).toEqual(new Date("2026-06-16T14:30Z"));
});
