import { failureOf, type Http, type HttpAnswer } from "../../aws/http";
import { plainTextOnly, type SlackMessage } from "../../render/message";
import { messageRefused, notReached, rateLimited, slackFailing } from "../common-delivery";
import type { Delivery } from "../delivery-outcome";
import { callMilliseconds, fitsWait } from "../timeouts";
import { type Verdict, verdictOf } from "./response";
import { setWebhookCommand, type Webhook } from "./secret";

export type DeliverOptions = {
  readonly webhook: Webhook;
  readonly http: Http;
  readonly stage: string;
  /** Name of the channel, for what to type; absent for the main one. */
  readonly channel?: string | undefined;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly timeoutMilliseconds?: number;
};

/** Slack answers with a word. */
const maxAnswerBytes = 4096;

type Attempt =
  | { readonly answered: true; readonly status: number; readonly verdict: Verdict }
  | { readonly answered: false; readonly failure: string };

const attempt = async (
  url: URL,
  message: SlackMessage,
  remainingMilliseconds: number,
  options: DeliverOptions,
): Promise<Attempt> => {
  try {
    const answer: HttpAnswer = await options.http({
      url,
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(message),
      timeoutMilliseconds: callMilliseconds(remainingMilliseconds, options.timeoutMilliseconds),
      maxAnswerBytes,
    });
    const verdict = verdictOf(answer.status, answer.body, answer.headers["retry-after"]);
    return { answered: true, status: answer.status, verdict };
  } catch (error) {
    return { answered: false, failure: failureOf(error) };
  }
};

/** What is left to say once no second try is due. */
const conclude = (tried: Attempt, command: string): Delivery => {
  if (!tried.answered) return notReached(tried.failure);
  const { status: slackStatus, verdict } = tried;
  switch (verdict.means) {
    case "delivered":
      return { outcome: "delivered", slackStatus };
    case "rate-limited":
      return rateLimited(slackStatus, verdict);
    case "unavailable":
      return slackFailing(slackStatus, verdict.word);
    case "payload-refused":
      return messageRefused(slackStatus, verdict.word);
    case "webhook-refused":
      return {
        outcome: "permanent",
        concerns: "channel",
        slackStatus,
        reason: `Slack refused the webhook (${verdict.word}): it, its channel or its creator is gone; make a new webhook and store it with \`${command}\``,
      };
    case "misdirected":
      return {
        outcome: "permanent",
        concerns: "channel",
        slackStatus,
        reason: `the answer is not Slack's (${verdict.word}); check the webhook URL and what stands between the function and Slack`,
      };
  }
};

/**
 * Posts a message. Tries again at most three times, once for each cause: after a Retry-After that fits the
 * function's remaining time, with a webhook URL that was replaced meanwhile, and as plain text where Slack
 * refuses the blocks.
 */
export const deliver = async (
  message: SlackMessage,
  remainingMilliseconds: () => number,
  options: DeliverOptions,
): Promise<Delivery> => {
  const { webhook, sleep } = options;
  const command = setWebhookCommand(options.stage, options.channel);
  let address = await webhook();
  if (!address.ok) return { outcome: "retry", reason: address.problem };
  let payload = message;
  const causes = new Set<Verdict["means"]>();
  for (;;) {
    const tried = await attempt(address.url, payload, remainingMilliseconds(), options);
    if (!tried.answered || causes.has(tried.verdict.means)) return conclude(tried, command);
    const { verdict } = tried;
    causes.add(verdict.means);
    if (verdict.means === "rate-limited") {
      const seconds = verdict.retryAfterSeconds ?? Number.POSITIVE_INFINITY;
      if (!fitsWait(seconds, remainingMilliseconds())) return conclude(tried, command);
      await sleep(seconds * 1000);
    } else if (verdict.means === "payload-refused" && payload.attachments !== undefined) {
      payload = plainTextOnly(message);
      causes.delete("payload-refused");
    } else if (verdict.means === "webhook-refused") {
      const replaced = await webhook({ fresh: true });
      if (!replaced.ok || replaced.url.href === address.url.href) return conclude(tried, command);
      address = replaced;
    } else {
      return conclude(tried, command);
    }
  }
};
