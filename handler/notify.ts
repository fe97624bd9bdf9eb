import type { Aws } from "./aws-request";
import { type DeliverOptions, type Delivery, deliver } from "./deliver";
import { enrich } from "./enrich";
import type { HandlerSettings } from "./env";
import { failureOf } from "./http";
import type { LogLine } from "./log";
import { type BackupEvent, idOf, messageKindOf } from "./model";
import { parse, type ReceivedRecord } from "./parse";
import { render } from "./render";
import { unrecognised } from "./wire/unrecognised";

/** SQS's partial batch answer. (AWS Lambda Developer Guide, handling errors for an SQS event source) */
export type BatchAnswer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

export type Notifier = {
  readonly settings: HandlerSettings;
  readonly aws: Aws;
  readonly delivery: DeliverOptions;
  readonly log: (line: LogLine) => void;
};

const messageOf = (event: BackupEvent, stage: string) => {
  try {
    return render(event, { stage });
  } catch (error) {
    // Not known to happen; should it, the event must reach Slack all the same.
    const what = `${event.kind} that could not be shown: ${failureOf(error)}`;
    return render(unrecognised(what, event, event.origin), { stage });
  }
};

const notifyOne = async (
  received: BackupEvent,
  remainingMilliseconds: () => number,
  { settings, aws, delivery, log }: Notifier,
): Promise<Delivery | "muted"> => {
  const startedAt = Date.now();
  const { event, problem } = await enrich(received, aws);
  const about = { kind: messageKindOf(event), id: idOf(event) };
  if (problem !== undefined) log({ outcome: "not-enriched", ...about, reason: problem });
  if (settings.mutedKinds.has(about.kind)) {
    log({ outcome: "muted", ...about });
    return "muted";
  }
  const result = await deliver(messageOf(event, settings.stage), remainingMilliseconds, delivery);
  if (result.outcome === "delivered") {
    log({
      outcome: "delivered",
      ...about,
      slackStatus: result.slackStatus,
      milliseconds: Date.now() - startedAt,
    });
  } else {
    const { outcome: failure, reason, slackStatus } = result;
    log({ outcome: "failed", ...about, failure, reason, ...(slackStatus !== undefined && { slackStatus }) });
  }
  return result;
};

/** What one event may take: AWS Backup asked (2 s), the secret read (3 s), Slack posted to (5 s). */
const millisecondsPerEvent = 10_000;

type Failed = { readonly record: ReceivedRecord; readonly reason: string };

/**
 * Brings every event of an invocation to Slack, one after the other. Once Slack asks to wait or has trouble, or
 * the function's time runs out, the rest of the batch is not tried: it goes back to the queue as it came.
 * @returns for a batch from the queue, the messages that must come back.
 * @throws Error where nothing was delivered, so that Lambda backs off and its error count tells the alarm; and by
 *   direct delivery where anything failed, since throwing is the only way to get an event again.
 */
export const notify = async (
  input: unknown,
  remainingMilliseconds: () => number,
  notifier: Notifier,
): Promise<BatchAnswer> => {
  const { delivery, records } = parse(input);
  const failed: Failed[] = [];
  let halted: string | undefined;
  for (const [index, record] of records.entries()) {
    // Cut off by Lambda, the function could not tell what it has delivered: all would come, and be posted, again.
    if (index > 0 && remainingMilliseconds() < millisecondsPerEvent) halted ??= "the function's time ran out";
    if (halted !== undefined) {
      failed.push({ record, reason: halted });
      continue;
    }
    const result = await notifyOne(record.event, remainingMilliseconds, notifier);
    if (result === "muted" || result.outcome === "delivered") continue;
    failed.push({ record, reason: result.reason });
    if (result.outcome === "retry") halted = result.reason;
  }
  const [first] = failed;
  if (first && (delivery === "direct" || failed.length === records.length)) {
    throw new Error(`${failed.length} of ${records.length} events not delivered: ${first.reason}`);
  }
  return {
    batchItemFailures: failed.flatMap(({ record }) =>
      record.queueMessageId === undefined ? [] : [{ itemIdentifier: record.queueMessageId }],
    ),
  };
};
