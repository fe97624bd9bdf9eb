import { styleText } from "node:util";
import { terminalLine } from "../../handler/render/printable";
import { counted } from "../program/counted";
import type { CheckResult } from "./check";
import { type Finding, sentenceOf } from "./finding";

type Verdict = Finding["verdict"];

/** What needs a person comes last, where a terminal stops. */
const order: readonly Verdict[] = ["ok", "unknown", "warning", "problem"];

const inks = { ok: "green", unknown: "magenta", warning: "yellow", problem: "red" } as const;

/** The report in aligned lines: verdict, check, sentence. What AWS returned, such as a job's reason, adds no line. */
export const linesOf = (results: readonly CheckResult[], withColors = false): readonly string[] => {
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  const lines = results.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })));
  return order.flatMap((verdict) =>
    lines
      .filter(({ finding }) => finding.verdict === verdict)
      .map(({ name, finding }) => {
        const shown = verdict.padEnd("problem".length);
        const painted = withColors ? styleText(inks[verdict], shown, { validateStream: false }) : shown;
        return `${painted}  ${name.padEnd(width)}  ${terminalLine(sentenceOf(finding))}`;
      }),
  );
};

/** How many findings have a verdict. */
export const countOf = (results: readonly CheckResult[], verdict: Verdict): number =>
  results.flatMap(({ findings }) => findings).filter((finding) => finding.verdict === verdict).length;

/** `2 problems, 1 warning, 3 could not be checked, 17 ok`; zero counts are left out. */
export const summaryOf = (results: readonly CheckResult[]): string => {
  const count = (verdict: Verdict): number => countOf(results, verdict);
  return [
    ...(count("problem") > 0 ? [counted(count("problem"), "problem")] : []),
    ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} could not be checked`] : []),
    `${count("ok")} ok`,
  ].join(", ");
};
