// Loaded once Slack may have a message that is to be posted again.
import type { Invocation } from "../context";
import type { Channel } from "../slack/channel";
import type { Undelivered } from "./undelivered";

const afterFailedProbe: Undelivered = {
  outcome: "retry",
  reason: "Slack may have the message, and does not say that it is up; the event will be retried",
};

/**
 * Asks whether Slack is up. Without that, an outage in which Slack hangs looks like answers that are lost.
 * @returns why nothing is to be posted now, if it is not
 */
export const probe = async (
  channel: Channel,
  { remainingMilliseconds }: Pick<Invocation, "remainingMilliseconds">,
): Promise<Undelivered | undefined> => {
  const answer = await channel.probe?.(remainingMilliseconds);
  if (answer === undefined || answer.outcome === "delivered") return undefined;
  const concernsChannel = answer.outcome === "permanent" && answer.concerns === "channel";
  return answer.outcome === "retry" || concernsChannel ? answer : afterFailedProbe;
};
