import { duration } from "../../handler/render/mrkdwn";
import { textTable } from "../text-table";
import type { Result } from "./run-scenario";

const numeric = new Intl.NumberFormat("en-US");
const number = (value: number): string => numeric.format(value);

const columns: readonly (readonly [title: string, cell: (result: Result) => string])[] = [
  ["scenario", ({ scenario }) => scenario.name],
  ...(["sent", "distinct", "reported", "stale", "muted", "parked"] as const).map(
    (title) => [title, ({ reconciliation }: Result) => number(reconciliation[title])] as const,
  ),
  ["lost", ({ reconciliation }) => number(reconciliation.lost.length)],
  ["duplicates", ({ reconciliation }) => number(reconciliation.duplicates)],
  ["possible", ({ reconciliation }) => number(reconciliation.possibleDuplicates)],
  ["calls", ({ slackCalls }) => number(slackCalls)],
  ["calls/event", ({ slackCalls, reconciliation }) => (slackCalls / reconciliation.sent).toFixed(2)],
  ["longest delay", ({ reconciliation }) => duration(reconciliation.longestDelayMilliseconds)],
  ["", ({ failures }) => (failures.length === 0 ? "passed" : "FAILED")],
];

const legend = [
  "distinct: events without their copies. reported: distinct events in Slack, those in group messages included.",
  "stale: starts that were suppressed because Slack had the end. muted: not reported, as the stage's routes say.",
  "parked: in the dead-letter queue at the end.",
  "duplicates: reports beyond the first. possible: how many there may be, since Slack accepted a message whose answer was",
  "lost, or the process died between Slack's 200 and the ledger. longest delay: from AWS to Slack, in virtual time.",
].join("\n");

/** The results as a table, one line per scenario, with a legend. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = results.map((result) => columns.map(([, cell]) => cell(result)));
  const table = textTable([columns.map(([title]) => title), ...rows], [0, columns.length - 1]);
  return [...table, "", legend].join("\n");
};

/** What scenarios measure beside their events, each with its limit. */
export const figuresOf = (results: readonly Result[]): string =>
  textTable(
    [
      ["scenario", "figure and limit", "found"],
      ...results.flatMap(({ scenario, figures }) =>
        figures.map(({ claim, found }) => [scenario.name, claim, found]),
      ),
    ],
    [0, 1],
  ).join("\n");

const sum = (results: readonly Result[], of: (result: Result) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

/** All results in one sentence. */
export const totalOf = (results: readonly Result[]): string => {
  const events = sum(results, ({ reconciliation }) => reconciliation.sent);
  const lost = sum(results, ({ reconciliation }) => reconciliation.lost.length);
  const duplicates = sum(results, ({ reconciliation }) => reconciliation.duplicates);
  const checks = sum(results, ({ expectations }) => expectations.length);
  const seconds = sum(results, ({ realSeconds }) => realSeconds);
  return `${number(events)} events in ${results.length} scenarios: ${number(lost)} lost, ${number(duplicates)} reported twice, ${number(checks)} checks, ${duration(seconds * 1000)}.`;
};

/** What went wrong in a scenario, and how to repeat it. */
export const failureOf = ({ scenario, failures }: Result, events: number, seed: number): string =>
  [
    `${scenario.name}: ${scenario.about}`,
    ...failures.map(({ claim, found }) => `  expected ${claim}; found ${found}`),
    `  repeat: npm run faults -- --scenario ${scenario.name} --seed ${seed} --events ${events}`,
  ].join("\n");
