import { examine, examineAll } from "../../../scripts/doctor/check";
import { ok, problem, unknown, warning } from "../../../scripts/doctor/finding";
import { linesOf, summaryOf } from "../../../scripts/doctor/report";

const examined = [
  { name: "stack", findings: [ok("deployed in eu-west-1")] },
  { name: "alarm mail", findings: [warning("nobody is told of alarms", "name somebody")] },
  { name: "alarms", findings: [problem("one is in alarm", "look"), problem("another is", "look, too")] },
  { name: "key", findings: [unknown("AWS denied kms:DescribeKey")] },
];

test("verdicts, checks and sentences stand in columns, a line for each finding", () => {
  expect(linesOf(examined)).toEqual([
    "ok       stack       deployed in eu-west-1",
    "warning  alarm mail  nobody is told of alarms; name somebody",
    "problem  alarms      one is in alarm; look",
    "problem  alarms      another is; look, too",
    "unknown  key         could not be checked: AWS denied kms:DescribeKey",
  ]);
});

test("what AWS says stays on its line, and cannot command the terminal", () => {
  expect(linesOf([{ name: "key", findings: [unknown("a\u001b[2Jb\nc")] }])).toEqual([
    "unknown  key  could not be checked: a [2Jb c",
  ]);
});

test("the summary counts, worst first, and leaves out what there is none of", () => {
  expect(summaryOf(examined)).toBe("2 problems, 1 warning, 1 not checked, 1 ok");
  expect(summaryOf(examined.slice(0, 1))).toBe("1 ok");
});

test("a check that fails is unknown, with its reason, and stops no other", async () => {
  const failing = { name: "key", examine: () => Promise.reject(new Error("no such host")) };
  const well = { name: "stack", examine: async () => [ok("deployed")] };
  expect(await examineAll([failing, well])).toEqual([
    { name: "key", findings: [unknown("no such host")] },
    { name: "stack", findings: [ok("deployed")] },
  ]);
});

test("a check that cannot even begin is unknown, too", async () => {
  const look = (): never => {
    throw new Error("Region is missing");
  };
  expect(await examine({ name: "key", examine: look })).toEqual({
    name: "key",
    findings: [unknown("no AWS Region is known; name it as the second argument or in AWS_REGION")],
  });
});
