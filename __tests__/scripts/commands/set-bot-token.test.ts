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

test("the token is entered without being shown, and stored encrypted with the stage's key; Slack is not called", async () => {
  const operator = newOperator({ project, isInteractive: true, answers: { secrets: [token] } });
  expect(await operator.run(command)).toBe(0);
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
  expect(operator.output()).toMatch(/older token for up to 5 minutes/);
  expect(operator.output()).toMatch(/invite the app to the channel.*npm run send-test -- dev eu-west-1/);
  expect(operator.output()).not.toMatch(/canary/i);
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
  expect(await operator.run(command)).toBe(2);
  expect(stored()).toEqual([]);
  expect(operator.output()).toMatch(sentence);
  expect(operator.output()).not.toMatch(/canary/i);
});

test("with --check Slack reports whose token it is, and nothing is posted", async () => {
  const operator = newOperator({ project, input: `${slack.workspace.token()}\n` });
  expect(await operator.run(command, "--check")).toBe(0);
  expect(stored()).toMatchObject([{ Value: slack.workspace.token() }]);
  expect(operator.output()).toMatch(/Slack answers: the bot token works: local_bot in Local\./);
  expect(operator.output()).not.toContain(slack.workspace.token());
  expect(slack.messages).toEqual([]);
});

test("with --check a token that Slack rejects, or that lacks its scope, is not stored", async () => {
  const refused = newOperator({ project, input: token });
  expect(await refused.run(command, "--check")).toBe(1);
  expect(refused.output()).toMatch(/Slack rejects the bot token \(invalid_auth\).*nothing was stored/);
  expect(refused.output()).not.toMatch(/canary/i);
  slack.workspace.setScopes("incoming-webhook");
  const poor = newOperator({ project, input: slack.workspace.token() });
  expect(await poor.run(command, "--check")).toBe(1);
  expect(poor.output()).toMatch(/lacks the scope chat:write.*nothing was stored/);
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
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(/Value '\(the bot token\)' at 'value' failed/);
    expect(operator.output()).not.toMatch(/canary/i);
  },
);

test("a stage accepts only the secret of its transport", async () => {
  const webhook = newOperator({ project, input: "https://hooks.slack.com/services/T0/B0/c" });
  expect(await webhook.run(setWebhook)).toBe(1);
  expect(webhook.output()).toMatch(
    /stage dev is deployed to post as a Slack app; store its bot token with `npm run set-bot-token -- dev eu-west-1`, or change `bot` in stages\/dev\.ts/,
  );
  project.deployed(outputsOf());
  const bot = newOperator({ project, input: token });
  expect(await bot.run(command)).toBe(1);
  expect(bot.output()).toMatch(/deployed to post to a webhook; store its webhook URL with/);
  expect(stored()).toEqual([]);
});
