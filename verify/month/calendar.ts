/** When a month has its troubles. Days count from its start; all others are calm. */
export type Calendar = {
  readonly startAt: number;
  readonly days: number;
  /** Runs of days: what begins on one of them is over a day or two after the last. */
  readonly troubled: readonly (readonly number[])[];
  /** Slack does not answer from its first to its last minute. */
  readonly outageDay: number;
};
