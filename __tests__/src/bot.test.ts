import { all, oneWith, only, statement, statementsOf, synthesize, vaultStage } from "../fixtures/stack";

const bot = { channel: "C0123ABCD" };
const stack = synthesize({ ...vaultStage, bot });
const webhookStack = synthesize({ ...vaultStage, ledger: true });

const variablesOf = (of: typeof stack): Readonly<Record<string, unknown>> => {
  const { environment } = only(of, "aws_lambda_function");
  return Object(Reflect.get(Object(environment), "variables"));
};

const notifierPolicyOf = (of: typeof stack) =>
  oneWith(of, "aws_iam_role_policy", { name: "notifier" })["policy"];

describe("a stage with a bot", () => {
  test("gives the notifier the names of token, channel and API, and no webhook", () => {
    expect(variablesOf(stack)).toMatchObject({
      WEBHOOK_PARAMETER_NAME: "",
      BOT_TOKEN_PARAMETER_NAME: "/backup-notifications/test/slack-bot-token",
      BOT_CHANNEL: "C0123ABCD",
      SLACK_API_URL: "https://slack.com/api/",
    });
    const names = ["BOT_TOKEN_PARAMETER_NAME", "BOT_CHANNEL", "SLACK_API_URL"];
    for (const name of names) expect(variablesOf(webhookStack)).not.toHaveProperty(name);
    expect(variablesOf(stack)).not.toHaveProperty("BOT_CHANNELS");
  });

  test("gives the notifier and the scripts the ids of its further channels by name", () => {
    const channels = { payments: "C0456EFGH", audit: "G0789IJKL" };
    const further = synthesize({ ...vaultStage, bot: { ...bot, channels }, routes: [{ channel: "audit" }] });
    const text = JSON.stringify(channels);
    expect(variablesOf(further)["BOT_CHANNELS"]).toBe(text);
    expect(further.output["bot_channels"]).toEqual({ value: text });
    expect(stack.output["bot_channels"]).toEqual({ value: "" });
  });

  test("posts that jobs have started, unless the stage mutes it", () => {
    const routesOf = (of: typeof stack) => JSON.parse(String(variablesOf(of)["ROUTES"]));
    const posting = { kinds: ["*.started"], post: true };
    expect(routesOf(stack)).toEqual([posting]);
    expect(routesOf(webhookStack)).toEqual([]);
    const muted = synthesize({ ...vaultStage, bot, mutedKinds: ["copy.started"] });
    expect(routesOf(muted)).toEqual([posting, { kinds: ["copy.started"], post: false }]);
  });

  test("lets the notifier read the bot token's parameter and no other", () => {
    const reads = (of: typeof stack) =>
      statementsOf(notifierPolicyOf(of)).filter(({ Action }) => JSON.stringify(Action).includes("ssm:"));
    expect(reads(stack)).toEqual([
      {
        Sid: "ReadBotToken",
        Effect: "Allow",
        Action: ["ssm:GetParameter"],
        Resource: expect.stringMatching(/:parameter\/backup-notifications\/test\/slack-bot-token$/),
      },
    ]);
    expect(reads(webhookStack)).toEqual([
      {
        Sid: "ReadWebhook",
        Effect: "Allow",
        Action: ["ssm:GetParameter"],
        Resource: expect.stringMatching(/:parameter\/backup-notifications\/test\/slack-webhook-url$/),
      },
    ]);
  });

  test("records its messages in a ledger", () => {
    expect(only(stack, "aws_dynamodb_table")["name"]).toBe("backup-notifications-test-ledger");
    expect(variablesOf(stack)["LEDGER_TABLE_NAME"]).toBe("backup-notifications-test-ledger");
    const policy = oneWith(stack, "aws_iam_role_policy", { name: "remember" })["policy"];
    expect(statement(policy, "ReadAndWriteLedger").Action).toEqual([
      "dynamodb:BatchGetItem",
      "dynamodb:UpdateItem",
    ]);
  });

  test("may send events to its own queue, which bring back plan runs and edits that Slack does not take now", () => {
    const policy = oneWith(stack, "aws_iam_role_policy", { name: "send" })["policy"];
    expect(statement(policy, "SendOwnEvents")).toMatchObject({
      Action: ["sqs:SendMessage"],
      Resource: expect.stringMatching(/^\$\{aws_sqs_queue\.queue_\w+\.arn\}$/),
    });
  });

  test.each([
    ["direct delivery", { delivery: "direct" as const }],
    ["no ledger", { ledger: false }],
  ])("may not with %s: there is nothing to come back to", (_name, settings) => {
    const without = synthesize({ ...vaultStage, bot, ...settings });
    expect(all(without, "aws_iam_role_policy").map(({ name }) => name)).not.toContain("send");
  });

  test("outputs where its token and its channel are", () => {
    const { webhook_parameter_name, bot_token_parameter_name, bot_channel, bot_api_url } = stack.output;
    expect([webhook_parameter_name, bot_token_parameter_name, bot_channel, bot_api_url]).toEqual([
      { value: "" },
      { value: "/backup-notifications/test/slack-bot-token" },
      { value: "C0123ABCD" },
      { value: "https://slack.com/api/" },
    ]);
  });
});
