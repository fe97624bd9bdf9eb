import type { Invocation } from "../context";
import type { Failed } from "./deliver";

type SettleContext = Pick<Invocation, "history" | "log" | "queue" | "random" | "tally">;

/**
 * Parks what an operator must act on, returns the rest to the queue, and waits until the ledger knows what was sent.
 * @returns what must be received again
 */
export const settle = async (
  undelivered: readonly Failed[],
  context: SettleContext,
): Promise<readonly Failed[]> => {
  const { history, log, tally } = context;
  const settleFailed = undelivered.length > 0 && (await import("./settle-undelivered")).settleUndelivered;
  // In this order: what was left undecided is part of what the ledger must know.
  const [left, problems] = await Promise.all([
    settleFailed ? settleFailed(undelivered, context) : [],
    history.flush(),
  ]);
  for (const problem of problems) log({ outcome: "ledger-failed", reason: problem });
  if (problems.length > 0) tally.count("LedgerFailures", problems.length);
  return left;
};
