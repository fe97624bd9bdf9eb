import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import type { Batch } from "../model/batch";
import { orWithout } from "../model/late-part";
import type { Routed } from "../route/apply-routes";
import type { Counted } from "./count-runs";
import type { DueRuns } from "./due-runs";

// What runs need is loaded only for them.

/** Looks at the runs that events of our own ask about. If that fails, those events return to the queue. */
export const lookAtDueRuns = async (batch: Batch, invocation: Invocation): Promise<DueRuns> => {
  const due = (batch.own ?? []).filter(({ event }) => event.detailType === "Run Due");
  if (due.length === 0) return { over: [], postponed: [] };
  const look = async () => (await import("./due-runs")).dueRuns(batch, invocation);
  return orWithout(look, { over: [], postponed: due.map(({ message }) => message) }, invocation);
};

const isOfPlan = ({ event }: Update): boolean => event.kind === "job" && event.details.startBy !== undefined;

/** What counting, and then posting, may take where ledger, queue and Slack are slow. */
const countMilliseconds = 18_000;

/** Counts the backups that plans started; the rest is left to post. Without a ledger or time, and by direct delivery, that is all. */
export const withoutCounted = async (
  routed: Routed,
  batch: Batch,
  { runLedger, ...rest }: Invocation,
): Promise<Counted> => {
  const all = { posted: routed.posted, counted: [], postponed: [] };
  const hasTime = rest.remainingMilliseconds() >= countMilliseconds;
  if (!runLedger || !hasTime || ![...routed.posted, ...routed.muted].some(isOfPlan)) return all;
  const loaded = await import("./count-runs").catch(() => undefined);
  return loaded?.countRuns(routed, batch, { ...rest, runLedger }) ?? all;
};
