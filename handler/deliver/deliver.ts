import { aboutOf, type Failed, type Undelivered, type Work } from "../context";
import type { Update } from "../deduplicate/update";
import type { OutgoingMessage } from "../render/message";
import type { Delivery } from "../slack/delivery-outcome";

/** What a message and what follows it may take: the secret 3 s, Slack 5 s, putting events away 6 s. */
const millisecondsPerMessage = 14_000;

/**
 * Slack takes a few messages at once, then one a second, and two functions may post to one channel. (Slack developer
 * docs, Rate limits)
 */
const messagesAtOnce = 2;
const paceMilliseconds = 2000;

const noteDelivered = (
  { updates }: OutgoingMessage<Update>,
  slackStatus: number,
  milliseconds: number,
  { history, log, tally, now }: Work,
): void => {
  tally.count("Messages");
  tally.count("Delivered", updates.length);
  for (const { event, identity, suppressed } of updates) {
    const together = updates.length > 1 ? { together: updates.length } : {};
    log({ outcome: "delivered", ...aboutOf(event), slackStatus, milliseconds, ...together });
    for (const echo of suppressed) log({ outcome: echo.novelty, ...aboutOf(echo.event) });
    if (suppressed.length > 0) tally.count("Duplicates", suppressed.length);
    if (event.kind === "unrecognised") tally.count("Unrecognised");
    const { sentAt } = event.origin;
    if (sentAt) tally.took(Math.max(0, now() - sentAt.getTime()) / 1000);
    if (identity) history.remember(identity);
  }
};

/**
 * Tells one message after the other. Once a channel asks to wait, has trouble or is closed, or the function's time
 * runs out, the rest is not tried there: what comes back, comes back together. Other channels go on.
 */
export const tell = async (
  bulletins: readonly OutgoingMessage<Update>[],
  work: Work,
): Promise<readonly Failed[]> => {
  const { channels, sleep, remainingMilliseconds, now } = work;
  const failed: Failed[] = [];
  const closed = new Map<string | undefined, Undelivered>();
  let outOfTime: Undelivered | undefined;
  let startedAt = now();
  for (const [index, bulletin] of bulletins.entries()) {
    // Cut off by Lambda, the function could not tell what it has delivered: all would come, and be posted, again.
    if (index > 0 && remainingMilliseconds() < millisecondsPerMessage) {
      outOfTime ??= { outcome: "retry", reason: "the function's time ran out", untried: true };
    }
    const channel = channels(bulletin.channel);
    const { callsPerMessage = 1 } = channel;
    const stopped = closed.get(bulletin.channel) ?? outOfTime;
    if (stopped === undefined && index >= messagesAtOnce) {
      await sleep(Math.max(0, startedAt + paceMilliseconds * callsPerMessage - now()));
    }
    startedAt = now();
    const result: Delivery | Undelivered = stopped ?? (await channel.send(bulletin, remainingMilliseconds));
    if (result.outcome === "delivered") {
      noteDelivered(bulletin, result.slackStatus, now() - startedAt, work);
      continue;
    }
    failed.push(...bulletin.updates.map((news) => ({ update: news, result })));
    if (result.outcome === "retry" || result.concerns === "channel") closed.set(bulletin.channel, result);
  }
  return failed;
};
