import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import { orWithout } from "../model/late-part";

/** Makes one update of a composite backup and its parts. Such backups are rare: what does that is loaded only for one. */
export const withParts = async (
  updates: readonly Update[],
  invocation: Invocation,
): Promise<readonly Update[]> => {
  const isComposite = ({ event }: Update): boolean =>
    event.kind === "job" && (event.details.parts ?? event.details.parentJobId) !== undefined;
  if (!updates.some(isComposite)) return updates;
  const compose = async () => (await import("./composite")).composeParts(updates, invocation);
  return orWithout(compose, updates, invocation);
};
