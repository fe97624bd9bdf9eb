import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { stageCommand } from "../../../scripts/program/command";
import { readDeployedStack } from "../../../scripts/stack/deployed-stack";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { kmsWithAliases } from "../support/stage-in-aws";

/** A command that only reads the outputs, as every command does first. */
const command = stageCommand({
  name: "look",
  summary: "",
  run: async (request, context) => {
    const { region } = await readDeployedStack(request, "look", context);
    context.terminal.say(`stage in ${region}`);
  },
});

const sts = mockClient(STSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;

beforeEach(() => {
  sts.reset();
  kms.hasNoStage();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  project = makeProjectFolder();
});

afterEach(() => project.remove());

const look = async (): Promise<{ exitCode: number; screen: string }> => {
  const operator = newOperator({ project });
  const exitCode = await operator.run(command);
  return { exitCode, screen: operator.output() };
};

const keyIn = (region: string): string => `111122223333/${region}/backup-notifications-dev.tfstate`;
const inBucket = { bucket: "states", region: "eu-central-1", key: keyIn("eu-west-1") };
const stateFile = "terraform.backup-notifications-dev.tfstate";

const leaveFile = (state: object | string): void =>
  writeFileSync(
    join(project.path, stateFile),
    typeof state === "string" ? state : JSON.stringify({ lineage: "a", serial: 7, outputs: {}, ...state }),
  );

describe("a stage whose state is in a bucket", () => {
  beforeEach(() => {
    project.synthesizes({ state: inBucket });
    project.deployed(outputsOf());
  });

  test.each([
    ["of another Region", { ...inBucket, key: keyIn("us-east-1") }],
    ["of another account", { ...inBucket, key: inBucket.key.replace("111122223333", "999988887777") }],
  ])("is read there after the last command used that %s, and nothing is moved", async (_, before) => {
    project.wasPreparedFor(before);
    expect(await look()).toMatchObject({
      exitCode: 0,
      screen: expect.stringContaining("stage in eu-west-1"),
    });
    expect(project.calls()).toEqual([
      "terraform init -input=false -no-color -reconfigure STAGE=dev AWS_REGION=",
    ]);
  });

  test("is read without further preparation after the last command used the same", async () => {
    project.wasPreparedFor(inBucket);
    expect((await look()).exitCode).toBe(0);
    expect(project.calls()).toEqual([]);
  });

  test("is refused where the bucket holds none of it, and AWS has the stage", async () => {
    project.deployed({});
    project.synthesizes({ state: { ...inBucket, key: `team/${inBucket.key}` } });
    kms.hasStage();
    const { exitCode, screen } = await look();
    expect(exitCode).toBe(1);
    expect(screen).toMatch(
      /stage dev is deployed in account 111122223333, Region eu-west-1, but its state is not here; .*name the bucket of its state/,
    );
  });

  test.each([
    ["another bucket", { ...inBucket, bucket: "others" }],
    ["another folder in it", { ...inBucket, key: `team/${inBucket.key}` }],
  ])("is one sentence after the last command used %s: it may have to be moved", async (_, before) => {
    project.wasPreparedFor(before);
    const { exitCode, screen } = await look();
    expect(exitCode).toBe(1);
    expect(screen).toContain(
      `Error: the last run in this folder had the state of stage dev in s3://${before.bucket}/${before.key}, and now it is to be in s3://states/${inBucket.key}; name that place again in the stage file`,
    );
    expect(project.calls()).toEqual([]);
  });

  test.each([
    ["with resources", { resources: [{ mode: "managed", instances: [] }] }],
    ["that is none", "<<<<<<< HEAD"],
  ])("is not looked for there while a file %s is in the folder", async (_, state) => {
    project.wasPreparedFor("file");
    leaveFile(state);
    const { exitCode, screen } = await look();
    expect(exitCode).toBe(1);
    expect(screen).toContain(
      `Error: the stage file or the environment keeps the state of stage dev in s3://states/${inBucket.key}, but ${stateFile} is in this folder; move it with \`npm run deploy -- dev --migrate-state\``,
    );
    expect(project.calls()).toEqual([]);
  });

  test.each([
    ["is left of a destroyed stage", { resources: [{ mode: "data", instances: [] }] }],
    [
      "is of another Region",
      {
        resources: [
          { mode: "managed", instances: [{ attributes: { arn: "arn:aws:sns:us-east-1:111122223333:t" } }] },
        ],
      },
    ],
  ])("is looked for there where the file %s", async (_, state) => {
    project.wasPreparedFor("file");
    leaveFile(state);
    expect((await look()).exitCode).toBe(0);
    expect(project.calls()).toEqual([
      "terraform init -input=false -no-color -reconfigure STAGE=dev AWS_REGION=",
    ]);
  });
});

test("a stage that no longer names its bucket is one sentence, and gets no empty file", async () => {
  project.deployed(outputsOf());
  project.wasPreparedFor(inBucket);
  const { exitCode, screen } = await look();
  expect(exitCode).toBe(1);
  expect(screen).toContain(
    `Error: the last run in this folder had the state of stage dev in s3://states/${inBucket.key}, and now stage file and environment name no bucket`,
  );
  expect(project.calls()).toEqual([]);
});
