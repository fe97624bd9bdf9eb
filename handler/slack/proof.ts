import type { Update } from "../deduplicate/update";
import { countOf } from "../model/fields";
import type { Channels } from "./channel";

/**
 * Lets each test message prove the secret that is stored now, not the one read up to five minutes ago: the secret of its
 * channel is read afresh, and the log names the version with which the test is sent.
 */
export const prove = (
  updates: readonly Update[],
  { channels }: { readonly channels: Channels },
): Promise<readonly Update[]> =>
  Promise.all(
    updates.map(async (update) => {
      const { event, posting } = update;
      if (event.kind !== "test") return update;
      const read = await channels(posting?.channel).secret?.({ fresh: true });
      const secretVersion = countOf(read?.version);
      return secretVersion === undefined
        ? update
        : { ...update, event: { ...event, proof: { secretVersion } } };
    }),
  );
