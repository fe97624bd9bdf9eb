/** How long Slack or AWS asked to wait; absent where neither did. */
export type Wait = { readonly retryAfterSeconds?: number };

export const firstWaitSeconds = 15;

/** The longest delay between two tries: the end of an outage is noticed within a quarter of an hour. */
export const longestWaitSeconds = 900;

/** Keeps events that failed together from all returning together. */
const jitterShare = 0.2;

/**
 * Seconds until an event becomes visible in the queue again: twice as long with every receive, never earlier than
 * asked for, never longer than 15 minutes.
 * @param receiveCount SQS's ApproximateReceiveCount, 1 at the first receive
 * @param random from 0 to 1
 */
export const delaySecondsOf = (
  { retryAfterSeconds = 0 }: Wait,
  receiveCount: number,
  random: () => number,
): number => {
  const growing = firstWaitSeconds * 2 ** (Math.max(1, receiveCount) - 1);
  const seconds = Math.max(retryAfterSeconds, growing) * (1 + jitterShare * random());
  return Math.floor(Math.min(seconds, longestWaitSeconds));
};
