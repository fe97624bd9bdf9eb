import type { Refusal } from "./response";
import type { CallResult } from "./retry";

/** How sending a message ended. `reason` is one sentence: what happened and what to do. */
export type Delivery =
  | { readonly outcome: "delivered"; readonly slackStatus: number }
  /** The event returns to the queue: it will be delivered later without anyone's help. */
  | {
      readonly outcome: "retry";
      readonly reason: string;
      readonly slackStatus?: number;
      readonly retryAfterSeconds?: number;
      /** It may need an operator after all: after about an hour of retries the event is parked. */
      readonly parkAfterAnHour?: true;
    }
  /** Slack may have the message, or not: only an operator who looks in the channel knows. Retried a few times only. */
  | { readonly outcome: "undecided"; readonly reason: string; readonly slackStatus?: number }
  /** An operator must act first: on this message, or on the channel and with it all its messages. */
  | {
      readonly outcome: "permanent";
      readonly concerns: "message" | "channel";
      readonly reason: string;
      readonly slackStatus?: number;
    };

/** Refusals that close a channel until an operator acts. What to do depends on how the channel is reached. */
export type ChannelRefusal = Extract<
  Refusal,
  "credential-refused" | "unexplained" | "scope-missing" | "channel-refused" | "misdirected"
>;

/** Certificate errors: the host is not Slack, or something stands in between. */
const isCertificateFailure = (failure: string): boolean =>
  /CERT|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(failure);

const notAnswered = (failure: string, sent: boolean): Delivery => {
  if (isCertificateFailure(failure)) {
    return {
      outcome: "permanent",
      concerns: "channel",
      reason: `Slack's certificate was not accepted (${failure}); check what stands between the function and Slack`,
    };
  }
  return sent
    ? { outcome: "undecided", reason: `the message was sent and Slack's answer was lost (${failure})` }
    : { outcome: "retry", reason: `Slack could not be reached (${failure}); the event will be retried` };
};

/**
 * What a call's result means for its events.
 * @param reasonOf one sentence on a refusal of the whole channel: what happened and what to do
 */
export const deliveryOf = (
  result: CallResult,
  reasonOf: (means: ChannelRefusal, word: string) => string,
): Delivery => {
  if (result.came === "no-credential") return { outcome: "retry", reason: result.problem };
  if (result.came === "no-response") return notAnswered(result.failure, result.sent);
  const { status: slackStatus, response } = result;
  switch (response.means) {
    case "delivered":
      return { outcome: "delivered", slackStatus };
    case "rate-limited": {
      const { word, retryAfterSeconds } = response;
      const reason = `Slack asks to post more slowly (${word}); the event will be retried`;
      return {
        outcome: "retry",
        slackStatus,
        reason,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      };
    }
    case "unavailable":
      return {
        outcome: "retry",
        slackStatus,
        reason: `Slack is failing (${response.word}); the event will be retried`,
      };
    case "unexplained":
      return {
        outcome: "retry",
        slackStatus,
        reason: reasonOf(response.means, response.word),
        parkAfterAnHour: true,
      };
    case "unconfirmed":
      return {
        outcome: "undecided",
        slackStatus,
        reason: `the message was sent and the answer is not Slack's (${response.word})`,
      };
    case "payload-refused":
    case "message-gone":
      return {
        outcome: "permanent",
        concerns: "message",
        slackStatus,
        reason: `Slack refused the message and its plain text too (${response.word}); please report it with the event from the dead-letter queue`,
      };
    default:
      return {
        outcome: "permanent",
        concerns: "channel",
        slackStatus,
        reason: reasonOf(response.means, response.word),
      };
  }
};
