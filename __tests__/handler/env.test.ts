import { readEnv } from "../../handler/env";

const deadLetterQueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters";
const env = {
  STAGE: "dev",
  WEBHOOK_PARAMETER_NAME: "/p",
  SLACK_HOSTS: "hooks.slack.com, 127.0.0.1",
  DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
};

describe("the environment", () => {
  test("is read once into settings", () => {
    expect(readEnv({ ...env, ROUTES: '[{"kinds":["*.started"],"post":true}]' })).toEqual({
      stage: "dev",
      webhookParameterName: "/p",
      slackHosts: ["hooks.slack.com", "127.0.0.1"],
      routes: [{ kinds: ["*.started"], post: true }],
      deadLetterQueueUrl,
    });
    expect(readEnv({ ...env, LEDGER_TABLE_NAME: "sent" }).ledgerTableName).toBe("sent");
    expect(readEnv({ ...env, LEDGER_TABLE_NAME: "" })).not.toHaveProperty("ledgerTableName");
    expect(readEnv(env).routes).toEqual([]);
    expect(readEnv(env)).not.toHaveProperty("lastAccountNamesParameterName");
    expect(readEnv({ ...env, LAST_ACCOUNT_NAMES_PARAMETER_NAME: "/n/2" })).toHaveProperty(
      "lastAccountNamesParameterName",
      "/n/2",
    );
  });

  test("with broken routes is refused at init, by name", () => {
    expect(() => readEnv({ ...env, ROUTES: '[{"vault":["main"],"post":false}]' })).toThrow(
      "environment variable ROUTES holds routes of which number 1 has an unknown field vault; deploy the stack again",
    );
  });

  test.each(["STAGE", "WEBHOOK_PARAMETER_NAME", "SLACK_HOSTS", "DEAD_LETTER_QUEUE_URL"])(
    "without %s is refused at init, by name",
    (name) => {
      expect(() => readEnv({ ...env, [name]: undefined })).toThrow(`environment variable ${name} is not set`);
      expect(() => readEnv({ ...env, [name]: "" })).toThrow(`environment variable ${name} is empty`);
    },
  );
});
