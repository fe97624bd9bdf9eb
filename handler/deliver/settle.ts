import { type Invocation, logFieldsOf } from "../context";
import { delaySecondsOf } from "./backoff";
import type { Failed } from "./deliver";

type SettleContext = Pick<Invocation, "history" | "log" | "queue" | "random" | "tally">;

const logFailure = (
  outcome: "failed" | "parked",
  { update, result }: Failed,
  { log }: SettleContext,
): void => {
  const { reason, slackStatus } = result;
  const status = slackStatus === undefined ? {} : { slackStatus };
  log({ outcome, ...logFieldsOf(update.event), reason, ...status });
};

/** Puts what an operator must act on into the dead-letter queue. Returns what could not be put there. */
const park = async (failed: readonly Failed[], context: SettleContext): Promise<readonly Failed[]> => {
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

/** Returns events to the queue, each with its delay. */
const returnToQueue = async (failed: readonly Failed[], context: SettleContext): Promise<void> => {
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
 * Parks what an operator must act on, returns the rest to the queue, and waits until the ledger knows what was sent.
 * @returns what must be received again
 */
export const settle = async (
  failed: readonly Failed[],
  context: SettleContext,
): Promise<readonly Failed[]> => {
  const { history, log, tally } = context;
  const unparked = await park(
    failed.filter(({ result }) => result.outcome === "permanent"),
    context,
  );
  const left = [...failed.filter(({ result }) => result.outcome === "retry"), ...unparked];
  const [problems] = await Promise.all([history.flush(), left.length > 0 && returnToQueue(left, context)]);
  for (const problem of problems) log({ outcome: "ledger-failed", reason: problem });
  if (problems.length > 0) tally.count("LedgerFailures", problems.length);
  return left;
};
