import { readArguments } from "../../../scripts/program/command-line";
import { Failure } from "../../../scripts/program/failure";
import type { Flags, Usage } from "../../../scripts/program/usage";
import { cleanupUsage } from "../../../scripts/usages/cleanup";
import { sendTestUsage } from "../../../scripts/usages/send-test";
import { setBotTokenUsage } from "../../../scripts/usages/set-bot-token";
import { setWebhookUsage } from "../../../scripts/usages/set-webhook";
import { triggerBackupUsage } from "../../../scripts/usages/trigger-backup";

const complaint = (read: () => unknown): Failure => {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing was wrong with it");
};

const readTrigger = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  readArguments(triggerBackupUsage, args, env);

test("stage and Region come from the arguments, else the environment, else the default", () => {
  expect(readTrigger(["prod", "eu-west-1"], { STAGE: "dev", AWS_REGION: "us-east-1" })).toMatchObject({
    stage: "prod",
    region: "eu-west-1",
    isStageTyped: true,
  });
  expect(readTrigger([], { STAGE: "prod", AWS_REGION: "us-gov-west-1" })).toMatchObject({
    stage: "prod",
    region: "us-gov-west-1",
    isStageTyped: false,
  });
  expect(readTrigger([])).toEqual({
    stage: "dev",
    isStageTyped: false,
    flags: expect.anything(),
    passedOn: [],
  });
  expect(readTrigger([], { STAGE: "", AWS_REGION: "" })).not.toHaveProperty("region");
});

test("flags are read in any place, with a value behind a blank or an equals sign", () => {
  const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
  for (const args of [
    ["dev", "--resource", arn, "--no-wait"],
    ["--no-wait", `--resource=${arn}`, "dev"],
  ]) {
    expect(readTrigger(args)).toMatchObject({ stage: "dev", flags: { resource: arn, "no-wait": true } });
  }
});

test("what follows a second -- is handed on, by the commands that run cdktf only", () => {
  expect(readArguments(cleanupUsage, ["dev", "--yes", "--", "--skip-provider-lock"], {})).toMatchObject({
    flags: { yes: true },
    passedOn: ["--skip-provider-lock"],
  });
  expect(complaint(() => readTrigger(["--", "--skip-provider-lock"])).message).toBe(
    'trigger-backup runs nothing that takes "--skip-provider-lock"; leave it out',
  );
});

test.each([["--help"], ["-h"], ["dev", "--help"]])("%s asks for help", (...args) => {
  expect(readTrigger(args)).toBe("help");
});

test.each([
  [
    ["--resorce", "x"],
    '"--resorce" is not a flag of trigger-backup; allowed are --resource, --job, --no-wait, --help',
  ],
  [["-x"], '"-x" is not a flag'],
  [["--no-wait=1"], "--no-wait takes no value"],
  [["--resource"], "--resource needs a value; write --resource <arn>"],
  [["--resource", "--no-wait"], "--resource needs a value"],
  [["us-east-1"], 'the first argument is "us-east-1", which is a Region; the stage comes first'],
  [["Dev!"], 'the first argument is "Dev!"; allowed is one stage'],
  [["all"], 'the first argument is "all"; allowed is one stage'],
  [
    ["dev", "europe"],
    'the second argument is "europe"; allowed is the name of an AWS Region, such as eu-west-1',
  ],
  [["dev", "eu-west-1", "more"], '"more" is one argument too many'],
])("%j is wrong usage, said in one sentence", (args, sentence) => {
  const failure = complaint(() => readTrigger(args));
  expect(failure.exitCode).toBe(2);
  expect(failure.message).toContain(sentence);
  expect(failure.message).not.toContain("\n");
});

test("a variable that is wrong is named", () => {
  expect(complaint(() => readTrigger([], { STAGE: "dev,prod" })).message).toMatch(/^STAGE is "dev,prod"/);
  expect(complaint(() => readTrigger([], { AWS_REGION: "nowhere" })).message).toMatch(
    /^AWS_REGION is "nowhere"/,
  );
});

const secretUrl = "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary-canary";

test.each([
  [[secretUrl]],
  [["dev", secretUrl]],
  [["--url", secretUrl]],
  [[`--url=${secretUrl}`]],
  [[`--${secretUrl}`]],
  [["dev", "eu-west-1", "services/T0CANARY/B0CANARY/canary-canary"]],
  [["--", secretUrl]],
])("a webhook URL as an argument is refused and not repeated (%#)", (args) => {
  for (const usage of [setWebhookUsage, sendTestUsage, cleanupUsage] as readonly Usage<Flags>[]) {
    const { message, exitCode } = complaint(() => readArguments(usage, args, {}));
    expect(exitCode).toBe(2);
    expect(message).toMatch(/shell history.*revoke this one/);
    expect(message).not.toMatch(/canary/i);
  }
});

test.each([
  [["xoxb-123456789012-canary"]],
  [["dev", "--token=xoxb-123456789012-canary"]],
  [["--", "xapp-1-canary"]],
])("a bot token as an argument is refused and not repeated (%#)", (args) => {
  for (const usage of [setWebhookUsage, setBotTokenUsage, cleanupUsage] as readonly Usage<Flags>[]) {
    const { message, exitCode } = complaint(() => readArguments(usage, args, {}));
    expect(exitCode).toBe(2);
    expect(message).toMatch(/shell history.*revoke this one.*set-bot-token/);
    expect(message).not.toMatch(/canary/i);
  }
});

test("a piece of a webhook URL is not repeated either", () => {
  const { message } = complaint(() => readTrigger(["T0CANARY/B0CANARY/canary-canary"]));
  expect(message).toMatch(/^the first argument is something long or with a slash/);
});
