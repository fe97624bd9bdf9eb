import type { Channel } from "./channel";

/** Slack asks for seconds, seldom for minutes. A number that somebody got wrong must not silence a channel for long. */
const longestQuietSeconds = 900;

/**
 * A channel that says nothing for as long as Slack asked it to wait, in later invocations too: an app that goes on
 * posting may be disabled for good. (Slack developer docs, Rate limits)
 */
export const createThrottledChannel = (channel: Channel, now = Date.now): Channel => {
  let quietUntil = 0;
  const { amend } = channel;
  return {
    ...channel,
    ...(amend && {
      amend: async (about, remainingMilliseconds) => {
        if (now() >= quietUntil) await amend(about, remainingMilliseconds);
      },
    }),
    send: async (bulletin, remainingMilliseconds) => {
      const retryAfterSeconds = Math.ceil((quietUntil - now()) / 1000);
      if (retryAfterSeconds > 0) {
        const reason = `Slack asked to post more slowly, and ${retryAfterSeconds} s of that are left; the event will be tried again`;
        return { outcome: "retry", reason, retryAfterSeconds };
      }
      const delivery = await channel.send(bulletin, remainingMilliseconds);
      if (delivery.outcome === "retry" && delivery.retryAfterSeconds !== undefined) {
        quietUntil = now() + Math.min(delivery.retryAfterSeconds, longestQuietSeconds) * 1000;
      }
      return delivery;
    },
  };
};
