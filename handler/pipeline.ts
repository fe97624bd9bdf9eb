import { advise } from "./advise/advise";
import type { Invocation, Notifier } from "./context";
import { dropAlreadySent, recallSent } from "./deduplicate/deduplicate";
import { type Update, updatesOf } from "./deduplicate/update";
import { deliver, type Failed } from "./deliver/deliver";
import { settle } from "./deliver/settle";
import { enrichUpdates } from "./enrich/enrich-updates";
import type { Postponed } from "./enrich/postpone";
import { orWithout } from "./late-part";
import type { Batch, QueueMessage } from "./model/batch";
import { failureOf } from "./model/failure";
import { known } from "./model/fields";
import { interpretBatch } from "./parse/interpret-batch";
import { parse } from "./parse/parse";
import type { RenderContext } from "./render/location";
import { outgoingMessagesOf, renderAll } from "./render/render";
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
    batchItemFailures: [...returned.flatMap(({ message }) => message ?? []), ...later].map(({ id }) => ({
      itemIdentifier: id,
    })),
  };
};

/** What postpones is loaded only for a job that could not be checked. */
const withoutPostponed = async (updates: readonly Update[], invocation: Invocation): Promise<Postponed> => {
  const isUnchecked = ({ event }: Update): boolean =>
    event.kind === "job" && event.phase === "completed-unchecked";
  if (!updates.some(isUnchecked)) return { ready: updates, postponed: [] };
  const postpone = async () => (await import("./enrich/postpone")).postponeUnchecked(updates, invocation);
  return orWithout(postpone, { ready: updates, postponed: [] }, invocation);
};

/** What forwards is loaded only for what a route forwards. It holds back no message, even if it cannot be loaded. */
const forwardSome = async (
  updates: readonly Update[],
  context: RenderContext,
  invocation: Invocation,
): Promise<void> => {
  const wanted = updates.filter(({ forwards }) => forwards);
  if (wanted.length === 0) return;
  const advised = await advise(wanted, invocation);
  try {
    await (await import("./forward/forward")).forward(await renderAll(advised, context), context, invocation);
  } catch (error) {
    invocation.log({ outcome: "forward-failed", reason: failureOf(error) });
  }
};

/** Composite backups are rare: what puts their parts together is loaded only for one. */
const withParts = async (updates: readonly Update[], invocation: Invocation): Promise<readonly Update[]> => {
  const isComposite = ({ event }: Update): boolean =>
    event.kind === "job" && (event.details.parts ?? event.details.parentJobId) !== undefined;
  if (!updates.some(isComposite)) return updates;
  const compose = async () => (await import("./enrich/composite")).composeParts(updates, invocation);
  return orWithout(compose, updates, invocation);
};

/** What proves which secret a test used is loaded only for a test. */
const withProof = async (updates: readonly Update[], invocation: Invocation): Promise<readonly Update[]> => {
  if (!updates.some(({ event }) => event.kind === "test")) return updates;
  return orWithout(
    async () => (await import("./slack/proof")).prove(updates, invocation),
    updates,
    invocation,
  );
};

/** Edits messages once everything is posted. Returns what must be received again: events of our own, if that fails. */
const withEdits = async (
  batch: Batch,
  muted: readonly Update[],
  context: RenderContext,
  invocation: Invocation,
): Promise<readonly QueueMessage[]> => {
  const { channels, remainingMilliseconds } = invocation;
  const { amend, finishEdits } = channels();
  const edit = async (): Promise<readonly QueueMessage[]> => {
    // A message that shows a job as started must not do so forever because its end is muted.
    if (muted.length > 0) await amend?.(await renderAll(muted, context), remainingMilliseconds);
    if (finishEdits || batch.own)
      await (await import("./deliver/finish-edits")).finishEdits(batch, invocation);
    return [];
  };
  return orWithout(
    edit,
    (batch.own ?? []).map(({ message }) => message),
    invocation,
  );
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
