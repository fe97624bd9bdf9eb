import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import { orWithout } from "../model/late-part";
import type { Postponed } from "./postpone";

/** Postpones what could not be checked. What does that is loaded only for such a job. */
export const withoutPostponed = async (
  updates: readonly Update[],
  invocation: Invocation,
): Promise<Postponed> => {
  const isUnchecked = ({ event }: Update): boolean =>
    event.kind === "job" && event.phase === "completed-unchecked";
  if (!updates.some(isUnchecked)) return { ready: updates, postponed: [] };
  const postpone = async () => (await import("./postpone")).postponeUnchecked(updates, invocation);
  return orWithout(postpone, { ready: updates, postponed: [] }, invocation);
};
