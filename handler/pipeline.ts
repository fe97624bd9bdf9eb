import { advise } from "./advise/advise";
import type { Invocation, Notifier } from "./context";
import { dropAlreadySent, recallSent } from "./deduplicate/deduplicate";
import { type Update, updatesOf } from "./deduplicate/update";
import { deliver, type Failed } from "./deliver/deliver";
import { settle } from "./deliver/settle";
import { enrichUpdates } from "./enrich/enrich-updates";
import type { Postponed } from "./enrich/postpone";
import type { Batch, QueueMessage, ReceivedRecord } from "./model/batch";
import { parse } from "./parse/parse";
import { outgoingMessagesOf, renderEach } from "./render/render";
import { applyRoutes } from "./route/apply-routes";
import { lookAtDueRuns, withoutCounted } from "./runs/runs";
import { createTally } from "./telemetry/metrics";

/** SQS's partial batch response. (AWS Lambda Developer Guide, handling errors for an SQS event source) */
export type BatchResponse = {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
};

const batchResponseOf = (
  { delivery, records }: Batch,
  failed: readonly Failed[],
  postponed: readonly QueueMessage[],
): BatchResponse => {
  const [first] = failed;
  const returned = failed.flatMap(({ update }) => update.records);
  const isWhole = records.length > 0 && records.every((record) => returned.includes(record));
  if (first && (delivery === "direct" || isWhole)) {
    throw new Error(`${returned.length} of ${records.length} events not delivered: ${first.result.reason}`);
  }
  return {
    batchItemFailures: [...returned.flatMap(({ message }) => message ?? []), ...postponed].map(({ id }) => ({
      itemIdentifier: id,
    })),
  };
};

/** What reads events of our own is loaded only for a batch that holds some: until then they are not recognized. */
const withOwnEvents = async (batch: Batch): Promise<Batch> => {
  const isOwn = ({ event }: ReceivedRecord): boolean =>
    event.kind === "unrecognized" && event.what.startsWith("backup-notifications.");
  return batch.records.some(isOwn) ? (await import("./parse/own-event")).withOwn(batch) : batch;
};

/** What postpones is loaded only for a job that could not be checked. */
const withoutPostponed = async (updates: readonly Update[], invocation: Invocation): Promise<Postponed> => {
  const isUnchecked = ({ event }: Update): boolean =>
    event.kind === "job" && event.phase === "completed-unchecked";
  if (!updates.some(isUnchecked)) return { ready: updates, postponed: [] };
  return (await import("./enrich/postpone")).postponeUnchecked(updates, invocation);
};

/**
 * The whole way of an event: every event of an invocation reaches Slack once, returns to the queue, or waits in the
 * dead-letter queue.
 * @returns for a batch from the queue, the messages that SQS must deliver again
 * @throws Error where a whole batch must be received again, so that Lambda backs off and its error count triggers the
 *   alarm; and by direct delivery where any event must, since throwing is the only way to receive it again
 */
export const notify = async (
  input: unknown,
  remainingMilliseconds: () => number,
  notifier: Notifier,
): Promise<BatchResponse> => {
  const invocation: Invocation = { ...notifier, tally: createTally(), remainingMilliseconds };
  const { settings, channels, tally, report, now } = invocation;

  const batch = await withOwnEvents(parse(input));

  const candidates = dropAlreadySent(updatesOf(batch.records), invocation);
  const [enriched] = await Promise.all([
    enrichUpdates(candidates, invocation),
    recallSent(candidates, invocation),
  ]);
  const unsent = dropAlreadySent(enriched, invocation);
  const { ready, postponed } = await withoutPostponed(unsent, invocation);

  const runs = await lookAtDueRuns(batch, invocation);
  const routed = await applyRoutes([...ready, ...runs.over], invocation);
  const { muted } = routed;
  const { posted, postponed: gathered } = await withoutCounted(routed, batch, invocation);
  // What a test needs is loaded only for one.
  const isTested = posted.some(({ event }) => event.kind === "test");
  const proven = isTested ? await (await import("./slack/proof")).prove(posted, invocation) : posted;
  const messages = await outgoingMessagesOf(await advise(proven, invocation), settings);

  const undelivered = await deliver(messages, invocation);
  const failed = await settle(undelivered, invocation);
  // A message that shows a job as started must not do so forever because its end is muted.
  const { amend, finishEdits } = channels();
  if (muted.length > 0) await amend?.(renderEach(muted, settings), remainingMilliseconds);
  if (finishEdits || batch.own) await (await import("./deliver/finish-edits")).finishEdits(batch, invocation);

  const metrics = tally.toEmbeddedMetrics(settings.stage, new Date(now()));
  if (metrics) report(metrics);
  return batchResponseOf(batch, failed, [...postponed, ...runs.postponed, ...gathered]);
};
