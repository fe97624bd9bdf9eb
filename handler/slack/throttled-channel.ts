import type { Channel } from "./channel";

/** Slack asks for seconds, seldom for minutes. A wrong number must not silence a channel for long. */
const longestQuietSeconds = 900;

/**
 * A channel that stays quiet for as long as Slack asked it to wait, in later invocations too: Slack may permanently
 * disable an app that keeps posting. (Slack developer docs, Rate limits)
 */
export const createThrottledChannel = (channel: Channel, now = Date.now): Channel => {
  let quietUntil = 0;
  const { amend } = channel;
  return {
    ...channel,
    ...(amend && {
      amend: async (updates, remainingMilliseconds) => {
        if (now() >= quietUntil) await amend(updates, remainingMilliseconds);
      },
    }),
    send: async (message, remainingMilliseconds) => {
      const retryAfterSeconds = Math.ceil((quietUntil - now()) / 1000);
      if (retryAfterSeconds > 0) {
        const reason = `Slack asked to post more slowly, with ${retryAfterSeconds} s left to wait; the event will be retried`;
        return { outcome: "retry", reason, retryAfterSeconds };
      }
      const delivery = await channel.send(message, remainingMilliseconds);
      if (delivery.outcome === "retry" && delivery.retryAfterSeconds !== undefined) {
        quietUntil = now() + Math.min(delivery.retryAfterSeconds, longestQuietSeconds) * 1000;
      }
      return delivery;
    },
  };
};
