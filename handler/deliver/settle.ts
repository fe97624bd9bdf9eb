import type { Invocation } from "../context";
import type { Failed } from "./deliver";

type SettleContext = Pick<Invocation, "history" | "log" | "queue" | "random" | "tally" | "undecidedTries">;

/**
 * Parks what an operator must act on, returns the rest to the queue, and waits until the ledger knows what was sent.
 * @returns what must be received again
 */
export const settle = async (
  undelivered: readonly Failed[],
  context: SettleContext,
): Promise<readonly Failed[]> => {
  const { history, log, tally } = context;
  const settleFailed = async (): Promise<readonly Failed[]> => {
    if (undelivered.length === 0) return [];
    const { settleUndelivered } = await import("./settle-undelivered");
    return settleUndelivered(undelivered, context);
  };
  const [problems, left] = await Promise.all([history.flush(), settleFailed()]);
  for (const problem of problems) log({ outcome: "ledger-failed", reason: problem });
  if (problems.length > 0) tally.count("LedgerFailures", problems.length);
  return left;
};
