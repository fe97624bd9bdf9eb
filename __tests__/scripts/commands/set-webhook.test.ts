import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
  SSMServiceException,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import type { Fault } from "../../../local/slack/fault";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { setWebhook as command } from "../../../scripts/commands/all";
import { secretOf } from "../../../scripts/slack/slack-secret";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let slack: LocalSlack;
/** Of the local Slack. */
let secretUrl: string;

const deployed = (changes: Parameters<typeof outputsOf>[0] = {}): void =>
  project.deployed(outputsOf({ slack_hosts: "127.0.0.1", ...changes }));

const isStored = (KeyId: string, Version: number): void => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Version } });
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ KeyId }] });
  ssm.on(PutParameterCommand).resolves({ Version: Version + 1 });
};

/** What was shown holds nothing of the URL. */
const mustHide = (operator: Operator): void => {
  expect(operator.output()).not.toContain(new URL(secretUrl).pathname);
  expect(operator.output()).not.toMatch(/canary/i);
};

beforeEach(async () => {
  slack = await startSlack();
  secretUrl = slack.webhookUrl;
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
  ssm.on(PutParameterCommand).resolves({ Version: 1 });
  project = makeProjectFolder();
  deployed();
});

afterEach(async () => {
  project.remove();
  await slack.close();
});

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
  expect(operator.output()).toMatch(/Slack answers: the webhook works\./);
  expect(operator.output()).toMatch(/Next: npm run send-test -- dev eu-west-1/);
  expect(slack.messages).toEqual([]);
  mustHide(operator);
});

test("the first URL has no older one to warn of; a later one has, and so has one whose version AWS leaves out", async () => {
  const first = newOperator({ project, input: secretUrl });
  expect(await first.run(command)).toBe(0);
  expect(first.output()).not.toMatch(/older URL/);
  isStored(outputsOf().key_arn, 1);
  const later = newOperator({ project, input: secretUrl });
  expect(await later.run(command)).toBe(0);
  expect(later.output()).toMatch(/older URL for up to 5 minutes/);
  ssm.on(PutParameterCommand).resolves({});
  const unknown = newOperator({ project, input: secretUrl });
  expect(await unknown.run(command)).toBe(0);
  expect(unknown.output()).toMatch(/older URL for up to 5 minutes/);
});

describe("a webhook", () => {
  const mustStoreNothing = (operator: Operator): void => {
    expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
    mustHide(operator);
  };

  const silent = "it is not known whether the webhook works: ";

  test("that Slack has removed is refused in one sentence", async () => {
    slack.replaceWebhook();
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command, "dev", "--unchecked")).toBe(1);
    expect(operator.output()).toMatch(
      /Error: Slack rejects the webhook \(no_service\): .* store it with `npm run set-webhook -- dev eu-west-1`; nothing was stored$/,
    );
    mustStoreNothing(operator);
  });

  test.each<readonly [string, Fault, string]>([
    [
      "invalid_token",
      { kind: "answer", status: 403, body: "invalid_token" },
      "Slack rejects the webhook (invalid_token)",
    ],
    ["a redirect", { kind: "answer", status: 302, body: "" }, "the answer is not from Slack (HTTP 302)"],
  ])("to which Slack answers %s is refused", async (_, fault, sentence) => {
    slack.failNext(fault);
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toContain(sentence);
    mustStoreNothing(operator);
  });

  test.each<readonly [string, Fault, string]>([
    ["fails", { kind: "answer", status: 503, body: "" }, "the answer to an empty message was HTTP 503"],
    [
      "is behind a proxy",
      { kind: "answer", status: 400, body: "<html>" },
      "the answer to an empty message was HTTP 400",
    ],
    [
      "says ok to an empty message",
      { kind: "answer", status: 200, body: "ok" },
      "the answer to an empty message was ok",
    ],
    [
      "asks to wait",
      { kind: "answer", status: 429, body: "rate_limited" },
      "the answer to an empty message was rate_limited",
    ],
    ["hangs up", { kind: "reset" }, "its host cannot be reached from this machine ("],
  ])("whose host %s is not taken for a good one", async (_, fault, reason) => {
    slack.failNext(fault);
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command)).toBe(2);
    expect(operator.output()).toContain(`Error: ${silent}${reason}`);
    expect(operator.output()).toMatch(
      /, so nothing was stored; to store it unchecked, add --unchecked to `npm run set-webhook -- dev eu-west-1`$/,
    );
    mustStoreNothing(operator);
  });

  test.each([
    [true, 0, 1],
    [false, 1, 0],
  ])(
    "that Slack could not be asked about is stored where the operator says so: %s",
    async (confirm, code, count) => {
      slack.failNext({ kind: "reset" });
      const operator = newOperator({
        project,
        isInteractive: true,
        answers: { secrets: [secretUrl], confirm },
      });
      expect(await operator.run(command)).toBe(code);
      expect(operator.output()).toContain(`Warning: ${silent}`);
      expect(operator.questions().at(-1)).toBe("Store it unchecked?");
      expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(count);
      mustHide(operator);
    },
  );

  test("that Slack could not be asked about is stored with --unchecked, and that is said", async () => {
    slack.failNext({ kind: "reset" });
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command, "dev", "--unchecked")).toBe(0);
    expect(operator.output()).toContain(`Storing it unchecked: ${silent}`);
    expect(operator.output()).not.toMatch(/Slack answers/);
  });
});

describe("of the URL that is stored already", () => {
  test("a key of an earlier deployment is named: the notifier cannot read it", async () => {
    isStored("arn:aws:kms:eu-west-1:111122223333:key/0dead", 4);
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command)).toBe(0);
    expect(operator.output()).toMatch(
      /is encrypted with arn:aws:kms:\S+:key\/0dead, which is not the key of this deployment/,
    );
  });

  test("nothing is said where it has the stage's key", async () => {
    isStored(outputsOf().key_arn, 4);
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command)).toBe(0);
    expect(operator.output()).not.toMatch(/encrypted with/);
  });

  test("what AWS denies is unknown, and stops nothing", async () => {
    ssm
      .on(GetParameterCommand)
      .rejects(
        Object.assign(new Error("not authorized to perform: ssm:GetParameter"), { name: "AccessDenied" }),
      );
    const operator = newOperator({ project, input: secretUrl });
    expect(await operator.run(command)).toBe(0);
    expect(operator.output()).toMatch(/It is not known with which key .* AWS denied ssm:GetParameter/);
  });
});

test("the prompt of a first deployment and the README name the same page of Slack", () => {
  const page = "https://api.slack.com/apps";
  expect(secretOf(outputsOf()).source).toContain(page);
  const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8");
  expect(readme).toContain(`<${page}>`);
  expect(readme.match(/https:\/\/api\.slack\.com\/[\w/-]+/g)).toEqual([page]);
});

describe("for a further channel", () => {
  beforeEach(() => deployed({ further_channels: "payments,audit" }));

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
  expect(operator.output()).toMatch(/points to a host other than 127\.0\.0\.1/);
  mustHide(operator);
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
  deployed({ slack_hosts: "hooks.slack.com,127.0.0.1" });
  const operator = newOperator({ project, input: secretUrl });
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
    mustHide(operator);
  },
);

test("Ctrl-C at the question stores nothing and says so", async () => {
  const operator = newOperator({ project, isInteractive: true });
  expect(await operator.run(command)).toBe(130);
  expect(operator.output()).toMatch(/Stopped\. Nothing was changed\./);
  expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
  expect(slack.callCount()).toBe(0);
});
