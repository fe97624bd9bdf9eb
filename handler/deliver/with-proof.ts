import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import { orWithout } from "../model/late-part";

/** Proves which secret a test uses. What does that is loaded only for a test. */
export const withProof = async (
  updates: readonly Update[],
  invocation: Invocation,
): Promise<readonly Update[]> => {
  if (!updates.some(({ event }) => event.kind === "test")) return updates;
  return orWithout(
    async () => (await import("../slack/proof")).prove(updates, invocation),
    updates,
    invocation,
  );
};
