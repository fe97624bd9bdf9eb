import type { Notifier, Work } from "./context";
import { tell } from "./deliver/deliver";
import { settle } from "./deliver/settle";
import { parse } from "./parse/parse";
import { outgoingMessagesOf, renderEach } from "./render/render";
import { select } from "./select";
import { createTally } from "./telemetry/metrics";

/** SQS's partial batch answer. (AWS Lambda Developer Guide, handling errors for an SQS event source) */
export type BatchAnswer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/**
 * Brings every event of an invocation to Slack once, or sees to it that it comes back or waits in the dead-letter
 * queue.
 * @returns for a batch from the queue, the messages that must come back.
 * @throws Error where all of a batch must come back, so that Lambda backs off and its error count tells the alarm;
 *   and by direct delivery where anything must, since throwing is the only way to get an event again.
 */
export const notify = async (
  input: unknown,
  remainingMilliseconds: () => number,
  notifier: Notifier,
): Promise<BatchAnswer> => {
  const { delivery, records } = parse(input);
  const tally = createTally();
  const work: Work = { ...notifier, tally, remainingMilliseconds };
  const { wanted, muted } = await select(records, work);
  const failed = await settle(await tell(outgoingMessagesOf(wanted, notifier.settings), work), work);
  // A message that tells of a job's start must not say so for ever because nobody wants to be told of its end.
  if (muted.length > 0) {
    await notifier.channels().amend?.(renderEach(muted, notifier.settings), remainingMilliseconds);
  }
  const metrics = tally.toEmbeddedMetrics(notifier.settings.stage, new Date(notifier.now()));
  if (metrics) notifier.report(metrics);
  const [first] = failed;
  const back = failed.flatMap((one) => one.update.records);
  if (first && (delivery === "direct" || back.length === records.length)) {
    throw new Error(`${back.length} of ${records.length} events not delivered: ${first.result.reason}`);
  }
  return {
    batchItemFailures: back.flatMap(({ message }) => (message ? [{ itemIdentifier: message.id }] : [])),
  };
};
