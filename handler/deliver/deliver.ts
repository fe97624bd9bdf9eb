import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import { orWithout } from "../model/late-part";
import type { OutgoingMessage } from "../render/message";
import type { Channel } from "../slack/channel";
import type { Delivery } from "../slack/delivery-outcome";
import { noteMessage, waitMillisecondsOf } from "./pace";
import { undecidedTriesOf, wasReceivedOften } from "./undecided";
import type { Failed, Undelivered } from "./undelivered";

/** What a message and what follows it may take: the secret 3 s, Slack 5 s, settling events 6 s. */
const millisecondsPerMessage = 14_000;

/** The least of it: the shortest call, and settling events. */
const leastMilliseconds = 7000;

const noTime: Undelivered = { outcome: "retry", reason: "the function's time ran out", untried: true };

/** What was not sent must not count as undecided. */
const afterUndecided: Undelivered = {
  outcome: "retry",
  reason: "Slack did not confirm an earlier message of this batch; the event will be retried",
};

/** Where what reads Slack's answer failed. */
const unexplained: Undelivered = {
  outcome: "undecided",
  reason: "the message may have been sent, and Slack's answer could not be read",
};

const noteDelivered = (
  { updates }: OutgoingMessage<Update>,
  slackStatus: number,
  milliseconds: number,
  { history, log, tally, now }: Pick<Invocation, "history" | "log" | "tally" | "now">,
): void => {
  tally.count("Messages");
  tally.count("Delivered", updates.length);
  for (const { event, identity, suppressed } of updates) {
    const grouped = updates.length > 1 ? { eventsInMessage: updates.length } : {};
    log({ outcome: "delivered", ...logFieldsOf(event), slackStatus, milliseconds, ...grouped });
    for (const one of suppressed) log({ outcome: one.novelty, ...logFieldsOf(one.event) });
    if (suppressed.length > 0) tally.count("Duplicates", suppressed.length);
    if (event.kind === "digest") tally.count("DigestsDelivered");
    if (event.kind === "unrecognized") tally.count("Unrecognized");
    if (event.kind === "job" && event.phase === "completed-unchecked") tally.count("Unchecked");
    const { sentAt } = event.origin;
    if (sentAt) tally.took(Math.max(0, now() - sentAt.getTime()) / 1000);
    if (identity) history.remember(identity);
  }
};

type DeliverContext = Pick<
  Invocation,
  "channels" | "history" | "log" | "now" | "remainingMilliseconds" | "sleep" | "tally"
>;

/** Whether Slack may have what a message says: an answer was lost, or not Slack's. */
const mayRepeat = ({ updates }: OutgoingMessage<Update>, { history }: DeliverContext): boolean =>
  updates.some((update) => undecidedTriesOf(update, history) > 0 || wasReceivedOften(update));

/**
 * Sends one message after the other. Once a channel asks to wait, is failing or is closed, or the function's time runs
 * out, the rest is not tried there: what returns to the queue, returns together. Other channels go on.
 * @returns what did not reach Slack
 */
export const deliver = async (
  messages: readonly OutgoingMessage<Update>[],
  context: DeliverContext,
): Promise<readonly Failed[]> => {
  const { channels, sleep, remainingMilliseconds, now } = context;
  const failed: Failed[] = [];
  const closed = new Map<string | undefined, Undelivered>();
  const probed = new Set<Channel>();
  let outOfTime: Undelivered | undefined;
  for (const [index, message] of messages.entries()) {
    // Cut off by Lambda, the function could not report what it has delivered: everything would be received and posted again.
    if (index > 0 && remainingMilliseconds() < millisecondsPerMessage) {
      outOfTime = noTime;
    }
    const channel = channels(message.channel);
    let stopped = closed.get(message.channel) ?? outOfTime;
    if (stopped === undefined && !probed.has(channel) && mayRepeat(message, context)) {
      probed.add(channel);
      // Without an answer, three undecided tries are the bound.
      const ask = async () => (await import("./probe")).probe(channel, context);
      stopped = await orWithout(ask, undefined, context);
      noteMessage(channel, now());
      if (stopped) closed.set(message.channel, stopped);
      else if (remainingMilliseconds() < leastMilliseconds) outOfTime = noTime;
      stopped ??= outOfTime;
    }
    const waitMilliseconds = stopped === undefined ? waitMillisecondsOf(channel, now()) : 0;
    if (waitMilliseconds > 0) await sleep(waitMilliseconds);
    const startedAt = now();
    if (stopped === undefined) noteMessage(channel, startedAt);
    const send = (): Promise<Delivery> => channel.send(message, remainingMilliseconds);
    const result: Delivery | Undelivered = stopped ?? (await orWithout(send, unexplained, context));
    if (result.outcome === "delivered") {
      noteDelivered(message, result.slackStatus, now() - startedAt, context);
      const { cut } = message;
      if (cut) {
        const write = async () => (await import("./log-content")).logContent(cut, context);
        await orWithout(write, undefined, context);
      }
      continue;
    }
    failed.push(...message.updates.map((update) => ({ update, result })));
    if (result.outcome === "undecided") closed.set(message.channel, afterUndecided);
    else if (result.outcome === "retry" || result.concerns === "channel") closed.set(message.channel, result);
  }
  return failed;
};
