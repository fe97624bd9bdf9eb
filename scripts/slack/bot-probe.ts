import type { Http } from "../../handler/aws/http";
import { failureOf } from "../../handler/model/failure";
import { fieldsOf, jsonFieldsOf, textOf } from "../../handler/model/fields";
import { botResponseOf } from "../../handler/slack/bot/response";
import type { SlackResponse } from "../../handler/slack/response";

/** What Slack answers about a bot token when nothing is posted. */
export type BotProbe =
  | {
      readonly outcome: "known";
      readonly user: string;
      readonly team: string;
      readonly scopes: readonly string[];
    }
  | { readonly outcome: "refused"; readonly answer: Exclude<SlackResponse, { readonly means: "delivered" }> }
  | { readonly outcome: "unreachable"; readonly failure: string };

const timeoutMilliseconds = 5000;
const maxAnswerBytes = 16 * 1024;

const scopesOf = (header: unknown): readonly string[] =>
  typeof header === "string" ? header.split(",").map((scope) => scope.trim()) : [];

/**
 * Tests a bot token with `auth.test`: nothing is posted. A header of the answer lists the token's scopes.
 * (Slack developer docs, auth.test; Scopes and permissions, X-OAuth-Scopes)
 */
export const probeBot = async (apiUrl: string, token: string, http: Http): Promise<BotProbe> => {
  try {
    const { status, body, headers } = await http({
      url: new URL("auth.test", apiUrl),
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
      body: "{}",
      timeoutMilliseconds,
      maxAnswerBytes,
    });
    const answer = botResponseOf(status, body, headers["retry-after"]);
    if (answer.means !== "delivered") return { outcome: "refused", answer };
    const fields = fieldsOf(jsonFieldsOf(body)) ?? {};
    return {
      outcome: "known",
      user: textOf(fields["user"]) ?? "an unnamed bot",
      team: textOf(fields["team"]) ?? "an unnamed workspace",
      scopes: scopesOf(headers["x-oauth-scopes"]),
    };
  } catch (error) {
    return { outcome: "unreachable", failure: failureOf(error) };
  }
};
