import { scheduleProblem } from "../../../src/stage/schedule";

test.each([
  "cron(0 5 ? * * *)",
  "cron(0 5 * * ? *)",
  "cron(*/15 * * * ? *)",
  "cron(0/30 8-17 ? * MON-FRI *)",
  "cron(0 18 L * ? *)",
  "cron(0 18 LW * ? *)",
  "cron(0 18 15W * ? *)",
  "cron(0 18 ? * FRI#2 *)",
  "cron(0 18 ? * 6L *)",
  "cron(0 18 ? * fri-mon *)",
  "cron(0 4 1,15 JAN,JUL ? 2026-2030)",
  "rate(1 day)",
  "rate(12 hours)",
  "rate(90 minutes)",
])("AWS takes %s", (expression) => {
  expect(scheduleProblem(expression)).toBeUndefined();
});

test.each([
  ["0 5 * * *", "neither cron(...) nor rate(...)"],
  ["cron(0 5 * * *)", "has 5 fields"],
  ["cron()", "has 1 fields"],
  ["cron(0 5 * * * *)", '"?" in exactly one'],
  ["cron(0 5 ? * ? *)", '"?" in exactly one'],
  ["cron(60 5 ? * * *)", 'has "60" as minute, but AWS takes 0-59'],
  ["cron(0 24 ? * * *)", 'has "24" as hour'],
  ["cron(0 5 32 * ? *)", 'has "32" as day-of-month'],
  ["cron(0 5 0W * ? *)", 'has "0W" as day-of-month'],
  ["cron(0 5 ? 13 * *)", 'has "13" as month, but AWS takes 1-12 or JAN-DEC'],
  ["cron(0 5 ? * 0 *)", 'has "0" as day-of-week'],
  ["cron(0 5 ? * MOM *)", 'has "MOM" as day-of-week'],
  ["cron(0 5 ? * FRI#6 *)", 'has "FRI#6" as day-of-week'],
  ["cron(0 5 ? * * 1969)", 'has "1969" as year'],
  ["cron(0/0 5 ? * * *)", 'has "0/0" as minute'],
  ["cron(1-2-3 5 ? * * *)", 'has "1-2-3" as minute'],
  ["cron(30-10 5 ? * * *)", 'has "30-10" as minute'],
  ["cron(0,,5 5 ? * * *)", 'has "0,,5" as minute'],
  ["cron(-5 5 ? * * *)", 'has "-5" as minute'],
  ["rate(1 days)", "mixes singular and plural"],
  ["rate(2 day)", "mixes singular and plural"],
  ["rate(0 days)", "is not a rate"],
  ["rate(1 week)", "is not a rate"],
  ["rate(1.5 hours)", "is not a rate"],
])("AWS refuses %s", (expression, problem) => {
  expect(scheduleProblem(expression)).toContain(problem);
});
