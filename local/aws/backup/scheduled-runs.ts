import type { PlanDocument } from "./plan-rules";

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

type Field = { readonly first: number; readonly last: number; readonly names?: readonly string[] };

const numberOf = (word: string, { first, names = [] }: Field): number => {
  const index = names.indexOf(word.toUpperCase());
  return index === -1 ? Number(word) : index + first;
};

/** Whether a value is in a field such as `*`, `?`, `0/15`, `MON-FRI` or `1,15`. `L`, `W` and `#` match nothing here. */
const isIn = (text: string, field: Field, value: number): boolean =>
  text.split(",").some((part) => {
    const [range = "", step] = part.split("/");
    const isOpen = range === "*" || range === "?";
    const [from = "", to] = range.split("-");
    const start = isOpen ? field.first : numberOf(from, field);
    const single = step === undefined ? start : field.last;
    const end = isOpen ? field.last : to === undefined ? single : numberOf(to, field);
    return value >= start && value <= end && (value - start) % Number(step ?? 1) === 0;
  });

const minutes: Field = { first: 0, last: 59 };
const hours: Field = { first: 0, last: 23 };
const days: Field = { first: 1, last: 31 };
const months: Field = { first: 1, last: 12, names: monthNames };
const weekdays: Field = { first: 1, last: 7, names: dayNames };
const years: Field = { first: 1970, last: 2199 };

/** The parts of a moment on a wall clock. */
const clockIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    weekday: "short",
  });
  return (at: Date): ((type: string) => string) => {
    const parts = new Map<string, string>(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return (type) => parts.get(type) ?? "";
  };
};

const hourMilliseconds = 3_600_000;
const lookAheadDays = 400;

type Run = { readonly ExecutionTime: Date; readonly RuleId: string; readonly RuleExecutionType: string };

const runsOf = (rule: PlanDocument["Rules"][number], now: Date, count: number): readonly Run[] => {
  const fields = /^cron\((.*)\)$/.exec(rule.ScheduleExpression)?.[1]?.split(" ") ?? [];
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = ""] = fields;
  const readClock = clockIn(rule.ScheduleExpressionTimezone);
  const runs: Run[] = [];
  const firstHour = now.getTime() - (now.getTime() % hourMilliseconds);
  for (let hoursAhead = 0; hoursAhead < lookAheadDays * 24 && runs.length < count; hoursAhead += 1) {
    const at = firstHour + hoursAhead * hourMilliseconds;
    const clock = readClock(new Date(at));
    const isDue =
      isIn(hour, hours, Number(clock("hour"))) &&
      isIn(day, days, Number(clock("day"))) &&
      isIn(month, months, Number(clock("month"))) &&
      isIn(weekday, weekdays, numberOf(clock("weekday"), weekdays)) &&
      isIn(year, years, Number(clock("year")));
    if (!isDue) continue;
    for (let past = 0; past < 60; past += 1) {
      const ExecutionTime = new Date(at + past * 60_000);
      if (isIn(minute, minutes, past) && ExecutionTime > now) {
        const RuleExecutionType = rule.EnableContinuousBackup ? "CONTINUOUS_AND_SNAPSHOTS" : "SNAPSHOTS";
        runs.push({ ExecutionTime, RuleId: rule.RuleId, RuleExecutionType });
      }
    }
  }
  return runs;
};

/** AWS shows at most 10 runs. (AWS Backup API reference, GetBackupPlan) */
export const maxScheduledRuns = 10;

/** The next runs of a plan's rules, the earliest first. */
export const scheduledRunsOf = (document: PlanDocument, now: Date, count: number): readonly Run[] =>
  document.Rules.flatMap((rule) => runsOf(rule, now, count))
    .toSorted((one, other) => one.ExecutionTime.getTime() - other.ExecutionTime.getTime())
    .slice(0, count);
