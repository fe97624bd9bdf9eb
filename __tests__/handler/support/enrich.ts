import type { Aws } from "../../../handler/aws/request";
import { type Enriched, type EnrichOptions, enrich as enrichWith } from "../../../handler/enrich/enrich";
import { newJobMemory } from "../../../handler/enrich/job-memory";
import type { BackupEvent } from "../../../handler/model/event";

/** Enriches in a new process that posts everything, has all the time, and waits without time passing. */
export const enrich = (
  events: readonly BackupEvent[],
  aws: Aws,
  parts: Partial<EnrichOptions> = {},
  load?: Parameters<typeof enrichWith>[3],
): Promise<readonly Enriched[]> =>
  enrichWith(
    events,
    aws,
    {
      budgetMilliseconds: Number.POSITIVE_INFINITY,
      isMuted: () => false,
      memory: newJobMemory(),
      now: Date.now,
      sleep: async () => undefined,
      random: () => 0,
      ...parts,
    },
    load,
  );
