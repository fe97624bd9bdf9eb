import { counted } from "../program/counted";
import type { Examined } from "./check";
import { type Finding, sentenceOf } from "./finding";

type Verdict = Finding["verdict"];

const widthOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/**
 * The report in aligned lines: verdict, check, sentence. What comes from AWS, such as the reason of a failed job, must
 * not command the terminal.
 */
export const linesOf = (examined: readonly Examined[]): readonly string[] => {
  const width = widthOf(examined.map(({ name }) => name));
  return examined.flatMap(({ name, findings }) =>
    findings.map(
      (finding) =>
        `${finding.verdict.padEnd("problem".length)}  ${name.padEnd(width)}  ${sentenceOf(finding).replace(/\p{Cc}+/gu, " ")}`,
    ),
  );
};

/** How often a verdict was found. */
export const countOf = (examined: readonly Examined[], verdict: Verdict): number =>
  examined.flatMap(({ findings }) => findings).filter((finding) => finding.verdict === verdict).length;

/** `2 problems, 1 warning, 3 not checked, 17 ok`. What there is none of is left out. */
export const summaryOf = (examined: readonly Examined[]): string => {
  const count = (verdict: Verdict): number => countOf(examined, verdict);
  return [
    ...(count("problem") > 0 ? [counted(count("problem"), "problem")] : []),
    ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} not checked`] : []),
    `${count("ok")} ok`,
  ].join(", ");
};
