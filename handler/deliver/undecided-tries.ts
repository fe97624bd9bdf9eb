/** How often this process sent an event without learning whether Slack has it. */
export type UndecidedTries = {
  /**
   * Counts one more try.
   * @param messageId SQS's id, which an event keeps however often it is received
   */
  readonly add: (messageId: string) => number;
};

const maxEvents = 5000;

/** A count that forgets the events whose first undecided try is the oldest. */
export const createUndecidedTries = (): UndecidedTries => {
  const tries = new Map<string, number>();
  return {
    add: (messageId) => {
      const count = (tries.get(messageId) ?? 0) + 1;
      tries.set(messageId, count);
      const [oldest] = tries.keys();
      if (tries.size > maxEvents && oldest !== undefined) tries.delete(oldest);
      return count;
    },
  };
};
