import { terminalLine } from "../../handler/render/printable";
import { counted } from "../program/counted";
import type { CheckResult } from "./check";
import { type Finding, sentenceOf } from "./finding";

type Verdict = Finding["verdict"];

/** The report in aligned lines: verdict, check, sentence. What AWS returned, such as a job's reason, adds no line. */
export const linesOf = (results: readonly CheckResult[]): readonly string[] => {
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  return results.flatMap(({ name, findings }) =>
    findings.map(
      (finding) =>
        `${finding.verdict.padEnd("problem".length)}  ${name.padEnd(width)}  ${terminalLine(sentenceOf(finding))}`,
    ),
  );
};

/** How many findings have a verdict. */
export const countOf = (results: readonly CheckResult[], verdict: Verdict): number =>
  results.flatMap(({ findings }) => findings).filter((finding) => finding.verdict === verdict).length;

/** `2 problems, 1 warning, 3 not checked, 17 ok`; zero counts are left out. */
export const summaryOf = (results: readonly CheckResult[]): string => {
  const count = (verdict: Verdict): number => countOf(results, verdict);
  return [
    ...(count("problem") > 0 ? [counted(count("problem"), "problem")] : []),
    ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} not checked`] : []),
    `${count("ok")} ok`,
  ].join(", ");
};
