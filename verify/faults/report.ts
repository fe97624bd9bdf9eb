import { duration } from "../../handler/render/mrkdwn";
import type { Result } from "./run-scenario";

const numeric = new Intl.NumberFormat("en-US");
const number = (value: number): string => numeric.format(value);

const columns: readonly (readonly [title: string, cell: (result: Result) => string])[] = [
  ["scenario", ({ scenario }) => scenario.name],
  ["events", ({ account }) => number(account.events)],
  ["facts", ({ account }) => number(account.facts)],
  ["told", ({ account }) => number(account.told)],
  ["late", ({ account }) => number(account.late)],
  ["parked", ({ account }) => number(account.parked)],
  ["lost", ({ account }) => number(account.lost.length)],
  ["twice", ({ account }) => number(account.twice)],
  ["may be", ({ account }) => number(account.mayBeTwice)],
  ["calls", ({ slackCalls }) => number(slackCalls)],
  ["calls/event", ({ slackCalls, account }) => (slackCalls / account.events).toFixed(2)],
  ["longest delay", ({ account }) => duration(account.longestDelayMilliseconds)],
  ["", ({ failures }) => (failures.length === 0 ? "held" : "FAILED")],
];

const legend = [
  "facts: what AWS said, each counted once. told: distinct facts in Slack, those in group messages counted.",
  "late: starts that were left out because Slack knew the end. parked: in the dead-letter queue at the end.",
  "twice: tellings beyond the first. may be: how many there may be, since Slack took a message whose answer was lost,",
  "or the process died between Slack's 200 and the ledger. longest delay: from AWS to Slack, in virtual time.",
].join("\n");

/** The results as a table, one line a scenario, and a sum. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = [
    columns.map(([title]) => title),
    ...results.map((result) => columns.map(([, cell]) => cell(result))),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const isText = column === 0 || column === columns.length - 1;
        return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      })
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", legend].join("\n");
};

const sum = (results: readonly Result[], of: (result: Result) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

/** One sentence over all. */
export const totalOf = (results: readonly Result[]): string => {
  const events = sum(results, ({ account }) => account.events);
  const lost = sum(results, ({ account }) => account.lost.length);
  const twice = sum(results, ({ account }) => account.twice);
  const checks = sum(results, ({ expectations }) => expectations.length);
  const seconds = sum(results, ({ realSeconds }) => realSeconds);
  return `${number(events)} events in ${results.length} scenarios: ${number(lost)} lost, ${number(twice)} told twice, ${number(checks)} checks, ${duration(seconds * 1000)}.`;
};

/** What went wrong in a scenario, and how to see it again. */
export const failureOf = ({ scenario, failures, seed }: Result, events: number): string =>
  [
    `${scenario.name}: ${scenario.about}`,
    ...failures.map(({ claim, found }) => `  expected ${claim}; found ${found}`),
    `  again: npm run faults -- --scenario ${scenario.name} --seed ${seed} --events ${events}`,
  ].join("\n");
