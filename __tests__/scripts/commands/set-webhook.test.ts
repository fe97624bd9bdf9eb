import {
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
  SSMServiceException,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { setWebhook as command } from "../../../scripts/commands/all";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const secretUrl = "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary-canary";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;

beforeEach(() => {
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(PutParameterCommand).resolves({});
  project = makeProjectFolder();
  project.deployed(outputsOf());
});

afterEach(() => project.remove());

test("the URL is entered without being shown, and stored encrypted with the stage's key", async () => {
  const operator = newOperator({ project, isInteractive: true, answers: { secrets: [secretUrl] } });
  expect(await operator.run(command)).toBe(0);
  expect(ssm.commandCalls(PutParameterCommand).map((call) => call.args[0].input)).toEqual([
    {
      Name: "/backup-notifications/dev/slack-webhook-url",
      Description: "Slack incoming webhook of backup-notifications, stage dev",
      Type: "SecureString",
      KeyId: "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
      Value: secretUrl,
      Overwrite: true,
    },
  ]);
  expect(operator.output()).toMatch(/older URL for up to 5 minutes/);
  expect(operator.output()).toMatch(/Next: npm run send-test -- dev eu-west-1/);
});

describe("for a further channel", () => {
  beforeEach(() => project.deployed(outputsOf({ further_channels: "payments,audit" })));

  test("the URL is asked for by the channel's name and stored in the channel's parameter", async () => {
    const operator = newOperator({ project, isInteractive: true, answers: { secrets: [secretUrl] } });
    expect(await operator.run(command, "dev", "--channel", "payments")).toBe(0);
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toMatchObject({
      Name: "/backup-notifications/dev/channels/payments/slack-webhook-url",
      Description: "Slack incoming webhook of backup-notifications, stage dev, channel payments",
    });
    expect(operator.questions()).toEqual([expect.stringContaining("Slack webhook URL of channel payments")]);
    expect(operator.output()).toMatch(/Next: npm run send-test -- dev eu-west-1 --channel payments/);
  });

  test("main is the channel that every stage has", async () => {
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command, "dev", "--channel", "main")).toBe(0);
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input.Name).toBe(
      "/backup-notifications/dev/slack-webhook-url",
    );
  });

  test("a channel that the stage does not have is wrong usage, and the stage's channels are listed", async () => {
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command, "dev", "--channel", "paymnts")).toBe(2);
    expect(operator.output()).toMatch(
      /--channel is "paymnts"; stage dev is deployed with main, payments, audit; to add a channel, name it in channels of stages\/dev\.ts and deploy/,
    );
    expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
  });

  test("a part of a secret in the wrong place is not repeated", async () => {
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command, "dev", "--channel", "B0CANARY")).toBe(2);
    expect(operator.output()).not.toMatch(/canary/i);
  });
});

test("after an invalid URL the question is repeated, and the URL never shown", async () => {
  const wrong = "http://hooks.slack.com/services/T0CANARY/B0CANARY/canary-canary";
  const operator = newOperator({ project, isInteractive: true, answers: { secrets: [wrong, secretUrl] } });
  expect(await operator.run(command)).toBe(0);
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(1);
  expect(operator.output()).toMatch(/does not begin with https/);
  expect(operator.output()).not.toMatch(/canary/i);
});

test("through a pipe, the URL is read from standard input, with or without a line end", async () => {
  const operator = newOperator({ project, input: `${secretUrl}\n` });
  expect(await operator.run(command, "dev", "eu-west-1")).toBe(0);
  expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input.Value).toBe(secretUrl);
  expect(operator.questions()).toEqual([]);
});

test.each(["", "not a URL", "https://example.com/services/T0CANARY/B0CANARY/c"])(
  "piped in, %j is wrong usage, and nothing is stored",
  async (input) => {
    const operator = newOperator({ project, input });
    expect(await operator.run(command)).toBe(2);
    expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
    expect(operator.output()).not.toMatch(/canary/i);
  },
);

test("a host that the stage allows is accepted", async () => {
  project.deployed(outputsOf({ slack_hosts: "127.0.0.1" }));
  const operator = newOperator({ project, input: "http://127.0.0.1:8080/services/T/B/c" });
  expect(await operator.run(command)).toBe(0);
});

test.each([{}, { DEBUG: "1" }])(
  "AWS's complaint is shown without the URL in it, with %j too",
  async (env) => {
    const message = `1 validation error detected: Value '${secretUrl}' at 'value' failed to satisfy constraint`;
    ssm
      .on(PutParameterCommand)
      .rejects(
        new SSMServiceException({ name: "ValidationException", message, $fault: "client", $metadata: {} }),
      );
    const operator = newOperator({ project, input: secretUrl, env });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(/Value '\(the webhook URL\)' at 'value' failed/);
    expect(operator.output()).not.toMatch(/canary/i);
  },
);

test("Ctrl-C at the question stores nothing and says so", async () => {
  const operator = newOperator({ project, isInteractive: true });
  expect(await operator.run(command)).toBe(130);
  expect(operator.output()).toMatch(/Stopped\. Nothing was changed\./);
  expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
  expect(ssm.commandCalls(GetParameterCommand)).toEqual([]);
});
