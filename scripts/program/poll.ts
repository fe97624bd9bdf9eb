import type { Clock } from "./context";

type PollOptions = {
  readonly everySeconds: number;
  /** After this time the answer is `undefined`. */
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Asks repeatedly until there is an answer. The AWS SDK has no waiters for AWS Backup.
 * @returns the first answer that is not `undefined`; `undefined` after the timeout.
 * @throws the signal's reason when it is aborted, and whatever `ask` throws.
 */
export const poll = async <T>(
  ask: () => Promise<T | undefined>,
  { everySeconds, timeoutSeconds, clock, signal }: PollOptions,
): Promise<T | undefined> => {
  const endsAt = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined || clock.now() + everySeconds * 1000 > endsAt) return answer;
    await clock.sleep(everySeconds * 1000, signal);
  }
};
