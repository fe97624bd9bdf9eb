import type { Invocation } from "../context";
import type { Update } from "../deduplicate/update";
import type { Batch } from "../model/batch";
import { orWithout } from "../model/late-part";
import type { Routed } from "../route/apply-routes";
import type { Counted } from "./count-runs";
import type { DueRuns } from "./due-runs";

// What runs need is loaded only for them.

/** Looks at the runs that events of our own ask about. Where that fails, these events return to the queue. */
export const lookAtDueRuns = async (batch: Batch, invocation: Invocation): Promise<DueRuns> => {
  const dues = (batch.own ?? []).filter(({ event }) => event.detailType === "Run Due");
  const later = { over: [], postponed: dues.map(({ message }) => message) };
  return dues.length === 0
    ? later
    : orWithout(async () => (await import("./due-runs")).dueRuns(batch, invocation), later, invocation);
};

const isOfPlan = ({ event }: Update): boolean => event.kind === "job" && event.details.startBy !== undefined;

/** What counting, and then posting, may take where ledger, queue and Slack are slow. */
const countMilliseconds = 18_000;

/** Counts the backups that plans started; the rest is left to post. Without a ledger or time, and by direct delivery, that is all. */
export const withoutCounted = async (
  routed: Routed,
  batch: Batch,
  invocation: Invocation,
): Promise<Counted> => {
  const { posted, muted } = routed;
  const { runLedger } = invocation;
  const all = { posted, counted: [], postponed: [] };
  const hasTime = invocation.remainingMilliseconds() >= countMilliseconds;
  if (!runLedger || !hasTime || ![...posted, ...muted].some(isOfPlan)) return all;
  const count = async () =>
    (await import("./count-runs")).countRuns(routed, batch, { ...invocation, runLedger });
  return orWithout(count, all, invocation);
};
