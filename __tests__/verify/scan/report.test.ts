import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readReport, type StageReport } from "../../../verify/scan/report";
import { linesOf, tableOf, verdictOf } from "../../../verify/scan/verdict";

/** Reports as checkov 3.3.13 printed them: on three resources of a plan, and on a plan of which it read nothing. */
const fixture = (name: string): string =>
  readFileSync(join(__dirname, `../../fixtures/checkov/${name}.json`), "utf8");

const of = (stage: string, plannedResources = 3) => ({ stage, plannedResources });

const findings = readReport(fixture("findings"), of("dev"));
const nothingRead = readReport(fixture("nothing-read"), of("dev"));
const clean: StageReport = { ...findings, stage: "prod", failed: [] };

test("a report has what was read, passed and failed", () => {
  expect(findings).toMatchObject({ stage: "dev", resources: 3, passed: 1 });
  expect(findings.failed).toEqual([
    {
      checkId: "CKV_AWS_126",
      resource: "aws_instance.test-workload_64D572B3",
      title: "Ensure that detailed monitoring is enabled for EC2 instances",
      arguments: ["monitoring"],
    },
  ]);
});

test("only the two checks of the notifier are suppressed, each for a reason", () => {
  expect(findings.suppressed.map(({ checkId, resource }) => `${checkId} ${resource}`)).toEqual([
    "CKV_AWS_117 aws_lambda_function.notifier_7B9417FE",
    "CKV_AWS_272 aws_lambda_function.notifier_7B9417FE",
  ]);
  for (const { reason } of findings.suppressed) expect(reason?.length).toBeGreaterThan(20);
});

test("a check is suppressed for the notifier, and for no other function", () => {
  const other = fixture("findings").replaceAll("aws_lambda_function.notifier_", "aws_lambda_function.other_");
  const { failed, suppressed } = readReport(other, of("dev"));
  expect(failed).toHaveLength(3);
  expect(suppressed).toEqual([]);
});

test("what was skipped by a comment counts as failed, since our list has no reason for it", () => {
  const { results, ...rest } = JSON.parse(fixture("findings"));
  const moved = { ...results, failed_checks: [], skipped_checks: results.failed_checks };
  const { failed } = readReport(JSON.stringify({ ...rest, results: moved }), of("dev"));
  expect(failed.map(({ checkId }) => checkId)).toEqual(["CKV_AWS_126"]);
});

test("the guideline is shown where checkov has one", () => {
  const guided = fixture("findings").replaceAll(
    '"guideline": null',
    '"guideline": "https://example.com/126"',
  );
  expect(linesOf([readReport(guided, of("dev"))])).toContain("  guideline: https://example.com/126");
});

test.each([["not JSON"], ["[]"], ['{"results":{}}']])("%s is not a report", (text) => {
  expect(() => readReport(text, of("dev"))).toThrow(
    "checkov's report on dev cannot be read; see build/scan/dev.json",
  );
});

test("a plan that checkov could not parse fails", () => {
  const unparsed = fixture("findings").replace('"parsing_errors": 0', '"parsing_errors": 1');
  expect(() => readReport(unparsed, of("dev"))).toThrow("checkov could not parse the plan of dev");
});

test("the table has the figures of each stage", () => {
  expect(tableOf([findings, clean])).toBe(
    [
      "stage  resources  passed  failed  suppressed",
      "dev            3       1       1           2",
      "prod           3       1       0           2",
    ].join("\n"),
  );
});

test("each failed check is shown with its resource, and what is suppressed once for all stages", () => {
  expect(linesOf([findings, clean])).toEqual([
    "FAILED in dev: CKV_AWS_126 aws_instance.test-workload_64D572B3: Ensure that detailed monitoring is enabled for EC2 instances",
    "  checked: monitoring",
    expect.stringMatching(/^suppressed in dev, prod: CKV_AWS_117 aws_lambda_function.*\n {2}because /),
    expect.stringMatching(/^suppressed in dev, prod: CKV_AWS_272 aws_lambda_function.*\n {2}because /),
  ]);
});

test("the verdict is good where nothing failed but what is suppressed", () => {
  expect(verdictOf([clean])).toBe("No failed check in prod; 2 suppressed, each for a reason.");
});

test("a failed check in one stage fails the scan", () => {
  expect(() => verdictOf([clean, findings])).toThrow(
    "1 failed check in dev; fix the stack, see build/scan for checkov's reports",
  );
});

test("a report without resources fails, although nothing in it failed", () => {
  expect(nothingRead).toMatchObject({ resources: 0, failed: [] });
  expect(() => verdictOf([clean, nothingRead])).toThrow(
    "checkov read no resource in the plan of dev, so nothing was checked",
  );
});

test("a report on part of the plan fails, too", () => {
  expect(() => verdictOf([{ ...clean, plannedResources: 4 }])).toThrow(
    "checkov read 3 of the 4 resources in the plan of prod, so the rest was not checked",
  );
});
