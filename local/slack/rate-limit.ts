/** A bucket that holds `burst` messages and gets a new turn every `intervalMilliseconds`. */
export type Rate = { readonly burst: number; readonly intervalMilliseconds: number };

/** Takes a turn: 0 where the message is accepted, otherwise the seconds to wait. */
export type RateLimit = () => number;

/** One message a second, with short bursts. (Slack developer docs, Rate limits: incoming webhooks) */
export const slackRate: Rate = { burst: 4, intervalMilliseconds: 1000 };

export const createRateLimit = ({ burst, intervalMilliseconds }: Rate, now: () => number): RateLimit => {
  let turns = burst;
  let filledAt = now();
  return () => {
    const gained = Math.floor((now() - filledAt) / intervalMilliseconds);
    turns = Math.min(burst, turns + gained);
    filledAt += gained * intervalMilliseconds;
    if (turns === 0) return Math.max(1, Math.ceil((filledAt + intervalMilliseconds - now()) / 1000));
    turns -= 1;
    return 0;
  };
};
