import { checkWebhookUrl } from "../../../../handler/webhook-url";
import { judgeProbe, judgeWebhook } from "../../../../scripts/doctor/checks/webhook";
import type { Probe } from "../../../../scripts/notifier/webhook-probe";
import { said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf();
const name = outputs.webhook_parameter_name;
const setWebhook = "`npm run set-webhook -- dev eu-west-1`";
const hosts = ["hooks.slack.com"];
const url = checkWebhookUrl("https://hooks.slack.com/services/T0CANARY/B0CANARY/canary", hosts);
const wrong = checkWebhookUrl("https://example.com/services/T0CANARY/B0CANARY/canary", hosts);
const well = { type: "SecureString", keyId: outputs.key_arn, url };

test.each([
  ["well", well, "ok: stored, encrypted with the stack's key"],
  ["named by its key's id", { ...well, keyId: "0a1b" }, "ok: stored, encrypted with the stack's key"],
  [
    "named by its key's alias",
    { ...well, keyId: "alias/backup-notifications-dev" },
    "ok: stored, encrypted with the stack's key",
  ],
  ["absent", undefined, `problem: SSM parameter ${name} does not exist; store the URL with ${setWebhook}`],
  [
    "in the clear",
    { ...well, type: "String" },
    `problem: SSM parameter ${name} is a String, so the URL is not encrypted; make a new webhook in Slack, delete the parameter, and store the new URL with ${setWebhook}`,
  ],
  [
    "under another key",
    { ...well, keyId: "alias/aws/ssm" },
    `problem: SSM parameter ${name} is encrypted with alias/aws/ssm, which the notifier may not use; store it again with ${setWebhook}`,
  ],
  [
    "no webhook URL",
    { ...well, url: wrong },
    expect.stringMatching(
      /^problem: the webhook URL points to a host other than hooks\.slack\.com; .*store it again with/,
    ),
  ],
])("a webhook that is stored %s", (_how, stored, sentence) => {
  const finding = said(judgeWebhook(stored, outputs));
  expect(finding).toEqual(sentence);
  expect(finding).not.toMatch(/canary/i);
});

const answered = (verdict: Extract<Probe, { outcome: "answered" }>["verdict"]): Probe => ({
  outcome: "answered",
  verdict,
});

test.each<[Probe | undefined, string]>([
  [answered({ means: "payload-refused", word: "no_text" }), "ok: the webhook answers"],
  [
    answered({ means: "rate-limited", word: "rate_limited" }),
    "ok: the webhook answers, and asks to post more slowly (rate_limited)",
  ],
  [
    answered({ means: "unavailable", word: "HTTP 503" }),
    "warning: Slack has trouble (HTTP 503); events wait in the queue meanwhile; see https://slack-status.com",
  ],
  [
    answered({ means: "webhook-refused", word: "no_service" }),
    `problem: Slack refuses the webhook (no_service): it, its channel or its creator is gone; make a new one and store it with ${setWebhook}`,
  ],
  [
    answered({ means: "misdirected", word: "HTTP 302" }),
    `problem: the answer is not Slack's (HTTP 302); store the right URL with ${setWebhook}`,
  ],
  [
    { outcome: "silent", failure: "ENOTFOUND" },
    "unknown: could not be checked: the webhook's host does not answer this machine (ENOTFOUND); try `npm run send-test -- dev eu-west-1`",
  ],
  [
    { outcome: "not-asked" },
    "unknown: could not be checked: asking would start the workflow; try `npm run send-test -- dev eu-west-1`",
  ],
  [undefined, "unknown: could not be checked: there is no webhook URL to ask"],
])("a webhook that says %j", (probe, sentence) => {
  expect(said(judgeProbe(probe, outputs))).toBe(sentence);
});
