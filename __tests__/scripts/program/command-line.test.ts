import { command, stageCommand } from "../../../scripts/program/command";
import { names, option, text, wholeNumber } from "../../../scripts/program/flag";
import type { StageRequest } from "../../../scripts/program/stage-request";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";

let project: ProjectFolder;
let received: unknown;

const receive = async (request: unknown): Promise<void> => {
  received = request;
};

const triggerBackup = stageCommand({
  name: "trigger-backup",
  summary: "",
  flags: {
    resource: text("arn", ""),
    job: text("id", ""),
    "no-wait": option(""),
  },
  run: receive,
});

const cleanup = stageCommand({
  name: "cleanup",
  summary: "",
  flags: { yes: option("") },
  passesOn: "flags for cdktf destroy",
  run: receive,
});

const play = command({
  name: "play",
  summary: "Plays.",
  operands: [{ name: "piece", description: "what to play", isRepeatable: true }],
  flags: {
    speed: wholeNumber("how fast", [1, 9], 3),
    seed: wholeNumber("of chance", [0, 5], undefined),
    voice: names("whose", ["high", "low"]),
  },
  run: receive,
});

beforeEach(() => {
  project = makeProjectFolder();
  received = undefined;
});

afterEach(() => project.remove());

const type = async (typed: typeof play, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const operator = newOperator({ project, env });
  const exitCode = await operator.run(typed, ...args);
  return { exitCode, screen: operator.output() };
};

const readTrigger = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
  expect(await type(triggerBackup, args, env)).toEqual({ exitCode: 0, screen: "" });
  return received as StageRequest;
};

test("stage and Region come from the arguments, else the environment, else the default", async () => {
  expect(await readTrigger(["prod", "eu-west-1"], { STAGE: "dev", AWS_REGION: "eu-west-1" })).toMatchObject({
    stage: "prod",
    region: "eu-west-1",
    isStageTyped: true,
  });
  expect(await readTrigger([], { STAGE: "prod", AWS_REGION: "us-gov-west-1" })).toMatchObject({
    stage: "prod",
    region: "us-gov-west-1",
    isStageTyped: false,
  });
  expect(await readTrigger([])).toEqual({
    stage: "dev",
    isStageTyped: false,
    flags: { resource: undefined, job: undefined, "no-wait": false },
    passedOn: [],
  });
  expect(await readTrigger([], { STAGE: "", AWS_REGION: "" })).not.toHaveProperty("region");
});

test.each([
  [
    ["prod", "eu-west-1"],
    { AWS_REGION: "us-east-1" },
    '"eu-west-1" by the second argument, but "us-east-1" by AWS_REGION',
  ],
  [
    ["prod"],
    { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "eu-west-1" },
    '"us-east-1" by AWS_REGION, but "eu-west-1" by AWS_DEFAULT_REGION',
  ],
])("two Regions that differ are refused: %s with %j", async (args, env, both) => {
  expect(await type(triggerBackup, args, env)).toEqual({
    exitCode: 2,
    screen: `Error: the Region is ${both}; remove one of them, or give both the same Region`,
  });
});

test("flags are read in any place, with a value after a space or an equals sign", async () => {
  const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
  for (const args of [
    ["dev", "--resource", arn, "--no-wait"],
    ["--no-wait", `--resource=${arn}`, "dev"],
  ]) {
    expect(await readTrigger(args)).toMatchObject({
      stage: "dev",
      flags: { resource: arn, "no-wait": true },
    });
  }
});

test("what follows a second -- is passed on, by the commands that run cdktf only", async () => {
  expect(await type(cleanup, ["dev", "--yes", "--", "--skip-provider-lock"])).toMatchObject({ exitCode: 0 });
  expect(received).toMatchObject({ flags: { yes: true }, passedOn: ["--skip-provider-lock"] });
  expect(await type(triggerBackup, ["--", "--skip-provider-lock"])).toEqual({
    exitCode: 2,
    screen: 'Error: trigger-backup runs nothing that takes "--skip-provider-lock"; leave it out',
  });
});

test("numbers, choices and arguments are read, and repeated where that is allowed", async () => {
  await type(play, []);
  expect(received).toEqual({
    operands: [],
    flags: { speed: 3, seed: undefined, voice: [] },
    passedOn: [],
  });
  await type(play, ["a", "--voice", "high", "b", "c", "--voice=low", "--speed", "9", "--seed=0"]);
  expect(received).toEqual({
    operands: ["a", "b", "c"],
    flags: { speed: 9, seed: 0, voice: ["high", "low"] },
    passedOn: [],
  });
});

test.each([["--help"], ["-h"], ["dev", "--help"], ["--wrong", "--help"]])(
  "%j asks for help",
  async (...args) => {
    const { exitCode, screen } = await type(triggerBackup, args);
    expect(exitCode).toBe(0);
    expect(screen).toContain("npm run trigger-backup -- [stage] [region] [flags]");
    expect(received).toBeUndefined();
  },
);

test("the help says everything that the description has", async () => {
  const { screen } = await type(play, ["-h"]);
  expect(screen).toBe(`Plays.

Usage:
  npm run play -- [piece]... [flags]

Arguments:
  piece  what to play

Flags:
  --speed <number>  how fast (1 to 9; default: 3)
  --seed <number>   of chance (0 to 5)
  --voice <name>    whose: high, low
  --help, -h        shows this text

Environment:
  DEBUG=1  shows the stack trace of an error

Examples:
  npm run play

Exit codes:
  0    done
  1    failed
  2    wrong usage
  130  stopped by Ctrl-C`);
});

test.each<[string[], string]>([
  [
    ["--resorce", "x"],
    '"--resorce" is not a flag of trigger-backup; allowed are --resource, --job, --no-wait, --help',
  ],
  [["-x"], '"-x" is not a flag'],
  [["--toString"], '"--toString" is not a flag'],
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
  [
    ["dev", "eu-west-1", "more"],
    '"more" is one argument too many; allowed is `npm run trigger-backup -- [stage] [region] [flags]`',
  ],
])("%j is wrong usage, said in one sentence", async (args, sentence) => {
  const { exitCode, screen } = await type(triggerBackup, args);
  expect(exitCode).toBe(2);
  expect(screen).toContain(`Error: ${sentence}`);
  expect(screen).not.toContain("\n");
  expect(received).toBeUndefined();
});

test.each<[string[], string]>([
  [["--speed", "10"], '--speed is "10"; allowed is a whole number from 1 to 9'],
  [["--speed", "-1"], '--speed is "-1"; allowed is a whole number from 1 to 9'],
  [["--speed", "0x1"], '--speed is "0x1"; allowed is a whole number from 1 to 9'],
  [["--speed", ""], "--speed needs a value; write --speed <number>"],
  [["--speed", "x", "--speed", "2"], '--speed is "x"; allowed is a whole number from 1 to 9'],
  [["--voice", "middle"], '--voice is "middle"; allowed are high, low'],
])("%j is out of what the flag allows", async (args, sentence) => {
  expect(await type(play, args)).toEqual({ exitCode: 2, screen: `Error: ${sentence}` });
});

test("a variable that is wrong is named", async () => {
  expect((await type(triggerBackup, [], { STAGE: "dev,prod" })).screen).toMatch(
    /^Error: STAGE is "dev,prod"/,
  );
  expect((await type(triggerBackup, [], { AWS_REGION: "nowhere" })).screen).toMatch(
    /^Error: AWS_REGION is "nowhere"/,
  );
});

test("a piece of a webhook URL is not repeated either", async () => {
  const { screen } = await type(triggerBackup, ["T0CANARY/B0CANARY/canary-canary"]);
  expect(screen).toMatch(/^Error: the first argument is something long or with a slash/);
});

describe("a flag that npm took, because `--` was missing before it", () => {
  const refusal = (flag: string, usage: string): string =>
    `Error: npm took --${flag} for itself, because \`--\` is missing before it; type \`${usage}\`, in PowerShell with "--" in quotes`;

  test.each([
    ["resource", { npm_config_resource: "table" }],
    ["job", { npm_config_job: "true" }],
    // npm reads `--no-wait` as `wait: false`, and hands over an empty text.
    ["no-wait", { npm_config_wait: "" }],
    ["no-wait", { npm_config_wait: "false" }],
  ])("is refused instead of ignored: --%s", async (flag, env) => {
    expect(await type(triggerBackup, ["prod"], env)).toEqual({
      exitCode: 2,
      screen: refusal(flag, "npm run trigger-backup -- [stage] [region] [flags]"),
    });
  });

  test("is refused also where it would have had a default", async () => {
    expect(await type(play, [], { npm_config_speed: "9" })).toEqual({
      exitCode: 2,
      screen: refusal("speed", "npm run play -- [piece]... [flags]"),
    });
    expect((await type(play, [], { npm_config_voice: "low" })).exitCode).toBe(2);
  });

  test.each([
    [["--resource", "table"], { npm_config_resource: "table" }],
    [["--no-wait"], { npm_config_wait: "" }],
    [[], { npm_config_wait: "true", npm_config_resource: "" }],
  ])("is no reason to refuse %j with %j", async (args, env) => {
    expect((await type(triggerBackup, args, env)).exitCode).toBe(0);
  });

  test("is not seen where npm has an option of this name, which a machine may set: the command then asks", async () => {
    expect((await type(cleanup, ["prod"], { npm_config_yes: "true" })).exitCode).toBe(0);
  });
});
