import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { probeWebhook } from "../../../scripts/slack/probe";

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

test("an active webhook rejects the empty message, and nothing appears in the channel", async () => {
  expect(await probeWebhook(new URL(slack.webhookUrl))).toEqual({
    outcome: "answered",
    verdict: { means: "payload-refused", word: "no_text" },
  });
  expect(slack.messages).toEqual([]);
});

test("a removed webhook is reported as such", async () => {
  const old = slack.webhookUrl;
  slack.replaceWebhook();
  expect(await probeWebhook(new URL(old))).toEqual({
    outcome: "answered",
    verdict: { means: "credential-refused", word: "no_service" },
  });
});

test("a connection that breaks is reported without the URL", async () => {
  slack.failNext({ kind: "reset" });
  const probe = await probeWebhook(new URL(slack.webhookUrl));
  expect(probe).toEqual({ outcome: "unreachable", failure: "ECONNRESET" });
});
