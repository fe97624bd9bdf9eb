// Loaded once something was not delivered.
import { type Invocation, logFieldsOf } from "../context";
import { delaySecondsOf, longestWaitSeconds } from "./backoff";
import { addUndecidedTry, mostUndecidedTries, wasReceivedOften } from "./undecided";
import type { Failed } from "./undelivered";

type UndeliveredContext = Pick<Invocation, "history" | "log" | "queue" | "random" | "tally">;

const logFailure = (
  outcome: "failed" | "parked",
  { update, result }: Failed,
  { log }: UndeliveredContext,
): void => {
  const { reason, slackStatus } = result;
  const status = slackStatus === undefined ? {} : { slackStatus };
  log({ outcome, ...logFieldsOf(update.event), reason, ...status });
};

/** Puts what an operator must act on into the dead-letter queue. Returns what could not be put there. */
const park = async (failed: readonly Failed[], context: UndeliveredContext): Promise<readonly Failed[]> => {
  const letters = failed.flatMap((one) => one.update.records.map((record) => ({ one, record })));
  if (letters.length === 0) return [];
  const parked = await context.queue.park(
    letters.map(({ one, record: { body, attributes } }) => ({ body, attributes, reason: one.result.reason })),
  );
  const left = new Set(letters.flatMap(({ one }, index) => (parked[index] ? [] : [one])));
  for (const one of failed) {
    if (left.has(one)) continue;
    context.tally.count("Parked", one.update.records.length);
    logFailure("parked", one, context);
  }
  return [...left];
};

/** With the delays between receives, the tenth is an hour after the first. */
const receivesInAnHour = 10;

/**
 * An undecided event, to be retried or, after three tries, parked: before each but the first, Slack said that it was up.
 * The third waits longest, because Slack may say so and not post for a while.
 */
const afterTry = (failed: Failed, { history }: UndeliveredContext): Failed => {
  const { update, result } = failed;
  if (result.outcome !== "undecided") return failed;
  const tries = addUndecidedTry(update, history);
  if (tries >= mostUndecidedTries || wasReceivedOften(update)) {
    const reason = `Slack may have it: ${result.reason}, and another try may post it once more; look in the channel, and redrive the event only if it is missing`;
    return { update, result: { ...result, outcome: "permanent", concerns: "message", reason } };
  }
  const { reason, slackStatus } = result;
  return {
    update,
    result: {
      outcome: "retry",
      reason: `${reason}; the event will be retried, and may appear twice`,
      ...(slackStatus !== undefined && { slackStatus }),
      ...(tries === mostUndecidedTries - 1 && { retryAfterSeconds: longestWaitSeconds }),
    },
  };
};

const mustPark = ({ update, result }: Failed): boolean =>
  result.outcome === "permanent" ||
  (result.outcome === "retry" &&
    result.parkAfterAnHour === true &&
    update.records.some(({ message }) => (message?.receiveCount ?? 0) >= receivesInAnHour));

/** Returns events to the queue, each with its delay. */
const returnToQueue = async (failed: readonly Failed[], context: UndeliveredContext): Promise<void> => {
  const { queue, log, tally, random } = context;
  const returns = failed.flatMap(({ update, result }) =>
    update.records.flatMap(({ message }) => {
      if (message === undefined) return [];
      const delaySeconds = result.untried
        ? 0
        : delaySecondsOf(result.outcome === "retry" ? result : {}, message.receiveCount, random);
      return [{ message, delaySeconds }];
    }),
  );
  for (const one of failed) {
    tally.count("Retried", one.update.records.length);
    logFailure("failed", one, context);
  }
  for (const problem of await queue.returnToQueue(returns)) log({ outcome: "not-returned", reason: problem });
};

/**
 * Parks what an operator must act on, and returns the rest to the queue.
 * @returns what must be received again
 */
export const settleUndelivered = async (
  undelivered: readonly Failed[],
  context: UndeliveredContext,
): Promise<readonly Failed[]> => {
  const failed = undelivered.map((one) => afterTry(one, context));
  const unparked = await park(failed.filter(mustPark), context);
  const left = [...failed.filter((one) => !mustPark(one)), ...unparked];
  if (left.length > 0) await returnToQueue(left, context);
  return left;
};
