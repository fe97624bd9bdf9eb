import type { Delivery } from "./delivery-outcome";

/** Errors of a certificate: the host is not Slack, or somebody stands in between. */
const isCertificateFailure = (failure: string): boolean =>
  /CERT|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(failure);

/** No answer came, by whichever of Slack's ways. */
export const notReached = (failure: string): Delivery =>
  isCertificateFailure(failure)
    ? {
        outcome: "permanent",
        concerns: "channel",
        reason: `Slack's certificate was not accepted (${failure}); check what stands between the function and Slack`,
      }
    : {
        outcome: "retry",
        reason: `Slack could not be reached (${failure}); the event will be tried again`,
      };

/** Slack's word, and how long to wait where it says so. */
type Wait = { readonly word: string; readonly retryAfterSeconds?: number };

/** Slack asks to wait. */
export const rateLimited = (slackStatus: number, { word, retryAfterSeconds }: Wait): Delivery => ({
  outcome: "retry",
  slackStatus,
  reason: `Slack asks to post more slowly (${word}); the event will be tried again`,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** Slack has trouble of its own. */
export const slackFailing = (slackStatus: number, word: string): Delivery => ({
  outcome: "retry",
  slackStatus,
  reason: `Slack has trouble (${word}); the event will be tried again`,
});

/** Slack takes neither the blocks nor the plain text. */
export const messageRefused = (slackStatus: number, word: string): Delivery => ({
  outcome: "permanent",
  concerns: "message",
  slackStatus,
  reason: `Slack refused the message and its plain text too (${word}); please report it with the event from the dead-letter queue`,
});
