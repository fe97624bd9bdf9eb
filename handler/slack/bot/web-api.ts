import { failureOf, type Http } from "../../aws/http";
import type { Secret } from "../../aws/ssm-secret";
import { messageRefused, notReached, rateLimited, slackFailing } from "../common-delivery";
import type { Delivery } from "../delivery-outcome";
import { callMilliseconds, fitsWait } from "../timeouts";
import { type BotAnswer, botAnswerOf } from "./response";
import type { BotToken } from "./token";

/** Reads the bot token. */
export type TokenReader = Secret<Extract<BotToken, { readonly ok: true }>>;

export type WebApiOptions = {
  readonly token: TokenReader;
  readonly http: Http;
  /** With a slash at its end. */
  readonly apiUrl: string;
  readonly stage: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/** A call of the Web API, and the same as plain text only, for where Slack does not take the blocks. */
export type ApiCall = {
  readonly method: "chat.postMessage" | "chat.update";
  readonly channel: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly plainFields: Readonly<Record<string, unknown>>;
};

/** What came of a call, once no second try was due. */
export type ApiResult =
  | { readonly came: "answer"; readonly status: number; readonly answer: BotAnswer }
  | { readonly came: "nothing"; readonly failure: string }
  /** Slack was not called at all. */
  | { readonly came: "no-token"; readonly problem: string };

/** Slack answers with the whole message as it keeps it. */
const maxAnswerBytes = 256 * 1024;

const attempt = async (
  token: string,
  { method, channel }: ApiCall,
  fields: ApiCall["fields"],
  remainingMilliseconds: number,
  { http, apiUrl }: WebApiOptions,
): Promise<ApiResult> => {
  try {
    const { status, body, headers } = await http({
      url: new URL(method, apiUrl),
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ channel, ...fields }),
      timeoutMilliseconds: callMilliseconds(remainingMilliseconds),
      maxAnswerBytes,
    });
    return { came: "answer", status, answer: botAnswerOf(status, body, headers["retry-after"]) };
  } catch (error) {
    return { came: "nothing", failure: failureOf(error) };
  }
};

/**
 * Calls the Web API. Tries again at most three times, once for each cause: after a Retry-After that fits the function's
 * remaining time, with a token that was replaced meanwhile, and as plain text where Slack refuses the blocks.
 */
export const callWebApi = async (
  call: ApiCall,
  remainingMilliseconds: () => number,
  options: WebApiOptions,
): Promise<ApiResult> => {
  const { token: readToken, sleep } = options;
  let token = await readToken();
  if (!token.ok) return { came: "no-token", problem: token.problem };
  let fields = call.fields;
  const causes = new Set<BotAnswer["means"]>();
  for (;;) {
    const result = await attempt(token.token, call, fields, remainingMilliseconds(), options);
    if (result.came !== "answer" || causes.has(result.answer.means)) return result;
    const { answer } = result;
    causes.add(answer.means);
    if (answer.means === "rate-limited") {
      const seconds = answer.retryAfterSeconds ?? Number.POSITIVE_INFINITY;
      if (!fitsWait(seconds, remainingMilliseconds())) return result;
      await sleep(seconds * 1000);
    } else if (answer.means === "payload-refused") {
      fields = call.plainFields;
    } else if (answer.means === "token-refused") {
      const replaced = await readToken({ fresh: true });
      if (!replaced.ok || replaced.token === token.token) return result;
      token = replaced;
    } else {
      return result;
    }
  }
};

/** Says what somebody must do, or that the event comes back. */
export const deliveryOf = (result: ApiResult, channel: string, stage: string): Delivery => {
  if (result.came === "no-token") return { outcome: "retry", reason: result.problem };
  if (result.came === "nothing") return notReached(result.failure);
  const { status: slackStatus, answer } = result;
  const permanent = (concerns: "message" | "channel", reason: string): Delivery => ({
    outcome: "permanent",
    concerns,
    slackStatus,
    reason,
  });
  switch (answer.means) {
    case "delivered":
      return { outcome: "delivered", slackStatus };
    case "rate-limited":
      return rateLimited(slackStatus, answer);
    case "unavailable":
      return slackFailing(slackStatus, answer.word);
    case "payload-refused":
    case "message-gone":
      return messageRefused(slackStatus, answer.word);
    case "token-refused":
      return permanent(
        "channel",
        `Slack refused the bot token (${answer.word}); install the app again and store its token with \`npm run set-bot-token -- ${stage}\``,
      );
    case "scope-missing":
      return permanent(
        "channel",
        `the Slack app lacks a scope (${answer.word}); give it chat:write, install it again and store its token with \`npm run set-bot-token -- ${stage}\``,
      );
    case "channel-refused":
      return permanent(
        "channel",
        `Slack refused channel ${channel} (${answer.word}); invite the app to it (/invite), or name another channel in stages/${stage}.ts and deploy`,
      );
    case "misdirected":
      return permanent(
        "channel",
        `the answer is not Slack's (${answer.word}); check apiUrl in stages/${stage}.ts and what stands between the function and Slack`,
      );
  }
};
