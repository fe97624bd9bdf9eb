import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "./update";

/** Drops what Slack was already sent, as far as this process or a recalled ledger entry knows, and logs it. */
export const dropAlreadySent = (
  updates: readonly Update[],
  { history, log, tally }: Pick<Invocation, "history" | "log" | "tally">,
): readonly Update[] =>
  updates.filter(({ event, identity, records }) => {
    const novelty = identity ? history.noveltyOf(identity) : "new";
    if (novelty === "new") return true;
    log({ outcome: novelty, ...logFieldsOf(event) });
    tally.count("Duplicates", records.length);
    return false;
  });

/** Asks the ledger what was already sent about these updates. A ledger that does not answer holds nothing back. */
export const recallSent = async (
  updates: readonly Update[],
  { history, log, tally }: Pick<Invocation, "history" | "log" | "tally">,
): Promise<void> => {
  const problem = await history.recall(updates.flatMap(({ identity }) => identity ?? []));
  if (problem === undefined) return;
  log({ outcome: "ledger-failed", reason: problem });
  tally.count("LedgerFailures");
};
