import { counted } from "../../scripts/program/counted";
import { Failure } from "../../scripts/program/failure";
import type { Finding, StageReport } from "./report";

/** Figures of each stage, as a table. */
export const tableOf = (reports: readonly StageReport[]): string => {
  const head = ["stage", "resources", "passed", "failed", "suppressed"];
  const rows = reports.map(({ stage, resources, passed, failed, suppressed }) => [
    stage,
    ...[resources, passed, failed.length, suppressed.length].map(String),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
};

const detailsOf = ({ arguments: looked, guideline }: Finding): readonly string[] => [
  ...(looked.length > 0 ? [`  looked at: ${looked.join(", ")}`] : []),
  ...(guideline === undefined ? [] : [`  guideline: ${guideline}`]),
];

const failedLines = (reports: readonly StageReport[]): readonly string[] =>
  reports.flatMap(({ stage, failed }) =>
    failed.flatMap((finding) => [
      `FAILED in ${stage}: ${finding.checkId} ${finding.resource}: ${finding.title}`,
      ...detailsOf(finding),
    ]),
  );

/** Stages mostly share what is suppressed, so each of it is told once. */
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
    return `checkov read no resource in the plan of ${stage}, so it has judged nothing`;
  }
  return resources < plannedResources
    ? `checkov read ${resources} of the ${plannedResources} resources in the plan of ${stage}, so it has not judged the rest`
    : undefined;
};

/**
 * The last word, where all is well.
 * @throws Failure that says what is not.
 */
export const verdictOf = (reports: readonly StageReport[]): string => {
  const complaint = reports.map(unread).find((sentence) => sentence !== undefined);
  if (complaint !== undefined) throw new Failure(complaint);
  const failing = reports.filter(({ failed }) => failed.length > 0);
  if (failing.length > 0) {
    const told = failing.map(({ stage, failed }) => `${counted(failed.length, "failed check")} in ${stage}`);
    throw new Failure(`${told.join(", ")}; repair the stack, see build/scan for checkov's reports`);
  }
  const suppressed = reports.reduce((sum, report) => sum + report.suppressed.length, 0);
  const names = reports.map(({ stage }) => stage).join(", ");
  return `No failed check in ${names}; ${suppressed} suppressed, each for a reason.`;
};
