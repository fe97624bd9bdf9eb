import { advise } from "./advise/advise";
import type { Invocation, Notifier } from "./context";
import { dropAlreadySent, recallSent } from "./deduplicate/deduplicate";
import { updatesOf } from "./deduplicate/update";
import { deliver } from "./deliver/deliver";
import { settle } from "./deliver/settle";
import type { Failed } from "./deliver/undelivered";
import { withEdits } from "./deliver/with-edits";
import { withProof } from "./deliver/with-proof";
import { enrichUpdates } from "./enrich/enrich-updates";
import { withParts } from "./enrich/with-parts";
import { withoutPostponed } from "./enrich/without-postponed";
import { forwardSome } from "./forward/forward-some";
import type { Batch, QueueMessage } from "./model/batch";
import { known } from "./model/fields";
import { interpretBatch } from "./parse/interpret-batch";
import { parse } from "./parse/parse";
import { outgoingMessagesOf } from "./render/render";
import { applyRoutes } from "./route/apply-routes";
import { lookAtDueRuns, withoutCounted } from "./runs/runs";
import { createTally } from "./telemetry/metrics";

/** SQS's partial batch response. (AWS Lambda Developer Guide, handling errors for an SQS event source) */
export type BatchResponse = {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
};

const batchResponseOf = (
  { delivery, records, own }: Batch,
  failed: readonly Failed[],
  later: readonly QueueMessage[],
): BatchResponse => {
  const [first] = failed;
  const returned = failed.flatMap(({ update }) => update.records);
  // Throwing receives all again: not where an event of our own is in the batch, since what was left of it was sent anew.
  const isWhole =
    own === undefined && records.length > 0 && records.every((record) => returned.includes(record));
  if (first && (delivery === "direct" || isWhole)) {
    throw new Error(`${returned.length} of ${records.length} events not delivered: ${first.result.reason}`);
  }
  return {
    // A message of the watch stands for many events.
    batchItemFailures: [
      ...new Set([...returned.flatMap(({ message }) => message ?? []), ...later].map(({ id }) => id)),
    ].map((itemIdentifier) => ({ itemIdentifier })),
  };
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
  const { settings, tally, report, now } = invocation;

  const batch = await interpretBatch(parse(input), settings.stage);

  const candidates = dropAlreadySent(updatesOf(batch.records), invocation);
  const [enriched, accountNames] = await Promise.all([
    enrichUpdates(candidates, invocation),
    invocation.readAccountNames?.(),
    recallSent(candidates, invocation),
  ]);
  const context = { stage: settings.stage, ...known({ accountNames }) };
  const unsent = dropAlreadySent(enriched, invocation);
  const { ready, postponed } = await withoutPostponed(unsent, invocation);

  const runs = await lookAtDueRuns(batch, invocation);
  const routed = await applyRoutes([...ready, ...runs.over], invocation);
  const { muted } = routed;
  const { posted, counted, postponed: gathered } = await withoutCounted(routed, batch, invocation);
  const composed = await withParts(posted, invocation);
  const messages = await outgoingMessagesOf(
    await advise(await withProof(composed, invocation), invocation),
    context,
  );

  const [undelivered] = await Promise.all([
    deliver(messages, invocation),
    forwardSome([...composed, ...counted, ...muted], context, invocation),
  ]);
  const failed = await settle(undelivered, invocation);
  const unedited = await withEdits(batch, muted, context, invocation);

  const metrics = tally.toEmbeddedMetrics(settings.stage, new Date(now()));
  if (metrics) report(metrics);
  return batchResponseOf(batch, failed, [...postponed, ...runs.postponed, ...gathered, ...unedited]);
};
