import type { Http } from "../../aws/http";
import type { Secret } from "../../aws/ssm-secret";
import { operandsOf, type Place } from "../../model/place";
import type { ChannelRefusal } from "../delivery-outcome";
import { type CallResult, callSlack } from "../retry";
import { botResponseOf } from "./response";

export type WebApiOptions = Place & {
  readonly token: Secret;
  readonly http: Http;
  /** With a trailing slash. */
  readonly apiUrl: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

type Fields = Readonly<Record<string, unknown>>;

/** A call of the Web API, and the same in plain text in case Slack does not take the blocks. */
export type ApiCall = {
  readonly method: "chat.postMessage" | "chat.update" | "auth.test";
  readonly channel?: string;
  readonly fields?: Fields;
  readonly plainFields?: Fields;
};

/** Slack responds with the whole message as it stored it. */
const maxResponseBytes = 256 * 1024;

/** Calls the Web API, with the retries of `callSlack`. Never throws. */
export const callWebApi = (
  { method, channel, fields = {}, plainFields = fields }: ApiCall,
  remainingMilliseconds: () => number,
  { token, http, apiUrl, sleep }: WebApiOptions,
): Promise<CallResult> =>
  callSlack(
    {
      credential: token,
      payload: fields,
      plainPayload: plainFields,
      send: async (bearer, payload, timeoutMilliseconds) => {
        const { status, body, headers } = await http({
          url: new URL(method, apiUrl),
          method: "POST",
          headers: {
            authorization: `Bearer ${bearer}`,
            "content-type": "application/json; charset=utf-8",
          },
          body: JSON.stringify({ channel, ...payload }),
          ...(method !== "chat.postMessage" && { isRepeatable: true }),
          timeoutMilliseconds,
          maxAnswerBytes: maxResponseBytes,
        });
        return { status, response: botResponseOf(status, body, headers["retry-after"]) };
      },
    },
    { remainingMilliseconds, sleep },
  );

/** What an operator must do about a channel that Slack refused, in one sentence. */
export const refusalReasonOf = (
  means: ChannelRefusal,
  word: string,
  { channel, ...place }: Place & { readonly channel: string },
): string => {
  const { stage } = place;
  const storeToken = `store its token with \`npm run set-bot-token -- ${operandsOf(place)}\``;
  switch (means) {
    case "credential-refused":
      return `Slack refused the bot token (${word}); install the app again and ${storeToken}`;
    case "scope-missing":
      return `the Slack app lacks a scope (${word}); give it chat:write, install it again and ${storeToken}`;
    case "channel-refused":
      return `Slack refused channel ${channel} (${word}); invite the app to it (/invite), or name another channel in stages/${stage}.ts and deploy`;
    case "misdirected":
    case "unexplained":
      return `the response is not Slack's (${word}); check apiUrl in stages/${stage}.ts and what stands between the function and Slack`;
  }
};
