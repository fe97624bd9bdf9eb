import { counted } from "../../scripts/program/counted";
import { Failure } from "../../scripts/program/failure";
import { textTable } from "../text-table";
import type { Finding, StageReport } from "./report";

/** A table with the numbers of each stage. */
export const tableOf = (reports: readonly StageReport[]): string => {
  const head = ["stage", "resources", "passed", "failed", "suppressed"];
  const rows = reports.map(({ stage, resources, passed, failed, suppressed }) => [
    stage,
    ...[resources, passed, failed.length, suppressed.length].map(String),
  ]);
  return textTable([head, ...rows]).join("\n");
};

const detailsOf = ({ arguments: checked, guideline }: Finding): readonly string[] => [
  ...(checked.length > 0 ? [`  checked: ${checked.join(", ")}`] : []),
  ...(guideline === undefined ? [] : [`  guideline: ${guideline}`]),
];

const failedLines = (reports: readonly StageReport[]): readonly string[] =>
  reports.flatMap(({ stage, failed }) =>
    failed.flatMap((finding) => [
      `FAILED in ${stage}: ${finding.checkId} ${finding.resource}: ${finding.title}`,
      ...detailsOf(finding),
    ]),
  );

/** Stages share most suppressed checks, so each is shown once. */
const suppressedLines = (reports: readonly StageReport[]): readonly string[] => {
  const stagesByLine = new Map<string, string[]>();
  for (const { stage, suppressed } of reports) {
    for (const { checkId, resource, title, reason } of suppressed) {
      const line = `${checkId} ${resource}: ${title}\n  because ${reason}`;
      stagesByLine.set(line, [...(stagesByLine.get(line) ?? []), stage]);
    }
  }
  return [...stagesByLine].map(([line, stages]) => `suppressed in ${stages.join(", ")}: ${line}`);
};

/** Each failed check, then each suppressed one with its reason. */
export const linesOf = (reports: readonly StageReport[]): readonly string[] => [
  ...failedLines(reports),
  ...suppressedLines(reports),
];

const unread = ({ stage, resources, plannedResources }: StageReport): string | undefined => {
  if (resources === 0) {
    return `checkov read no resource in the plan of ${stage}, so nothing was checked`;
  }
  return resources < plannedResources
    ? `checkov read ${resources} of the ${plannedResources} resources in the plan of ${stage}, so the rest was not checked`
    : undefined;
};

/**
 * The closing sentence where no check failed.
 * @throws Failure that says what failed.
 */
export const verdictOf = (reports: readonly StageReport[]): string => {
  const gap = reports.map(unread).find((sentence) => sentence !== undefined);
  if (gap !== undefined) throw new Failure(gap);
  const failing = reports.filter(({ failed }) => failed.length > 0);
  if (failing.length > 0) {
    const failed = failing.map(
      ({ stage, failed }) => `${counted(failed.length, "failed check")} in ${stage}`,
    );
    throw new Failure(`${failed.join(", ")}; fix the stack, see build/scan for checkov's reports`);
  }
  const suppressed = reports.reduce((sum, report) => sum + report.suppressed.length, 0);
  const names = reports.map(({ stage }) => stage).join(", ");
  return `No failed check in ${names}; ${suppressed} suppressed, each for a reason.`;
};
