import { aboutOf, type Failed, type Undelivered, type Work } from "../context";
import type { News } from "../deduplicate/update";
import type { Bulletin } from "../render/render";
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
  { about }: Bulletin<News>,
  slackStatus: number,
  milliseconds: number,
  { history, log, tally, now }: Work,
): void => {
  tally.count("Messages");
  tally.count("Delivered", about.length);
  for (const { event, identity, echoes } of about) {
    const together = about.length > 1 ? { together: about.length } : {};
    log({ outcome: "delivered", ...aboutOf(event), slackStatus, milliseconds, ...together });
    for (const echo of echoes) log({ outcome: echo.worth, ...aboutOf(echo.event) });
    if (echoes.length > 0) tally.count("Duplicates", echoes.length);
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
export const tell = async (bulletins: readonly Bulletin<News>[], work: Work): Promise<readonly Failed[]> => {
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
    const { callsPerBulletin = 1 } = channel;
    const stopped = closed.get(bulletin.channel) ?? outOfTime;
    if (stopped === undefined && index >= messagesAtOnce) {
      await sleep(Math.max(0, startedAt + paceMilliseconds * callsPerBulletin - now()));
    }
    startedAt = now();
    const result: Delivery | Undelivered = stopped ?? (await channel.tell(bulletin, remainingMilliseconds));
    if (result.outcome === "delivered") {
      noteDelivered(bulletin, result.slackStatus, now() - startedAt, work);
      continue;
    }
    failed.push(...bulletin.about.map((news) => ({ news, result })));
    if (result.outcome === "retry" || result.concerns === "channel") closed.set(bulletin.channel, result);
  }
  return failed;
};
