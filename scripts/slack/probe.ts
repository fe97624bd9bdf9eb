import { type HttpAnswer, http } from "../../handler/aws/http";
import { failureOf } from "../../handler/model/failure";
import { jsonFieldsOf, textOf } from "../../handler/model/fields";
import { botResponseOf } from "../../handler/slack/bot/response";
import type { SlackResponse } from "../../handler/slack/response";
import { type WebhookResponse, webhookResponseOf } from "../../handler/slack/webhook/response";

type Unreachable = { readonly outcome: "unreachable"; readonly failure: string };

/** What Slack answers about a webhook when nothing is posted. */
export type WebhookProbe = { readonly outcome: "answered"; readonly verdict: WebhookResponse } | Unreachable;

/** What Slack answers about a bot token when nothing is posted. */
export type BotProbe =
  | {
      readonly outcome: "known";
      readonly user: string;
      readonly team: string;
      /** Empty where Slack did not name them. */
      readonly scopes: readonly string[];
    }
  | { readonly outcome: "refused"; readonly answer: Exclude<SlackResponse, { readonly means: "delivered" }> }
  | Unreachable;

const probe = async <Probe>(
  url: URL,
  headers: Readonly<Record<string, string>>,
  read: (answer: HttpAnswer) => Probe,
): Promise<Probe | Unreachable> => {
  try {
    const answer = await http({
      url,
      method: "POST",
      headers: { ...headers, "content-type": "application/json; charset=utf-8" },
      body: "{}",
      timeoutMilliseconds: 5000,
      maxAnswerBytes: 16 * 1024,
    });
    return read(answer);
  } catch (error) {
    return { outcome: "unreachable", failure: failureOf(error) };
  }
};

/**
 * Tests a webhook with an empty message: an active webhook rejects it (`no_text`), a removed one answers
 * `no_service`. Nothing appears in the channel.
 * (Slack developer docs, Incoming webhooks error handling)
 */
export const probeWebhook = (url: URL): Promise<WebhookProbe> =>
  probe<WebhookProbe>(url, {}, ({ status, body, headers }) => ({
    outcome: "answered",
    verdict: webhookResponseOf(status, body, headers["retry-after"]),
  }));

/** Whether Slack itself took the webhook for its own: it refused the empty message in its words, not by a status alone. */
export const provesWebhook = (probe: WebhookProbe): boolean =>
  probe.outcome === "answered" &&
  probe.verdict.means === "payload-refused" &&
  !probe.verdict.word.startsWith("HTTP");

const scopesOf = (header: unknown): readonly string[] =>
  typeof header === "string" ? header.split(",").map((scope) => scope.trim()) : [];

/**
 * Tests a bot token with `auth.test`: nothing is posted. A header of the answer lists the token's scopes.
 * (Slack developer docs, auth.test; Scopes and permissions, X-OAuth-Scopes)
 */
export const probeBot = (apiUrl: string, token: string): Promise<BotProbe> =>
  probe<BotProbe>(
    new URL("auth.test", apiUrl),
    { authorization: `Bearer ${token}` },
    ({ status, body, headers }) => {
      const answer = botResponseOf(status, body, headers["retry-after"]);
      if (answer.means !== "delivered") return { outcome: "refused", answer };
      const { user, team } = jsonFieldsOf(body) ?? {};
      return {
        outcome: "known",
        user: textOf(user) ?? "an unnamed bot",
        team: textOf(team) ?? "an unnamed workspace",
        scopes: scopesOf(headers["x-oauth-scopes"]),
      };
    },
  );
