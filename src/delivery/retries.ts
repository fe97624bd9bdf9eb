/** The notifier's delay after an event's first failure; every further one doubles it. */
const firstDelaySeconds = 15;

/** The notifier's longest delay between two tries. */
const longestDelaySeconds = 900;

/** A day of Slack outage, and an hour for it to come back. */
const longestOutageSeconds = 25 * 3600;

/** Delays that are still shorter than the longest: 15, 30, 60, ... seconds. */
const quickRetries = Math.ceil(Math.log2(longestDelaySeconds / firstDelaySeconds));

const slowRetries = Math.ceil(longestOutageSeconds / longestDelaySeconds);

/**
 * Receives of an event until SQS moves it to the dead-letter queue: the first, the quick retries, and the slow ones
 * through the longest outage. Jitter only adds to that, a function that dies before it can choose a delay takes from
 * it: then the visibility timeout is the delay.
 */
export const maxReceiveCount = 1 + quickRetries + slowRetries;

/**
 * How long the queue hides an event from other readers: six times the function's timeout, plus the batching window
 * (Lambda Developer Guide, Using Lambda with Amazon SQS).
 */
export const visibilityTimeoutSecondsOf = (reader: {
  readonly functionTimeoutSeconds: number;
  readonly batchingWindowSeconds: number;
}): number => 6 * reader.functionTimeoutSeconds + reader.batchingWindowSeconds;
