import type { PlanSummary } from "./plan-summary";

/** GitHub takes comments of 65,536 characters. (GitHub Docs, REST API endpoints for issue comments) */
const maxPlanCharacters = 50_000;

/** Longer than any fence in the text, which therefore cannot end it. (CommonMark, fenced code blocks) */
const fenceFor = (text: string): string =>
  "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));

const fenced = (text: string): string => {
  const fence = fenceFor(text);
  return `${fence}\n${text}\n${fence}`;
};

/** A plan as Markdown for a pull request: the summary, with the whole plan folded away below it. */
export const planPage = ({ lines, losses, notes }: PlanSummary, text: string): string => {
  const whole = text.trim();
  const shown =
    whole.length <= maxPlanCharacters
      ? whole
      : `${whole.slice(0, maxPlanCharacters)}\n... cut here: the plan has ${whole.length} characters`;
  return [
    fenced(lines.join("\n")),
    ...losses.map((loss) => `**${loss}**`),
    ...notes,
    `<details><summary>The whole plan</summary>\n\n${fenced(shown)}\n\n</details>\n`,
  ].join("\n\n");
};
