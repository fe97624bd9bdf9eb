import { runCheck, runChecks } from "../../../scripts/doctor/check";
import { ok, problem, unknown, warning } from "../../../scripts/doctor/finding";
import { linesOf, summaryOf } from "../../../scripts/doctor/report";

const results = [
  { name: "stack", findings: [ok("deployed in eu-west-1")] },
  { name: "alarm mail", findings: [warning("no one receives the alarms", "set an address")] },
  {
    name: "alarms",
    findings: [problem("one is in alarm", "look"), problem("another is", "look there, too")],
  },
  { name: "key", findings: [unknown("AWS denied kms:DescribeKey")] },
];

test("verdicts, checks and sentences stand in columns, one line per finding, problems last", () => {
  expect(linesOf(results)).toEqual([
    "ok       stack       deployed in eu-west-1",
    "unknown  key         could not be checked: AWS denied kms:DescribeKey",
    "warning  alarm mail  no one receives the alarms; set an address",
    "problem  alarms      one is in alarm; look",
    "problem  alarms      another is; look there, too",
  ]);
});

test("in a terminal, the verdict has a color, and nothing else does", () => {
  expect(linesOf(results.slice(0, 1), true)).toEqual([
    "\u001b[32mok     \u001b[39m  stack  deployed in eu-west-1",
  ]);
});

test("what AWS returns stays on its line, without control characters", () => {
  expect(linesOf([{ name: "key", findings: [unknown("a\u001b[2Jb\nc")] }])).toEqual([
    "unknown  key  could not be checked: a [2Jb c",
  ]);
});

test("the summary counts, worst first, and leaves out zero counts", () => {
  expect(summaryOf(results)).toBe("2 problems, 1 warning, 1 could not be checked, 1 ok");
  expect(summaryOf(results.slice(0, 1))).toBe("1 ok");
});

test("a check that fails is unknown, with its reason, and does not stop the others", async () => {
  const failing = { name: "key", run: () => Promise.reject(new Error("no such host")) };
  const healthy = { name: "stack", run: async () => [ok("deployed")] };
  expect(await runChecks([failing, healthy])).toEqual([
    { name: "key", findings: [unknown("no such host")] },
    { name: "stack", findings: [ok("deployed")] },
  ]);
});

test("a check that throws before it starts is unknown, too", async () => {
  const run = (): never => {
    throw new Error("Region is missing");
  };
  expect(await runCheck({ name: "key", run })).toEqual({
    name: "key",
    findings: [unknown("no AWS Region is known; name it as the second argument or in AWS_REGION")],
  });
});
