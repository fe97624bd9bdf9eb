import { wallClockOf } from "./wall-clock";

/**
 * When AWS Backup runs a rule: `cron(minute hour day-of-month month day-of-week year)` in an IANA time zone. A run in the
 * hour that spring skips is left out, one in the hour that autumn repeats runs once. (Amazon EventBridge Scheduler User Guide,
 * schedule types; AWS Backup Developer Guide, backup plan options)
 */

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

type Field = { readonly first: number; readonly last: number; readonly names?: readonly string[] };

const minuteField: Field = { first: 0, last: 59 };
const hourField: Field = { first: 0, last: 23 };
const dayField: Field = { first: 1, last: 31 };
const monthField: Field = { first: 1, last: 12, names: monthNames };
const weekdayField: Field = { first: 1, last: 7, names: dayNames };
const yearField: Field = { first: 1970, last: 2199 };

const numberOf = (word: string, { first, last, names }: Field): number | undefined => {
  const index = names?.indexOf(word.toUpperCase()) ?? -1;
  const value = index >= 0 ? index + first : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return value >= first && value <= last ? value : undefined;
};

const span = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The values of one item: `*`, `5`, `MON-FRI`, `FRI-MON`, `0/15`; `undefined` for what is none. */
const itemValues = (item: string, field: Field): readonly number[] | undefined => {
  const { first, last } = field;
  const [range = "", step, ...rest] = item.split("/");
  const every = step === undefined ? 1 : Number(/^[1-9]\d*$/.test(step) ? step : Number.NaN);
  if (rest.length > 0 || Number.isNaN(every)) return undefined;
  if (range === "*") return span(first, last).filter((_, index) => index % every === 0);
  const bounds = range.split("-").map((bound) => numberOf(bound, field));
  const [from, to = step === undefined ? from : last] = bounds;
  if (bounds.length > 2 || bounds.includes(undefined) || from === undefined || to === undefined)
    return undefined;
  const values = from <= to ? span(from, to) : [...span(from, last), ...span(first, to)];
  return values.filter((_, index) => index % every === 0);
};

const valuesOf = (text: string, field: Field): ReadonlySet<number> | undefined => {
  const items = text.split(",").map((item) => itemValues(item, field));
  return items.includes(undefined) ? undefined : new Set(items.flatMap((item) => item ?? []));
};

/** A day of a month. `weekday` is 1 for Sunday. */
type Day = { readonly day: number; readonly weekday: number; readonly lastDay: number };

type DayTest = (day: Day) => boolean;

const isWorkday = (weekday: number): boolean => weekday > 1 && weekday < 7;

/** The weekday of another day of the same month. */
const weekdayOn = (other: number, { day, weekday }: Day): number =>
  ((((weekday - 1 + other - day) % 7) + 7) % 7) + 1;

/** The weekday nearest to a day, in the same month. */
const workdayNear = (wanted: number, day: Day): number => {
  const weekday = weekdayOn(wanted, day);
  if (isWorkday(weekday)) return wanted;
  if (weekday === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  return wanted < day.lastDay ? wanted + 1 : wanted - 2;
};

const dayItem = (item: string): DayTest | undefined => {
  if (item === "L") return ({ day, lastDay }) => day === lastDay;
  if (item === "LW") return (day) => day.day === workdayNear(day.lastDay, day);
  const near = numberOf(/^(\d+)W$/.exec(item)?.[1] ?? "", dayField);
  if (near !== undefined) return (day) => near <= day.lastDay && day.day === workdayNear(near, day);
  const values = itemValues(item, dayField);
  return values && (({ day }) => values.includes(day));
};

const weekdayItem = (item: string): DayTest | undefined => {
  if (item === "L") return ({ weekday }) => weekday === 7;
  const [, name = "", nth] = /^(\w+?)(?:L|#([1-5]))$/.exec(item) ?? [];
  const wanted = numberOf(name, weekdayField);
  if (wanted !== undefined) {
    return ({ day, weekday, lastDay }) =>
      weekday === wanted && (nth === undefined ? day + 7 > lastDay : Math.ceil(day / 7) === Number(nth));
  }
  const values = itemValues(item, weekdayField);
  return values && (({ weekday }) => values.includes(weekday));
};

const dayTest = (text: string, itemOf: (item: string) => DayTest | undefined): DayTest | undefined => {
  if (text === "?") return () => true;
  const tests = text.split(",").map(itemOf);
  return tests.includes(undefined) ? undefined : (day) => tests.some((test) => test?.(day));
};

/** Every run of a schedule within a time, the earliest first. `from` is included, `to` is not. */
export type Schedule = (from: Date, to: Date) => readonly Date[];

const dayMilliseconds = 86_400_000;

/** Reads a schedule expression, also without `cron()`; `undefined` for an expression or a time zone that is not understood. */
export const scheduleOf = (expression: string, timeZone = "UTC"): Schedule | undefined => {
  const clock = wallClockOf(timeZone);
  const body = /^cron\((.*)\)$/.exec(expression.trim())?.[1] ?? expression;
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = "", ...rest] = body
    .trim()
    .split(/\s+/);
  const minutes = valuesOf(minute, minuteField);
  const hours = valuesOf(hour, hourField);
  const months = valuesOf(month, monthField);
  const years = valuesOf(year, yearField);
  const isDay = dayTest(day, dayItem);
  const isWeekday = dayTest(weekday, weekdayItem);
  if (!clock || !minutes || !hours || !months || !years || !isDay || !isWeekday || rest.length > 0)
    return undefined;

  const runsOn = (date: Date): readonly Date[] => {
    const [inYear, inMonth, onDay] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const lastDay = new Date(Date.UTC(inYear, inMonth, 0)).getUTCDate();
    const today: Day = { day: onDay, weekday: date.getUTCDay() + 1, lastDay };
    if (!years.has(inYear) || !months.has(inMonth) || !isDay(today) || !isWeekday(today)) return [];
    return [...hours].flatMap((atHour) =>
      [...minutes].flatMap(
        (atMinute) =>
          clock.momentOf({ year: inYear, month: inMonth, day: onDay, hour: atHour, minute: atMinute }) ?? [],
      ),
    );
  };

  return (from, to) => {
    const runs: Date[] = [];
    // A date in the zone begins up to 14 hours before and 12 hours after the same date in UTC.
    const firstDay = Math.floor(from.getTime() / dayMilliseconds) * dayMilliseconds - dayMilliseconds;
    for (let at = firstDay; at < to.getTime() + dayMilliseconds; at += dayMilliseconds) {
      runs.push(...runsOn(new Date(at)).filter((run) => run >= from && run < to));
    }
    return runs.sort((one, other) => one.getTime() - other.getTime());
  };
};
