import { scheduleOf } from "./cron";
import type { Rule } from "./facts";

const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;

/** Long enough for two runs of a yearly rule. */
const lookAroundDays = 400;

type RuleRuns = { readonly rule: Rule; readonly runs: readonly Date[] };

const startWindow = ({ startWindowMinutes }: Rule): number => startWindowMinutes * minuteMilliseconds;

const retention = ({ deleteAfterDays = Number.POSITIVE_INFINITY }: Rule): number => deleteAfterDays;

/** The first run after a time, in milliseconds, by halving: there may be 20,000 runs, and as many resources to ask for. */
const firstAfter = (runs: readonly Date[], time: number): Date | undefined => {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.getTime() ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return runs[low];
};

/** Whether the window that begins at a run overlaps one of the others, which are sorted. */
const overlapsAny = (run: number, length: number, others: readonly Date[], otherLength: number): boolean => {
  const next = firstAfter(others, run - otherLength);
  return next !== undefined && next.getTime() < run + length;
};

/**
 * Runs that surely make a backup: where the start windows of rules of one plan overlap, only the rule that keeps its
 * recovery points longest does. (AWS Backup Developer Guide, backup plan options, overlapping backup rules)
 */
const merged = (all: readonly RuleRuns[]): readonly Date[] => {
  const times = all.flatMap(({ rule, runs }) => {
    if (rule.isElsewhere) return [];
    const longer = all.filter((other) => retention(other.rule) > retention(rule));
    return runs
      .map((run) => run.getTime())
      .filter(
        (run) =>
          !longer.some((other) => overlapsAny(run, startWindow(rule), other.runs, startWindow(other.rule))),
      );
  });
  return [...new Set(times)].sort((one, other) => one - other).map((time) => new Date(time));
};

/** When a plan makes backups. */
export type Rhythm = {
  /** The longest time between two backups' starts that its rules allow, plus the time that a backup may take. */
  readonly limitMilliseconds: number;
  /** When the first run after a moment must have ended; `undefined` where none is near. */
  readonly firstEndAfter: (moment: Date) => Date | undefined;
  /** The last run of which a job must exist: its start window has ended. */
  readonly lastDueRun: Date | undefined;
};

/** Of the last day that was asked for, by schedule and time zone: plans share them, and one process checks more than once. */
const known = { day: Number.NaN, runs: new Map<string, readonly Date[] | undefined>() };

/** A rule's runs in the days around one; `undefined` for a schedule that is not understood. */
const runsAround = ({ schedule, timeZone }: Rule, day: number): readonly Date[] | undefined => {
  if (known.day !== day) {
    known.day = day;
    known.runs.clear();
  }
  const key = `${schedule} ${timeZone}`;
  if (!known.runs.has(key)) {
    const reach = lookAroundDays * dayMilliseconds;
    known.runs.set(key, scheduleOf(schedule, timeZone)?.(new Date(day - reach), new Date(day + reach)));
  }
  return known.runs.get(key);
};

/** Around `now`; `undefined` for rules that are not understood or run less than twice in two years: they set no limit. */
export const rhythmOf = (rules: readonly Rule[], now: Date): Rhythm | undefined => {
  const all: RuleRuns[] = [];
  for (const rule of rules) {
    const runs = runsAround(rule, Math.floor(now.getTime() / dayMilliseconds) * dayMilliseconds);
    if (runs === undefined) return undefined;
    all.push({ rule, runs });
  }
  const runs = merged(all);
  if (runs.length < 2) return undefined;
  const gaps = runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0));
  const longestGap = gaps.reduce((longest, gap) => Math.max(longest, gap), 0);
  const own = rules.filter(({ isElsewhere }) => !isElsewhere);
  const allowance = Math.max(
    ...own.map((rule) => (rule.startWindowMinutes + rule.completionWindowMinutes) * minuteMilliseconds),
  );
  const longestStart = Math.max(...own.map(startWindow));
  return {
    limitMilliseconds: longestGap + allowance,
    firstEndAfter: (moment) => {
      const run = firstAfter(runs, moment.getTime() - 1);
      return run && new Date(run.getTime() + allowance);
    },
    lastDueRun: runs.findLast((run) => run.getTime() + longestStart < now.getTime()),
  };
};
