import { aboutOf, type Failed, type Work } from "../context";
import { delaySecondsOf } from "./backoff";

/** Puts what somebody must act on into the dead-letter queue. Returns what could not be put there. */
const park = async (failed: readonly Failed[], { queue, log, tally }: Work): Promise<readonly Failed[]> => {
  const parcels = failed.flatMap((one) => one.update.records.map((record) => ({ one, record })));
  if (parcels.length === 0) return [];
  const parked = await queue.park(
    parcels.map(({ one, record: { body, attributes } }) => ({ body, attributes, reason: one.result.reason })),
  );
  const left = new Set(parcels.flatMap(({ one }, index) => (parked[index] ? [] : [one])));
  for (const one of failed) {
    const { reason, slackStatus } = one.result;
    if (left.has(one)) continue;
    tally.count("Parked", one.update.records.length);
    const status = slackStatus === undefined ? {} : { slackStatus };
    log({ outcome: "parked", ...aboutOf(one.update.event), reason, ...status });
  }
  return [...left];
};

/** Sends what comes back its way, each with the delay that it should have. */
const returnToQueue = async (
  failed: readonly Failed[],
  { queue, log, tally, random }: Work,
): Promise<void> => {
  const returns = failed.flatMap(({ update, result }) =>
    update.records.flatMap(({ message }) => {
      if (message === undefined) return [];
      const delaySeconds = result.untried
        ? 0
        : delaySecondsOf(result.outcome === "retry" ? result : {}, message.receiveCount, random);
      return [{ message, delaySeconds }];
    }),
  );
  for (const { update, result } of failed) {
    const { reason, slackStatus } = result;
    const status = slackStatus === undefined ? {} : { slackStatus };
    tally.count("Retried", update.records.length);
    log({ outcome: "failed", ...aboutOf(update.event), reason, ...status });
  }
  for (const problem of await queue.returnToQueue(returns))
    log({ outcome: "not-handed-back", reason: problem });
};

/**
 * Parks what somebody must act on, hands back the rest, and waits until the ledger knows what was told.
 * @returns what must come back
 */
export const settle = async (failed: readonly Failed[], work: Work): Promise<readonly Failed[]> => {
  const { history, log, tally } = work;
  const unparked = await park(
    failed.filter(({ result }) => result.outcome === "permanent"),
    work,
  );
  const left = [...failed.filter(({ result }) => result.outcome === "retry"), ...unparked];
  const [problems] = await Promise.all([history.settle(), left.length > 0 && returnToQueue(left, work)]);
  for (const problem of problems) log({ outcome: "ledger-failed", reason: problem });
  if (problems.length > 0) tally.count("LedgerFailures", problems.length);
  return left;
};
