import { windowsBetween } from "../../../src/test-workload/database-windows";

const at = (schedule: string, timeZone = "Etc/UTC") => ({ schedule, timeZone });

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Minutes from a backup's start back to the start of a window, or of the hour before it. */
const distance = (start: string, window: string): number =>
  (minutesOf(start) - minutesOf(window.replace(/^[a-z]+:/, "").slice(0, 5)) + 1440) % 1440;

test.each([
  [[at("cron(0 5 ? * * *)")], "sun:04:00-sun:04:30", "03:00-03:30"],
  // The longest time without a start is between 21:00 and 05:30.
  [[at("cron(30 5,13 ? * * *)"), at("cron(0 21 ? * SUN *)")], "sun:04:30-sun:05:00", "03:30-04:00"],
  // Windows before midnight belong to the same Sunday, and one across it ends on Monday.
  [[at("cron(0 0 ? * * *)")], "sun:23:00-sun:23:30", "22:00-22:30"],
  [[at("cron(45 0 ? * * *)")], "sun:23:45-mon:00:15", "22:45-23:15"],
  // Whatever the day: the first of January counts as each day.
  [[at("cron(0 5 1 1 ? *)")], "sun:04:00-sun:04:30", "03:00-03:30"],
  // 03:00 in Berlin is 02:00 in winter and 01:00 in summer.
  [[at("cron(0 3 ? * * *)", "Europe/Berlin")], "sun:00:00-sun:00:30", "23:00-23:30"],
])("the windows for %j are %s and %s", (rules, maintenance, backup) => {
  expect(windowsBetween(rules)).toEqual({ maintenance, backup });
});

test.each(["05:00", "00:10", "12:59", "23:30"])(
  "a daily backup at %s is neither in a window nor in the hour before one",
  (start) => {
    const [hour, minute] = start.split(":").map(Number);
    const { maintenance, backup } = windowsBetween([at(`cron(${minute} ${hour} ? * * *)`)]);
    for (const window of [maintenance, backup]) {
      expect(distance(start, window)).toBeGreaterThan(30);
      expect(distance(start, window)).toBeLessThan(1440 - 60);
    }
  },
);

test("backups each hour have windows, too", () => {
  expect(windowsBetween([at("cron(0 * ? * * *)")])).toEqual({
    maintenance: expect.stringMatching(/^sun:\d\d:00-sun:\d\d:30$/),
    backup: expect.stringMatching(/^\d\d:00-\d\d:30$/),
  });
});
