import { scheduleOf } from "../../handler/watch/cron";
import type { RuleSettings } from "../stage/rule";

const dayMinutes = 24 * 60;

/** A day in winter and one in summer: a time zone's hours differ. */
const days = [new Date("2027-01-15T00:00:00Z"), new Date("2027-07-15T00:00:00Z")];

/** Minutes of a day in UTC at which a rule starts backups, on whatever days. */
const startsOf = ({ schedule, timeZone }: Pick<RuleSettings, "schedule" | "timeZone">): readonly number[] => {
  const [minute, hour] = schedule.replace(/^cron\(\s*/, "").split(/\s+/);
  const daily = scheduleOf(`cron(${minute} ${hour} ? * * *)`, timeZone);
  return days.flatMap((day) =>
    (daily?.(day, new Date(day.getTime() + dayMinutes * 60_000)) ?? []).map(
      (start) => start.getUTCHours() * 60 + start.getUTCMinutes(),
    ),
  );
};

/** The start that follows the longest time without one. */
const startAfterLongestGap = (starts: readonly number[]): number => {
  const sorted = [...new Set(starts)].sort((one, other) => one - other);
  const gapBefore = (index: number): number => {
    const previous = sorted.at(index - 1) ?? 0;
    return ((sorted[index] ?? 0) - previous + dayMinutes) % dayMinutes || dayMinutes;
  };
  return (
    sorted.toSorted((one, other) => gapBefore(sorted.indexOf(other)) - gapBefore(sorted.indexOf(one)))[0] ?? 0
  );
};

const clock = (minute: number): string =>
  [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

const weekdays = ["sun", "mon"] as const;

/** RDS takes windows of at least half an hour. (Amazon RDS User Guide, maintenance window; backup window) */
const windowMinutes = 30;

/**
 * When RDS maintains a database and would back it up by itself, in UTC. AWS Backup fails a job in one of these windows, and in the
 * hour before: so both end well before the backups that follow the longest time without one. With backups each hour, one of them
 * fails on Sundays. (AWS Backup Developer Guide, Amazon RDS backups)
 */
export const windowsBetween = (
  rules: readonly Pick<RuleSettings, "schedule" | "timeZone">[],
): { readonly maintenance: string; readonly backup: string } => {
  const next = startAfterLongestGap(rules.flatMap(startsOf)) + dayMinutes;
  const [maintenance, backup] = [next - 2 * windowMinutes, next - 4 * windowMinutes];
  const onSunday = maintenance % dayMinutes;
  const at = (minute: number): string => `${weekdays[Math.floor(minute / dayMinutes)]}:${clock(minute)}`;
  return {
    maintenance: `${at(onSunday)}-${at(onSunday + windowMinutes)}`,
    backup: `${clock(backup)}-${clock(backup + windowMinutes)}`,
  };
};
