import type { Channel } from "../slack/channel";

/**
 * Slack takes a few messages at once, then one a second, and two functions may post to one channel. (Slack developer
 * docs, Rate limits)
 */
const messagesAtOnce = 2;
const paceMilliseconds = 2000;

/** When a channel's messages so far are spread out in time. It holds in later invocations of this process, too. */
const spreadUntil = new WeakMap<Channel, number>();

/** How long the next message to a channel has to wait. A clock that was set back makes no wait longer. */
export const waitMillisecondsOf = (channel: Channel, now: number): number => {
  const pace = paceMilliseconds * (channel.callsPerMessage ?? 1);
  const early = (spreadUntil.get(channel) ?? 0) - now - pace * (messagesAtOnce - 1);
  return Math.max(0, Math.min(early, pace));
};

/** To be called as a message is sent. */
export const noteMessage = (channel: Channel, now: number): void => {
  const pace = paceMilliseconds * (channel.callsPerMessage ?? 1);
  const until = Math.min(spreadUntil.get(channel) ?? 0, now + pace * (messagesAtOnce - 1));
  spreadUntil.set(channel, Math.max(until, now) + pace);
};
