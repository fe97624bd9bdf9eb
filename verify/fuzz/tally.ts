/** What came of inputs, counted. Plain data: it travels between processes. */
export type Tally = {
  inputs: number;
  events: number;
  accepted: number;
  refused: number;
  throws: number;
  slowestMilliseconds: number;
  /** Kinds of events that were read, and how often. */
  readonly kinds: Record<string, number>;
};

export const emptyTally = (): Tally => ({
  inputs: 0,
  events: 0,
  accepted: 0,
  refused: 0,
  throws: 0,
  slowestMilliseconds: 0,
  kinds: Object.create(null),
});

/** Adds one tally to another. */
export const add = (sum: Tally, other: Tally): void => {
  for (const name of ["inputs", "events", "accepted", "refused", "throws"] as const) sum[name] += other[name];
  sum.slowestMilliseconds = Math.max(sum.slowestMilliseconds, other.slowestMilliseconds);
  for (const [kind, count] of Object.entries(other.kinds)) sum.kinds[kind] = (sum.kinds[kind] ?? 0) + count;
};
