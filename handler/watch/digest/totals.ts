import type { Trend } from "../../model/digest";
import { countOf, fieldsOf } from "../../model/fields";
import { wallClockOf } from "../wall-clock";

/** What the ledger keeps of a day, to compare the next ones with. */
export type DayTotals = {
  readonly jobs: number;
  readonly bytes: number;
  readonly services: Readonly<Record<string, { readonly jobs: number; readonly bytes: number }>>;
};

/** The day of a moment in a time zone: `2026-11-27`. */
export const dayOf = (moment: Date, timeZone: string): string => {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", { ...parts, timeZone }).format(moment);
};

/** A day before a moment, by a clock of the time zone: where clocks change, 23 or 25 hours. */
export const aDayBefore = (moment: Date, timeZone: string): Date => {
  const clock = wallClockOf(timeZone);
  const time = clock?.timeAt(moment);
  const before = time && clock?.momentOf({ ...time, day: time.day - 1 });
  return before ?? new Date(moment.getTime() - 86_400_000);
};

/** The day so many days before one. */
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** The item that keeps a day's totals. */
export const dayKey = (day: string): string => `watch|day|${day}`;

/** How many days a digest looks back. */
export const lookBackDays = 7;

/** A day's totals, as the ledger kept them; `undefined` for anything else. */
export const totalsOf = (value: unknown): DayTotals | undefined => {
  const fields = fieldsOf(value);
  const [jobs, bytes] = [countOf(fields?.["jobs"]), countOf(fields?.["bytes"])];
  if (jobs === undefined || bytes === undefined) return undefined;
  const services = Object.entries(fieldsOf(fields?.["services"]) ?? {}).flatMap(([type, one]) => {
    const service = { jobs: countOf(fieldsOf(one)?.["jobs"]), bytes: countOf(fieldsOf(one)?.["bytes"]) };
    return service.jobs === undefined || service.bytes === undefined
      ? []
      : [[type, { jobs: service.jobs, bytes: service.bytes }] as const];
  });
  return { jobs, bytes, services: Object.fromEntries(services) };
};

/** A number of today beside the same one of the days before. A day that is not known is absent. */
export const trendOf = (
  now: number,
  today: string,
  days: ReadonlyMap<string, DayTotals>,
  numberOf: (totals: DayTotals) => number | undefined,
): Trend => {
  const at = (back: number): number | undefined => {
    const totals = days.get(dayBefore(today, back));
    return totals && numberOf(totals);
  };
  const [yesterday, lastWeek] = [at(1), at(lookBackDays)];
  const before = Array.from({ length: lookBackDays }, (_, index) => at(lookBackDays - index));
  const isWhole = before.every((one) => one !== undefined);
  return {
    now,
    ...(yesterday !== undefined && { yesterday }),
    ...(lastWeek !== undefined && { lastWeek }),
    // Bars with a gap would show days that were not.
    ...(isWhole && { before }),
  };
};
