import { readEnv } from "../../../handler/env";
import { operandsOf } from "../../../handler/model/place";
import { refusalReasonOf } from "../../../handler/slack/bot/web-api";
import { setWebhookCommand } from "../../../handler/slack/webhook/secret";

const settings = readEnv({
  STAGE: "dev",
  AWS_REGION: "eu-west-1",
  WEBHOOK_PARAMETER_NAME: "/x",
  SLACK_HOSTS: "hooks.slack.com",
  DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead",
});

test("whatever the notifier parks names commands with the Region in which it runs", () => {
  expect(operandsOf(settings)).toBe("dev eu-west-1");
  expect(setWebhookCommand(settings, "audit")).toBe("npm run set-webhook -- dev eu-west-1 --channel audit");
  const reason = refusalReasonOf("credential-refused", "token_revoked", {
    ...settings,
    channel: "C0123ABCD",
  });
  expect(reason).toContain("`npm run set-bot-token -- dev eu-west-1`");
});

test("outside of AWS, commands name the stage alone", () => {
  expect(operandsOf({ stage: "dev" })).toBe("dev");
});
