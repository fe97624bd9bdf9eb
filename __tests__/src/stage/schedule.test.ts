import { scheduleProblem } from "../../../src/stage/schedule";

test.each([
  "cron(0 5 ? * * *)",
  "cron(0 5 * * ? *)",
  "cron(0 * * * ? *)",
  "cron(15 8-17 ? * MON-FRI *)",
  "cron(50/20 5 ? * * *)",
  "cron(0 18 L * ? *)",
  "cron(0 18 LW * ? *)",
  "cron(0 18 15W * ? *)",
  "cron(0 18 ? * FRI#2 *)",
  "cron(0 18 ? * 6L *)",
  "cron(0 18 ? * fri-mon *)",
  "cron(0 4 1,15 JAN,JUL ? 2026-2030)",
])("AWS takes %s", (expression) => {
  expect(scheduleProblem(expression)).toBeUndefined();
});

test.each([
  ["0 5 * * *", "is not cron(...)"],
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
  ["rate(1 day)", "is a rate, but AWS Backup takes cron(...) only"],
  ["rate(12 hours)", "is a rate, but AWS Backup takes cron(...) only"],
  ["cron(* 5 ? * * *)", "runs 60 times an hour, but AWS Backup starts a rule at most once an hour"],
  ["cron(*/15 * * * ? *)", "runs 4 times an hour"],
  ["cron(0/30 8-17 ? * MON-FRI *)", "runs 2 times an hour"],
  ["cron(10-20/5,15 5 ? * * *)", "runs 3 times an hour"],
  ["cron(0,30 5 ? * * *)", "runs 2 times an hour"],
  [
    "cron(0 5 L-3 * ? *)",
    "AWS takes 1-31, ?, L for the last day, LW for the last weekday, 15W for the weekday nearest to the 15th",
  ],
  ["cron(0 5 ? * FRIL#2 *)", "AWS takes 1-7 or SUN-SAT, ?, 6L for the last Friday, 6#2 for the second"],
])("AWS refuses %s", (expression, problem) => {
  expect(scheduleProblem(expression)).toContain(problem);
});
