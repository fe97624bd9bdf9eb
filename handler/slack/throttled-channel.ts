import type { Channel } from "./channel";
import type { Delivery } from "./delivery-outcome";

/** Slack asks for seconds, seldom for minutes. A wrong number must not silence a channel for long. */
const longestQuietSeconds = 900;

/**
 * A channel that stays quiet for as long as Slack asked it to wait, in later invocations too: Slack may permanently
 * disable an app that keeps posting. (Slack developer docs, Rate limits)
 */
export const createThrottledChannel = (channel: Channel, now = Date.now): Channel => {
  let quiet = { since: 0, milliseconds: 0 };
  /** A clock that was set back may make the wait begin anew, not longer. */
  const quietMilliseconds = (): number => {
    const at = now();
    if (at < quiet.since) quiet = { ...quiet, since: at };
    return Math.max(0, quiet.since + quiet.milliseconds - at);
  };
  /** Calls Slack, unless it asked to wait. */
  const call = async <Result extends Delivery | undefined>(
    act: () => Promise<Result>,
  ): Promise<Result | Delivery> => {
    const retryAfterSeconds = Math.ceil(quietMilliseconds() / 1000);
    if (retryAfterSeconds > 0) {
      const reason = `Slack asked to post more slowly, with ${retryAfterSeconds} s left to wait; the event will be retried`;
      return { outcome: "retry", reason, retryAfterSeconds };
    }
    const delivery = await act();
    if (delivery?.outcome === "retry" && delivery.retryAfterSeconds !== undefined) {
      const seconds = Math.min(delivery.retryAfterSeconds, longestQuietSeconds);
      quiet = { since: now(), milliseconds: seconds * 1000 };
    }
    return delivery;
  };
  /** Leaves no time for edits while Slack asks to wait: they are left for later. */
  const timeFor = (remainingMilliseconds: () => number) => () =>
    quietMilliseconds() > 0 ? 0 : remainingMilliseconds();
  const { amend, finishEdits, probe, runs } = channel;
  return {
    ...channel,
    ...(amend && {
      amend: (updates, remainingMilliseconds) => amend(updates, timeFor(remainingMilliseconds)),
    }),
    ...(finishEdits && {
      finishEdits: (dues, later, remainingMilliseconds) =>
        finishEdits(dues, later, timeFor(remainingMilliseconds)),
    }),
    ...(runs && {
      runs: { ...runs, show: (...run) => call(() => runs.show(...run)) },
    }),
    ...(probe && { probe: (remainingMilliseconds) => call(() => probe(remainingMilliseconds)) }),
    send: (message, remainingMilliseconds) => call(() => channel.send(message, remainingMilliseconds)),
  };
};
