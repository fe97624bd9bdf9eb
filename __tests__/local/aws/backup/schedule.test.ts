import { scheduleProblem } from "../../../../local/aws/backup/schedule";
import { scheduleProblem as problemAtSynth } from "../../../../src/stage/schedule";

test.each([
  ["cron(0 5 32 * ? *)", "Its day-of-month is not valid"],
  ["cron(0 5 32W * ? *)", "Its day-of-month is not valid"],
  ["cron(0 5 L-3 * ? *)", "Its day-of-month is not valid"],
  ["cron(0 5 ? * FRI#6 *)", "Its day-of-week is not valid"],
  ["cron(0 24 ? * * *)", "Its hours is not valid"],
  ["cron(0 5 * * * *)", "Exactly one of day-of-month and day-of-week must be ?"],
  ["cron(0 5 ? * ? *)", "Exactly one of day-of-month and day-of-week must be ?"],
  ["rate(1 day)", "It must be cron() with six fields"],
  ["cron(0/30 5 ? * * *)", "It runs 2 times an hour, and a rule starts at most once an hour"],
])("AWS Backup refuses %s", (expression, reason) => {
  expect(scheduleProblem(expression)).toBe(`Invalid schedule expression ${expression}. ${reason}`);
});

const minutes = ["0", "59", "60", "*", "0/15", "50/20", "0/0", "0,30", "10-14/2", "30-10", "", "-5", "x"];
const hours = ["0", "23", "24", "*", "0/12", "8-17", "17-8", "1,13", "?", "L"];
const daysOfMonth = [
  "1",
  "31",
  "0",
  "32",
  "*",
  "1-15",
  "15-1",
  "1/7",
  "L",
  "LW",
  "15W",
  "31W",
  "0W",
  "W",
  "1L",
];
const months = ["1", "12", "13", "JAN", "jan", "JAN,JUL", "NOV-FEB", "11-2", "JANUARY", "?"];
const daysOfWeek = [
  "1",
  "7",
  "0",
  "8",
  "SUN",
  "MON-FRI",
  "fri-mon",
  "L",
  "6L",
  "FRIL",
  "6#2",
  "FRI#5",
  "FRI#6",
  "#2",
];
const years = ["*", "1970", "2199", "1969", "2200", "2026-2030", "2030-2026", "2026/2"];

/** Each form of a field within an otherwise valid expression. */
const expressions = [
  ...minutes.map((form) => `cron(${form} 5 ? * * *)`),
  ...hours.map((form) => `cron(0 ${form} ? * * *)`),
  ...daysOfMonth.map((form) => `cron(0 5 ${form} * ? *)`),
  ...daysOfMonth.map((form) => `cron(0 5 ${form} * * *)`),
  ...months.map((form) => `cron(0 5 ? ${form} * *)`),
  ...daysOfWeek.map((form) => `cron(0 5 ? * ${form} *)`),
  ...daysOfWeek.map((form) => `cron(0 5 * * ${form} *)`),
  ...years.map((form) => `cron(0 5 ? * * ${form})`),
  ...["rate(1 day)", "rate(30 minutes)", "0 5 ? * * *", "cron()", "cron(0 5 ? * *)", "cron(0 5 ? * * * *)"],
];

test("the local AWS Backup and the check at synth, which share no code, take the same schedules", () => {
  const isTakenBy = (problemOf: (expression: string) => string | undefined) =>
    expressions.filter((expression) => problemOf(expression) === undefined);
  expect(isTakenBy(scheduleProblem)).toEqual(isTakenBy(problemAtSynth));
  expect(isTakenBy(scheduleProblem)).toContain("cron(0 5 LW * ? *)");
});
