import { PutParameterCommand, SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { setBotToken as command, setWebhook } from "../../../scripts/commands/all";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const token = "xoxb-123456789012-123456789012-canaryCANARYcanary";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let slack: LocalSlack;

const botOutputs = () =>
  outputsOf({
    webhook_parameter_name: "",
    bot_token_parameter_name: "/backup-notifications/dev/slack-bot-token",
    bot_channel: "C0123ABCD",
    bot_api_url: slack.apiUrl,
  });

beforeEach(async () => {
  slack = await startSlack();
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(PutParameterCommand).resolves({});
  project = makeProjectFolder();
  project.deployed(botOutputs());
});

afterEach(async () => {
  project.remove();
  await slack.close();
});

const stored = () => ssm.commandCalls(PutParameterCommand).map((call) => call.args[0].input);

test("the token is asked for, hidden, and stored encrypted with the stage's key; Slack is not asked", async () => {
  const operator = newOperator({ project, isInteractive: true, answers: { secrets: [token] } });
  expect(await operator.types(command)).toBe(0);
  expect(stored()).toEqual([
    {
      Name: "/backup-notifications/dev/slack-bot-token",
      Description: "Slack bot token of backup-notifications, stage dev",
      Type: "SecureString",
      KeyId: "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
      Value: token,
      Overwrite: true,
    },
  ]);
  expect(slack.callCount()).toBe(0);
  expect(operator.sees()).toMatch(/older token for up to 5 minutes/);
  expect(operator.sees()).toMatch(/invite the app to the channel.*npm run send-test -- dev eu-west-1/);
  expect(operator.sees()).not.toMatch(/canary/i);
});

test.each([
  ["xoxp-1234567890-canary", /is a user token; it begins with xoxb-/],
  ["xapp-1-canary", /is an app-level token/],
  ["xoxe.xoxb-1-canary", /rotation/],
  ["https://hooks.slack.com/services/T0/B0/canary", /is a URL/],
  ["xoxb-canary!", /does not have the form of a bot token/],
  ["", /is empty/],
])("piped in, %j is wrong usage, nothing is stored, and it is not repeated", async (input, sentence) => {
  const operator = newOperator({ project, input });
  expect(await operator.types(command)).toBe(2);
  expect(stored()).toEqual([]);
  expect(operator.sees()).toMatch(sentence);
  expect(operator.sees()).not.toMatch(/canary/i);
});

test("with --check Slack says who the token is, and nothing is posted", async () => {
  const operator = newOperator({ project, input: `${slack.workspace.token()}\n` });
  expect(await operator.types(command, "--check")).toBe(0);
  expect(stored()).toMatchObject([{ Value: slack.workspace.token() }]);
  expect(operator.sees()).toMatch(/Slack says: the bot token answers: local_bot of Local\./);
  expect(operator.sees()).not.toContain(slack.workspace.token());
  expect(slack.messages).toEqual([]);
});

test("with --check a token that Slack refuses, or that lacks its scope, is not stored", async () => {
  const refused = newOperator({ project, input: token });
  expect(await refused.types(command, "--check")).toBe(1);
  expect(refused.sees()).toMatch(/Slack refuses the bot token \(invalid_auth\).*nothing was stored/);
  expect(refused.sees()).not.toMatch(/canary/i);
  slack.workspace.setScopes("incoming-webhook");
  const poor = newOperator({ project, input: slack.workspace.token() });
  expect(await poor.types(command, "--check")).toBe(1);
  expect(poor.sees()).toMatch(/lacks the scope chat:write.*nothing was stored/);
  expect(stored()).toEqual([]);
});

test.each([{}, { DEBUG: "1" }])(
  "AWS's complaint is shown without the token in it, with %j too",
  async (env) => {
    const message = `1 validation error detected: Value '${token}' at 'value' failed to satisfy constraint`;
    ssm
      .on(PutParameterCommand)
      .rejects(
        new SSMServiceException({ name: "ValidationException", message, $fault: "client", $metadata: {} }),
      );
    const operator = newOperator({ project, input: token, env });
    expect(await operator.types(command)).toBe(1);
    expect(operator.sees()).toMatch(/Value '\(the bot token\)' at 'value' failed/);
    expect(operator.sees()).not.toMatch(/canary/i);
  },
);

test("a stage takes only the secret of the way that it posts by", async () => {
  const webhook = newOperator({ project, input: "https://hooks.slack.com/services/T0/B0/c" });
  expect(await webhook.types(setWebhook)).toBe(1);
  expect(webhook.sees()).toMatch(
    /stage dev posts as a Slack app, as deployed; store its bot token with `npm run set-bot-token -- dev eu-west-1`, or change `bot` in stages\/dev\.ts/,
  );
  project.deployed(outputsOf());
  const bot = newOperator({ project, input: token });
  expect(await bot.types(command)).toBe(1);
  expect(bot.sees()).toMatch(/posts to a webhook, as deployed; store its webhook URL with/);
  expect(stored()).toEqual([]);
});
