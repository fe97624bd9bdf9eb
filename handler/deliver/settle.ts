import type { Invocation } from "../context";
import { orWithout } from "../model/late-part";
import type { Failed } from "./undelivered";

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
  const load = () => import("./settle-undelivered");
  const late = undelivered.length > 0 ? await orWithout(load, undefined, context) : undefined;
  // In this order: what was left undecided is part of what the ledger must know.
  const [left = undelivered, problems] = await Promise.all([
    late?.settleUndelivered(undelivered, context),
    history.flush(),
  ]);
  for (const problem of problems) log({ outcome: "ledger-failed", reason: problem });
  if (problems.length > 0) tally.count("LedgerFailures", problems.length);
  return left;
};
