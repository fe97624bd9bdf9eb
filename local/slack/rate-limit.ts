/** One message a second, with short bursts. (Slack developer docs, Rate limits: incoming webhooks) */
export type RateLimit = {
  /** Takes a turn: 0 where the message is accepted, otherwise the seconds to wait. */
  readonly take: () => number;
};

/** A bucket that holds `burst` messages and gets a new turn every `intervalMilliseconds`. */
export const createRateLimit = (
  burst: number,
  intervalMilliseconds: number,
  now: () => number,
): RateLimit => {
  let turns = burst;
  let filledAt = now();
  return {
    take: () => {
      const gained = Math.floor((now() - filledAt) / intervalMilliseconds);
      turns = Math.min(burst, turns + gained);
      filledAt += gained * intervalMilliseconds;
      if (turns === 0) return Math.max(1, Math.ceil((filledAt + intervalMilliseconds - now()) / 1000));
      turns -= 1;
      return 0;
    },
  };
};
