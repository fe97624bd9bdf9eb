/** When a rule runs, on a clock on a wall. */
export type WallTime = {
  /** IANA. */
  readonly timeZone: string;
  readonly hours: readonly number[];
  /** 0 or 30. */
  readonly minute: number;
  /** `Mon`; each day where absent. */
  readonly weekday?: string;
};

export const minuteMilliseconds = 60_000;
export const hourMilliseconds = 60 * minuteMilliseconds;
export const dayMilliseconds = 24 * hourMilliseconds;

const stepMilliseconds = 30 * minuteMilliseconds;

/**
 * Looks at the clock every half hour and notes when it shows the time: nothing is calculated, so that it knows nothing of
 * the product's own arithmetic. An hour that spring skips is never shown; of one that autumn repeats only the first counts.
 */
export const momentsOf = (
  { timeZone, hours, minute, weekday }: WallTime,
  from: number,
  to: number,
): readonly number[] => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const shown = new Set<string>();
  const moments: number[] = [];
  // From a day earlier, so that the second of two equal hours is known to be the second.
  const first = Math.floor((from - dayMilliseconds) / stepMilliseconds) * stepMilliseconds;
  for (let at = first; at < to; at += stepMilliseconds) {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const fits =
      hours.includes(Number(parts["hour"])) &&
      Number(parts["minute"]) === minute &&
      (weekday === undefined || parts["weekday"] === weekday);
    const face = `${parts["month"]}-${parts["day"]} ${parts["hour"]}`;
    if (!fits || shown.has(face)) continue;
    shown.add(face);
    if (at >= from) moments.push(at);
  }
  return moments;
};
