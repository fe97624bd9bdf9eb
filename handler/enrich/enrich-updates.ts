import { type Invocation, logFieldsOf } from "../context";
import { identityOf } from "../deduplicate/identity";
import type { Update } from "../deduplicate/update";
import type { BackupEvent } from "../model/event";
import { routingOf } from "../route/match";
import { enrich } from "./enrich";
import { withNotices } from "./with-notices";

/** Asking AWS Backup must leave time to post: it takes at most a third of the time that is left. */
const longestEnrichmentMilliseconds = 8000;

/** Completes updates as far as AWS Backup answers in time. */
export const enrichUpdates = async (
  updates: readonly Update[],
  invocation: Pick<
    Invocation,
    "aws" | "jobMemory" | "log" | "tally" | "now" | "sleep" | "random" | "settings" | "remainingMilliseconds"
  >,
): Promise<readonly Update[]> => {
  const { aws, jobMemory: memory, log, tally, now, sleep, random, settings } = invocation;
  const budgetMilliseconds = Math.min(longestEnrichmentMilliseconds, invocation.remainingMilliseconds() / 3);
  const isMuted = (event: BackupEvent): boolean => !routingOf(event, settings.routes).post;
  const events = updates.map(({ event }) => event);
  const [enriched, notices] = await Promise.all([
    enrich(events, aws, { budgetMilliseconds, isMuted, memory, now, sleep, random }),
    withNotices(events, isMuted, budgetMilliseconds, invocation),
  ]);
  return updates.map((update, index) => {
    const {
      event = update.event,
      problem,
      historyProblem,
    } = notices.get(update.event) ?? enriched[index] ?? {};
    const reason = problem ?? historyProblem;
    if (reason !== undefined) {
      log({ outcome: "not-enriched", ...logFieldsOf(event), reason });
      tally.count("NotEnriched");
    }
    // What the details add is part of what is sent, and remembered.
    const identity = identityOf(event);
    return { ...update, event, ...(identity && { identity }) };
  });
};
