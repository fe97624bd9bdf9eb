import { checkBotProbe, checkProbe, checkStored } from "../../../../scripts/doctor/checks/slack";
import type { BotProbe, WebhookProbe } from "../../../../scripts/slack/probe";
import { secretOf } from "../../../../scripts/slack/slack-secret";
import { said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const name = outputs.webhook_parameter_name;
const setWebhook = "`npm run set-webhook -- dev eu-west-1`";
const Value = "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary";
const wrong = "https://example.com/services/T0CANARY/B0CANARY/canary";
const well = { Type: "SecureString", KeyId: outputs.key_arn, Value } as const;

test.each([
  ["correctly", well, "ok: stored, encrypted with the stack's key"],
  ["named by its key's id", { ...well, KeyId: "0a1b" }, "ok: stored, encrypted with the stack's key"],
  [
    "named by its key's alias",
    { ...well, KeyId: "alias/backup-notifications-dev" },
    "ok: stored, encrypted with the stack's key",
  ],
  ["absent", undefined, `problem: SSM parameter ${name} does not exist; store the URL with ${setWebhook}`],
  [
    "in the clear",
    { ...well, Type: "String" as const },
    `problem: SSM parameter ${name} is a String, so the URL is not encrypted; create a new webhook in Slack, delete the parameter, and store the new URL with ${setWebhook}`,
  ],
  [
    "under another key",
    { ...well, KeyId: "alias/aws/ssm" },
    `problem: SSM parameter ${name} is encrypted with alias/aws/ssm, which the notifier cannot use; store it again with ${setWebhook}`,
  ],
  [
    "under a key that SSM does not name",
    { Type: "SecureString" as const, Value },
    `unknown: could not be checked: SSM did not say with which key ${name} is encrypted`,
  ],
  [
    "under the key of an earlier deployment",
    { ...well, KeyId: "arn:aws:kms:eu-west-1:111122223333:key/0dead" },
    `problem: SSM parameter ${name} is encrypted with arn:aws:kms:eu-west-1:111122223333:key/0dead, which the notifier cannot use; store it again with ${setWebhook}`,
  ],
  [
    "no webhook URL",
    { ...well, Value: wrong },
    expect.stringMatching(
      /^problem: the webhook URL points to a host other than hooks\.slack\.com, hooks\.slack-gov\.com; .*store it again with/,
    ),
  ],
])("a webhook that is stored %s", (_how, stored, sentence) => {
  const finding = said(checkStored(stored, outputs));
  expect(finding).toEqual(sentence);
  expect(finding).not.toMatch(/canary/i);
});

test("a further channel without a webhook is a warning that says where its messages go", () => {
  const further = secretOf(outputsOf({ further_channels: "payments" }), "payments");
  expect(said(checkStored(undefined, outputs, further))).toBe(
    "warning: SSM parameter /backup-notifications/dev/channels/payments/slack-webhook-url does not exist, so messages for channel payments go to the main channel; store the URL with `npm run set-webhook -- dev eu-west-1 --channel payments`",
  );
  expect(said(checkStored(well, outputs, further))).toBe("ok: stored, encrypted with the stack's key");
  const gone: WebhookProbe = {
    outcome: "answered",
    verdict: { means: "credential-refused", word: "no_service" },
  };
  expect(said(checkProbe(gone, outputs, further))).toMatch(
    /set-webhook -- dev eu-west-1 --channel payments`$/,
  );
});

const answered = (verdict: Extract<WebhookProbe, { outcome: "answered" }>["verdict"]): WebhookProbe => ({
  outcome: "answered",
  verdict,
});

test.each<[WebhookProbe | undefined, string]>([
  [answered({ means: "payload-refused", word: "no_text" }), "ok: the webhook works"],
  [
    answered({ means: "payload-refused", word: "HTTP 400" }),
    "unknown: could not be checked: the answer to an empty message is not Slack's usual one; try `npm run send-test -- dev eu-west-1`",
  ],
  [
    answered({ means: "rate-limited", word: "rate_limited" }),
    "unknown: could not be checked: Slack asks to wait (rate_limited), and did not say whether the webhook works; try again later",
  ],
  [
    answered({ means: "unavailable", word: "HTTP 503" }),
    "warning: Slack is failing (HTTP 503); events wait in the queue until it recovers; see https://slack-status.com",
  ],
  [
    answered({ means: "credential-refused", word: "no_service" }),
    `problem: Slack rejects the webhook (no_service): it, its channel or its creator was removed; create a new one and store it with ${setWebhook}`,
  ],
  [
    answered({ means: "misdirected", word: "HTTP 302" }),
    `problem: the answer is not from Slack (HTTP 302); store the right URL with ${setWebhook}`,
  ],
  [
    { outcome: "unreachable", failure: "ENOTFOUND" },
    "unknown: could not be checked: the webhook's host cannot be reached from this machine (ENOTFOUND); try `npm run send-test -- dev eu-west-1`",
  ],
  [undefined, "unknown: could not be checked: there is no webhook URL to test"],
])("a webhook that answers %j", (probe, sentence) => {
  expect(said(checkProbe(probe, outputs))).toBe(sentence);
});

const botOutputs = outputsOf({
  webhook_parameter_name: "",
  bot_token_parameter_name: "/backup-notifications/dev/slack-bot-token",
  bot_channel: "C0123ABCD",
  bot_api_url: "https://slack.com/api/",
});
const setBotToken = "`npm run set-bot-token -- dev eu-west-1`";
const token = { ...well, Value: "xoxb-123456789012-123456789012-canary" };

test.each([
  ["correctly", token, "ok: stored, encrypted with the stack's key"],
  [
    "absent",
    undefined,
    `problem: SSM parameter /backup-notifications/dev/slack-bot-token does not exist; store the token with ${setBotToken}`,
  ],
  [
    "in the clear",
    { ...token, Type: "String" as const },
    `problem: SSM parameter /backup-notifications/dev/slack-bot-token is a String, so the token is not encrypted; reinstall the app in Slack, delete the parameter, and store the new token with ${setBotToken}`,
  ],
  [
    "as a user token",
    { ...token, Value: "xoxp-1-canary" },
    expect.stringMatching(/^problem: the bot token is a user token; .*store it again with/),
  ],
])("a bot token that is stored %s", (_how, stored, sentence) => {
  const finding = said(checkStored(stored, botOutputs));
  expect(finding).toEqual(sentence);
  expect(finding).not.toMatch(/canary/i);
});

const knownBot: BotProbe = {
  outcome: "known",
  user: "backup_notifications",
  team: "Acme",
  scopes: ["chat:write", "incoming-webhook"],
};
const refusal = (
  means: "credential-refused" | "rate-limited" | "unavailable" | "misdirected",
  word: string,
): BotProbe => ({ outcome: "refused", answer: { means, word } });

test.each<[BotProbe | undefined, string]>([
  [knownBot, "ok: the bot token works: backup_notifications in Acme"],
  [
    { ...knownBot, scopes: [] },
    "unknown: could not be checked: Slack takes the bot token, and did not say which scopes the app has; try `npm run send-test -- dev eu-west-1`",
  ],
  [
    { ...knownBot, scopes: ["incoming-webhook"] },
    `problem: the app lacks the scope chat:write; add it under "OAuth & Permissions", reinstall the app and store its token with ${setBotToken}`,
  ],
  [
    refusal("credential-refused", "token_revoked"),
    `problem: Slack rejects the bot token (token_revoked); reinstall the app in Slack and store its token with ${setBotToken}`,
  ],
  [
    refusal("rate-limited", "ratelimited"),
    "unknown: could not be checked: Slack asks to wait (ratelimited), and did not say whether the bot token works; try again later",
  ],
  [
    refusal("unavailable", "HTTP 503"),
    "warning: Slack is failing (HTTP 503); events wait in the queue until it recovers; see https://slack-status.com",
  ],
  [
    refusal("misdirected", "HTTP 302"),
    "problem: the answer is not from Slack (HTTP 302); check apiUrl in stages/dev.ts, and what is between this machine and Slack",
  ],
  [
    { outcome: "unreachable", failure: "ENOTFOUND" },
    "unknown: could not be checked: Slack's Web API cannot be reached from this machine (ENOTFOUND); try `npm run send-test -- dev eu-west-1`",
  ],
  [undefined, "unknown: could not be checked: there is no bot token to test"],
])("a bot token to which Slack answers %j", (probe, sentence) => {
  expect(said(checkBotProbe(probe, botOutputs))).toBe(sentence);
});
