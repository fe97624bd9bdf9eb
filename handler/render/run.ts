import { known } from "../model/fields";
import type { JobPhase } from "../model/job-phase";
import type { RunEvent } from "../model/run-event";
import { severityOf } from "../model/severity-of";
import { type Card, emojis } from "./card";
import { planUrl } from "./console-url";
import { linksTo } from "./facts";
import { locationOf, locationText, type RenderContext } from "./location";
import { code, date, short } from "./mrkdwn";

/** In the order in which they are shown. A job that is still `started` comes last. */
const phaseWords: readonly (readonly [phase: JobPhase, words: string])[] = [
  ["completed", "ok"],
  ["failed", "failed"],
  ["expired", "expired"],
  ["aborted", "stopped"],
  ["partial", "partial"],
  ["completed-with-issues", "with issues"],
  ["completed-unchecked", "not checked"],
];

/** `7 started · 4 ok · 1 failed · 2 running`. */
const countWords = ({ jobs, phase }: RunEvent): string => {
  const all = Object.values(jobs).reduce((sum, count) => sum + count, 0);
  const open = phase === "started" ? "running" : "without a result";
  return [
    [all, "started"] as const,
    ...phaseWords.map(([one, words]) => [jobs[one], words] as const),
    [jobs.started, open] as const,
  ]
    .flatMap(([count, words]) => (count ? [`${count} ${words}`] : []))
    .join(" · ");
};

const maxNamed = 5;

/** The failed by name, first backups, and what is not known. Of a large batch nobody asks which are first. */
const highlightOf = (
  { failed, firsts = 0, phase, unanswered }: RunEvent,
  nameOf: (name: string) => string,
): string | undefined => {
  const names = failed.slice(0, maxNamed).map(nameOf);
  const more = failed.length - names.length;
  const parts = [
    ...(names.length > 0 ? [`not ok: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`] : []),
    ...(firsts > 0 ? [`at least ${firsts} first ${firsts === 1 ? "backup" : "backups"}`] : []),
    ...(phase !== "started" && unanswered !== undefined
      ? ["whether more of it goes on could not be asked"]
      : []),
  ];
  return parts.length > 0 ? parts.join("; ") : undefined;
};

/** The card of a plan run: one line that changes. */
export const runCard = (event: RunEvent, context: RenderContext): Card => {
  const { plan, rule, phase, origin, startBy } = event;
  const severity = severityOf(event);
  const title = `${short(plan, 70)} / ${short(rule, 60)}`;
  const counts = countWords(event);
  const highlight = highlightOf(event, (name) => short(name, 30));
  const datedHighlight = highlightOf(event, (name) => code(short(name, 30), 40));
  return {
    severity,
    emoji: phase === "started" ? "hourglass_flowing_sand" : emojis[severity],
    title,
    subject: counts,
    location: locationOf(origin, context),
    sentence: `${title}: ${counts}${highlight === undefined ? "" : ` — ${highlight}`}${locationText(origin, context)}`,
    links: linksTo([["Open plan", planUrl(origin.region, event.planId)]]),
    footer: [`plan run, to start by ${date(startBy)}`],
    ...known({ highlight, datedHighlight }),
  };
};
