/** A moment on a clock in a time zone. */
export type WallTime = {
  readonly year: number;
  /** 1-12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

const utcOf = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/** Reads wall times of a time zone. */
export type WallClock = {
  /** When it is that time; `undefined` in the hour that spring skips. Of the hour that autumn repeats, the first. */
  readonly momentOf: (time: WallTime) => Date | undefined;
  readonly timeAt: (at: Date) => WallTime;
};

const dayMilliseconds = 86_400_000;

/** The clock of an IANA time zone; `undefined` for a name that is none. */
export const wallClockOf = (timeZone: string): WallClock | undefined => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch {
    return undefined;
  }
  const timeAt = (at: Date): WallTime => {
    const parts = new Map<string, number>(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: string): number => parts.get(type) ?? Number.NaN;
    return {
      year: part("year"),
      month: part("month"),
      day: part("day"),
      hour: part("hour"),
      minute: part("minute"),
    };
  };
  // Asking Intl takes microseconds, and the hours of a day share their answers.
  const offsets = new Map<number, number>();
  const isUtc = format.resolvedOptions().timeZone === "UTC";
  const offsetAt = (moment: number): number => {
    if (isUtc) return 0;
    const known = offsets.get(moment);
    if (known !== undefined) return known;
    const offset = utcOf(timeAt(new Date(moment))) - Math.floor(moment / 60_000) * 60_000;
    offsets.set(moment, offset);
    return offset;
  };
  const momentOf = (time: WallTime): Date | undefined => {
    const wall = utcOf(time);
    const midnight = Math.floor(wall / dayMilliseconds) * dayMilliseconds;
    // No zone is further than 14 hours from UTC, so the offset is that of a day before or after.
    const before = offsetAt(midnight - dayMilliseconds);
    const after = offsetAt(midnight + 2 * dayMilliseconds);
    if (before === after) return new Date(wall - before);
    const moments = [wall - before, wall - after].filter((moment) => wall - moment === offsetAt(moment));
    return moments.length === 0 ? undefined : new Date(Math.min(...moments));
  };
  return { momentOf, timeAt };
};
