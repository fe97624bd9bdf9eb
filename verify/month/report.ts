import { textTable } from "../text-table";
import type { Trouble } from "./expectations";
import type { Month } from "./month";
import { minuteMilliseconds } from "./wall-time";

const duration = (milliseconds: number): string => {
  const minutes = Math.max(0, Math.round(milliseconds / minuteMilliseconds));
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
};

const delayOf = ({ dueAt, foundAt = Number.NaN }: Trouble): number => Math.max(0, foundAt - dueAt);

const byKind = (troubles: readonly Trouble[]): ReadonlyMap<string, readonly Trouble[]> => {
  const kinds = new Map<string, Trouble[]>();
  for (const trouble of troubles) kinds.set(trouble.kind, [...(kinds.get(trouble.kind) ?? []), trouble]);
  return new Map([...kinds].toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

const rowOf = ([kind, troubles]: readonly [string, readonly Trouble[]]): readonly string[] => {
  const delays = troubles
    .filter(({ foundAt }) => foundAt !== undefined)
    .map(delayOf)
    .toSorted((one, other) => one - other);
  const middle = delays[Math.floor(delays.length / 2)];
  const worst = delays.at(-1);
  return [
    kind,
    String(troubles.length),
    String(delays.length),
    middle === undefined ? "-" : duration(middle),
    worst === undefined ? "-" : duration(worst),
  ];
};

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);

const most = (numbers: readonly number[]): number => numbers.reduce((high, one) => Math.max(high, one), 0);

const checksADay = 24;

/** What a check asks of AWS on average, by day. */
const callsByDay = (checks: Month["checks"]): readonly number[] =>
  Array.from({ length: Math.floor(checks.length / checksADay) }, (_, day) =>
    mean(checks.slice(day * checksADay, (day + 1) * checksADay).map(({ calls }) => calls)),
  );

/** What a month came to, as a table and some lines. */
export const reportOf = (month: Month, realSeconds: number): string => {
  const { expectations, days, checks, digests } = month;
  const kinds = byKind(expectations.troubles);
  const all = expectations.troubles;
  const calm = days.filter(({ isCalm }) => isCalm);
  const calls = checks.map((one) => one.calls);
  return [
    ...textTable([
      ["trouble", "planted", "found", "delay p50", "worst"],
      ...[...kinds].map(rowOf),
      rowOf(["all", all]),
    ]),
    "",
    `${month.resources} resources, ${month.jobs} jobs, ${month.lost} of their events lost (${((100 * month.lost) / Math.max(1, month.jobs)).toFixed(1)} %)`,
    `false alarms: ${expectations.falseAlarms.length}; jobs unreported in the end: ${month.unreported.length}; parked and redriven: ${month.parked}`,
    `messages on ${calm.length} calm days: ${most(calm.map(({ messages }) => messages))} at most, ${calm.reduce((low, { messages }) => Math.min(low, messages), Number.POSITIVE_INFINITY)} at least; on the other days: ${mean(days.filter(({ isCalm }) => !isCalm).map(({ messages }) => messages)).toFixed(0)} on average`,
    `messages by day: ${days.map(({ messages, isCalm }) => `${messages}${isCalm ? "" : "*"}`).join(" ")} (* troubled)`,
    `calls a check: ${mean(calls).toFixed(0)} on average, ${most(callsByDay(checks)).toFixed(0)} on the busiest day, ${most(calls)} at most; the digest: ${digests.calls} at most`,
    `a check's own time: ${mean(checks.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms on average, ${most(checks.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms at most; heap growth ${(most(checks.map(({ bytes }) => bytes)) / 2 ** 20).toFixed(0)} MB at most; the digest: ${digests.milliseconds.toFixed(0)} ms at most`,
    `${checks.length} checks and ${digests.sent} digests in ${realSeconds.toFixed(0)} s`,
  ].join("\n");
};

const some = (texts: readonly string[]): string =>
  `${texts.slice(0, 8).join("; ")}${texts.length > 8 ? `; and ${texts.length - 8} more` : ""}`;

const at = (moment: number): string => new Date(moment).toISOString().slice(0, 16);

/** Which musts failed: one sentence each. */
export const failuresOf = (month: Month): readonly string[] => {
  const { expectations, days, checks, digests } = month;
  const missing = expectations.troubles.filter(({ foundAt }) => foundAt === undefined);
  const late = expectations.troubles.filter(
    ({ foundAt, latestAt }) => foundAt !== undefined && foundAt > latestAt,
  );
  const loud = days.filter(({ isCalm, messages }) => isCalm && messages !== 1);
  const busiest = most(callsByDay(checks));
  const slowest = most(checks.map(({ milliseconds }) => milliseconds));
  const largest = most(checks.map(({ bytes }) => bytes));
  const problems = checks.flatMap(({ problem }) => problem ?? []);
  const nameOf = ({ kind, keys, dueAt }: Trouble): string => `${kind}: ${keys[0]} due ${at(dueAt)}`;
  return [
    ...(missing.length > 0
      ? [`${missing.length} troubles were not found: ${some(missing.map(nameOf))}`]
      : []),
    ...(late.length > 0
      ? [
          `${late.length} troubles were found late: ${some(late.map((one) => `${nameOf(one)}, ${duration(delayOf(one))} after`))}`,
        ]
      : []),
    ...(expectations.falseAlarms.length > 0
      ? [
          `${expectations.falseAlarms.length} false alarms: ${some(expectations.falseAlarms.map((one) => `${at(one.at)} ${one.text} ${one.key}`))}`,
        ]
      : []),
    ...(month.unreported.length > 0
      ? [`${month.unreported.length} jobs ended and were never reported: ${some(month.unreported)}`]
      : []),
    ...(loud.length > 0
      ? [
          `calm days must have one message: ${some(loud.map(({ day, messages }) => `${day} had ${messages}`))}`,
        ]
      : []),
    ...(digests.sent !== days.length ? [`${digests.sent} digests were sent on ${days.length} days`] : []),
    ...(busiest > 200
      ? [`a check made ${busiest.toFixed(0)} calls on average over a day; at most 200 are allowed`]
      : []),
    ...(slowest > 60_000 ? [`a check took ${slowest.toFixed(0)} ms; at most 60,000 are allowed`] : []),
    ...(largest > 256 * 2 ** 20
      ? [`a check's heap grew by ${(largest / 2 ** 20).toFixed(0)} MB; at most 256 are allowed`]
      : []),
    ...(problems.length > 0 ? [`${problems.length} checks were not complete: ${some(problems)}`] : []),
    ...(month.left > 0 ? [`${month.left} events were left in the queue`] : []),
  ];
};
