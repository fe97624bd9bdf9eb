import type { Identity } from "../deduplicate/identity";
import type { SentHistory } from "../deduplicate/sent-history";
import type { Update } from "../deduplicate/update";

/** Every undecided try may have put one more copy into the channel. */
export const mostUndecidedTries = 3;

/** After about an hour and a half of receiving it again: the tries of processes that shared no memory are not counted. */
const mostReceivesUncounted = 12;

/** A try as the history keeps it, among the states of its subject. */
const tryOf = ({ subject, state }: Identity, tries: number): Identity => ({
  subject,
  state: `undecided ${tries} ${state}`,
  facts: [],
});

/** How often an event was posted without an answer that says whether Slack has it, as far as the history knows. */
export const undecidedTriesOf = ({ identity }: Update, history: Pick<SentHistory, "noveltyOf">): number => {
  let tries = 0;
  if (identity === undefined) return tries;
  while (tries < mostUndecidedTries && history.noveltyOf(tryOf(identity, tries + 1)) === "duplicate") tries++;
  return tries;
};

/** To be called after an undecided try. Returns how many there were. */
export const addUndecidedTry = (update: Update, history: SentHistory): number => {
  const tries = undecidedTriesOf(update, history) + 1;
  if (update.identity) history.remember(tryOf(update.identity, tries));
  return tries;
};

/** Whether an event was received so often that uncounted tries may have posted it. */
export const wasReceivedOften = ({ records }: Update): boolean =>
  records.some(({ message }) => (message?.receiveCount ?? 0) >= mostReceivesUncounted);
