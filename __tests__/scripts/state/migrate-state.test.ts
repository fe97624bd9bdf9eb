import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { deploy } from "../../../scripts/commands/all";
import { stageCommand } from "../../../scripts/program/command";
import { option } from "../../../scripts/program/flag";
import { migrateState } from "../../../scripts/state/migrate-state";
import { awsError } from "../support/deployed-aws";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";

/** What `deploy --migrate-state` does first. */
const command = stageCommand({
  name: "move",
  summary: "",
  flags: { yes: option("") },
  run: migrateState,
});

const sts = mockClient(STSClient);
const s3 = mockClient(S3Client);
const place = {
  bucket: "states",
  region: "eu-central-1",
  key: "111122223333/eu-west-1/backup-notifications-dev.tfstate",
};
const path = "terraform.backup-notifications-dev.tfstate";
const kept = `${path}.moved-to-s3`;
let project: ProjectFolder;

const stateOf = (changes: object = {}): string =>
  JSON.stringify({
    lineage: "0a1b",
    serial: 7,
    outputs: { region: { value: "eu-west-1" }, account_id: { value: "111122223333" } },
    resources: [
      { mode: "managed", instances: [] },
      { mode: "data", instances: [] },
    ],
    ...changes,
  });

const read = (name: string): string | undefined => {
  const file = join(project.path, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

const leave = (text: string, name = path): void => writeFileSync(join(project.path, name), text);

/** The bucket holds this; once it was written, that. */
const bucketHolds = (text: string | undefined): void => {
  const object = { text };
  s3.on(PutObjectCommand).callsFake(async ({ Body }) => {
    if (object.text !== undefined) throw awsError("PreconditionFailed");
    object.text = String(Body);
  });
  s3.on(GetObjectCommand, { Bucket: "states", Key: place.key }).callsFake(async () => {
    if (object.text === undefined) throw awsError("NoSuchKey");
    const { text: now } = object;
    return { Body: { transformToString: async () => now } };
  });
};

const written = (): readonly PutObjectCommandInput[] =>
  s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  sts.reset();
  s3.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  s3.on(GetBucketVersioningCommand).resolves({ Status: "Enabled" });
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  project = makeProjectFolder();
  project.synthesizes({ state: place });
  leave(stateOf());
  bucketHolds(undefined);
});

afterEach(() => project.remove());

const move = async (args = ["--yes"], options: Partial<Parameters<typeof newOperator>[0]> = {}) => {
  const operator = newOperator({ project, ...options });
  return { exitCode: await operator.run(command, ...args), screen: operator.output() };
};

test("a state is moved into the empty bucket, and its file is kept under another name", async () => {
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(0);
  expect(screen).toContain(
    `Moves the state of stage dev (serial 7, 1 resources) from ${path} to s3://states/${place.key}, which is empty.`,
  );
  expect(screen).toMatch(new RegExp(`The state is in s3://states/.*\\. The file is kept as ${kept}\\.$`));
  const encryption = { ServerSideEncryption: "AES256" };
  expect(written()).toEqual([
    expect.objectContaining({ Bucket: "states", Key: place.key, IfNoneMatch: "*", ...encryption }),
  ]);
  expect([String(written()[0]?.Body), read(path), read(kept)]).toEqual([stateOf(), undefined, stateOf()]);
});

test("it asks first, and without consent nothing changes", async () => {
  const { exitCode, screen } = await move([], { isInteractive: true, answers: { confirm: false } });
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/Cancelled\. Nothing was changed\.$/);
  expect([written(), read(path)]).toEqual([[], stateOf()]);
});

test.each([
  ["the same", stateOf()],
  ["a newer form of it, with which others have worked", stateOf({ serial: 9 })],
])("where the bucket holds %s, as after a run that stopped, only the file is set aside", async (_, there) => {
  bucketHolds(there);
  expect((await move()).exitCode).toBe(0);
  expect([written(), read(path), read(kept)]).toEqual([[], undefined, stateOf()]);
});

test("a file that was kept before stays beside the next one", async () => {
  leave("earlier", kept);
  const { screen } = await move();
  expect(screen).toContain(`The file is kept as ${kept}-2026-08-22T02-00-00`);
  expect(read(kept)).toBe("earlier");
});

test.each([
  [
    "another state",
    () => bucketHolds(stateOf({ lineage: "beef" })),
    /holds another state already \(lineage beef, 1 resources; the file's is 0a1b\), so nothing was changed/,
  ],
  [
    "an earlier form of the state",
    () => bucketHolds(stateOf({ serial: 3 })),
    /holds an earlier form of this state \(serial 3; terraform\.\S+ has 7\), so someone has worked with both/,
  ],
  ["no state", () => bucketHolds("hello"), /is no state that Terraform wrote, so nothing was changed/],
  [
    "what AWS does not show",
    () =>
      s3
        .on(GetObjectCommand)
        .rejects(awsError("AccessDenied", "User: x is not authorized to perform: s3:GetObject")),
    /what s3:\/\/states\/\S+ holds is not known, so nothing was changed: AWS denied s3:GetObject/,
  ],
])("a bucket that holds %s is not written", async (_, arrange, sentence) => {
  arrange();
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(sentence);
  expect([written(), read(path)]).toEqual([[], stateOf()]);
});

test.each([
  [
    "of another Region",
    stateOf({ outputs: { region: { value: "us-east-1" } } }),
    /the state in the file is of Region us-east-1, and the command is for eu-west-1, so nothing was changed/,
  ],
  [
    "of another account",
    stateOf({ outputs: { account_id: { value: "999988887777" } } }),
    /the state in the file is of account 999988887777, and the stage file names account 111122223333, so nothing was changed/,
  ],
  ["that is no state", "<<<<<<< HEAD", /tfstate is no state that Terraform wrote.*restore it from a copy/],
])("a file %s is not moved", async (_, text, sentence) => {
  leave(text);
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(sentence);
  expect([written(), read(path)]).toEqual([[], text]);
});

test("nothing is moved with the credentials of another account", async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: "999988887777" });
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(
    /the stage file names account 111122223333, and the AWS credentials belong to account 999988887777, so nothing/,
  );
  expect([written(), read(path)]).toEqual([[], stateOf()]);
});

test.each([
  ["no file", () => rmSync(join(project.path, path))],
  ["the file of a destroyed stage", () => leave(stateOf({ resources: [] }))],
])("with %s there is nothing to move", async (_, arrange) => {
  arrange();
  expect(await move()).toMatchObject({
    exitCode: 0,
    screen: expect.stringMatching(/There is no state with resources in .*: nothing to move\.$/),
  });
  expect(written()).toEqual([]);
});

test("a failure leaves the file as it was, and the next run goes on", async () => {
  s3.on(PutObjectCommand).rejectsOnce(awsError("SlowDown", "slow down"));
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(
    /could not be written into s3:\/\/states\/\S+, and the file is unchanged: slow down/,
  );
  expect(read(path)).toBe(stateOf());
  bucketHolds(undefined);
  expect((await move()).exitCode).toBe(0);
  expect(read(kept)).toBe(stateOf());
});

test("what someone else writes meanwhile stays", async () => {
  s3.on(PutObjectCommand).rejects(awsError("PreconditionFailed"));
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/someone else has written s3:\/\/states\/\S+ meanwhile, so nothing was changed/);
  expect(read(path)).toBe(stateOf());
});

test("a file with which Terraform works in another run is not moved", async () => {
  leave("", `.${path}.lock.info`);
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(
    /Terraform works with terraform\.\S+ in another run, .* if it was killed, delete \.terraform\.\S+\.lock\.info$/,
  );
  expect([written(), read(path)]).toEqual([[], stateOf()]);
});

test("what was not written is not believed", async () => {
  s3.on(GetObjectCommand).rejects(awsError("NoSuchKey"));
  const { exitCode, screen } = await move();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/does not hold the state of .* after it was written; the file is unchanged$/);
  expect(read(path)).toBe(stateOf());
});

test.each([[["--migrate-state"]], [["--", "--migrate-state"]]])(
  "deploy does it before it plans, wherever it is typed: %j",
  async (args) => {
    project.synthesizes({});
    const operator = newOperator({ project });
    expect(await operator.run(deploy, "dev", "--yes", ...args)).toBe(2);
    expect(operator.output()).toMatch(
      /stages\/dev\.ts names no bucket to move the state to; add `accountId` and `state`/,
    );
    expect(project.calls()).toEqual([]);
  },
);
