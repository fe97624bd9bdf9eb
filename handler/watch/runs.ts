import { scheduleOf } from "./cron";
import type { Rule } from "./facts";

const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;

/** Long enough for two runs of a yearly rule. */
const lookAroundDays = 400;

type RuleRuns = { readonly rule: Rule; readonly runs: readonly Date[] };

const startWindow = ({ startWindowMinutes }: Rule): number => startWindowMinutes * minuteMilliseconds;

const retention = ({ deleteAfterDays = Number.POSITIVE_INFINITY }: Rule): number => deleteAfterDays;

/** Whether a time before `run + length` and after it is the start of a window that overlaps. Both lists are sorted. */
const overlapsAny = (run: number, length: number, others: readonly Date[], otherLength: number): boolean => {
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((others[middle]?.getTime() ?? 0) + otherLength <= run) low = middle + 1;
    else high = middle;
  }
  const next = others[low];
  return next !== undefined && next.getTime() < run + length;
};

/**
 * Runs that surely make a backup: where the start windows of rules of one plan overlap, only the rule that keeps its
 * recovery points longest does. (AWS Backup Developer Guide, backup plan options, overlapping backup rules)
 */
const merged = (all: readonly RuleRuns[]): readonly Date[] => {
  const times = all.flatMap(({ rule, runs }) => {
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

/** Around `now`; `undefined` for rules that are not understood or run less than twice in two years: they set no limit. */
export const rhythmOf = (rules: readonly Rule[], now: Date): Rhythm | undefined => {
  const from = new Date(now.getTime() - lookAroundDays * dayMilliseconds);
  const to = new Date(now.getTime() + lookAroundDays * dayMilliseconds);
  const all: RuleRuns[] = [];
  for (const rule of rules) {
    const schedule = scheduleOf(rule.schedule, rule.timeZone);
    if (schedule === undefined) return undefined;
    all.push({ rule, runs: schedule(from, to) });
  }
  const runs = merged(all);
  if (runs.length < 2) return undefined;
  const gaps = runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0));
  const longestGap = gaps.reduce((longest, gap) => Math.max(longest, gap), 0);
  const allowance = Math.max(
    ...rules.map((rule) => (rule.startWindowMinutes + rule.completionWindowMinutes) * minuteMilliseconds),
  );
  const longestStart = Math.max(...rules.map(startWindow));
  return {
    limitMilliseconds: longestGap + allowance,
    firstEndAfter: (moment) => {
      const run = runs.find((run) => run >= moment);
      return run && new Date(run.getTime() + allowance);
    },
    lastDueRun: runs.findLast((run) => run.getTime() + longestStart < now.getTime()),
  };
};
