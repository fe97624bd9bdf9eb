import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { stateBucket as command } from "../../../scripts/commands/all";
import { awsError } from "../support/deployed-aws";
import { newOperator } from "../support/operator";

const sts = mockClient(STSClient);
const s3 = mockClient(S3Client);
const name = "backup-notifications-state-111122223333-eu-central-1";
const project = { path: "/" };

/** The settings of the account's bucket of that name. */
type Bucket = {
  versioning?: "Enabled" | "Suspended";
  policy?: string;
  rules?: LifecycleRule[];
  isOpen?: boolean;
};

/** S3 as a new bucket is: encrypted and private, and nothing else. (Amazon S3 User Guide, Creating a bucket) */
const s3With = (bucket: Bucket | undefined): void => {
  s3.reset();
  const state = { bucket };
  const of =
    <T>(read: (found: Bucket) => T) =>
    async (): Promise<T> => {
      if (state.bucket === undefined) throw awsError("NoSuchBucket");
      return read(state.bucket);
    };
  s3.on(CreateBucketCommand).callsFake(async () => {
    state.bucket = {};
  });
  s3.on(GetBucketVersioningCommand).callsFake(
    of(({ versioning }) => (versioning === undefined ? {} : { Status: versioning })),
  );
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }];
  s3.on(GetBucketEncryptionCommand).resolves({
    ServerSideEncryptionConfiguration: { Rules } as never,
  });
  s3.on(GetPublicAccessBlockCommand).callsFake(
    of(({ isOpen = false }) => ({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: !isOpen,
        RestrictPublicBuckets: true,
      },
    })),
  );
  s3.on(GetBucketPolicyCommand).callsFake(
    of(({ policy }) => {
      if (policy === undefined) throw awsError("NoSuchBucketPolicy");
      return { Policy: policy };
    }),
  );
  s3.on(GetBucketLifecycleConfigurationCommand).callsFake(
    of(({ rules }) => {
      if (rules === undefined) throw awsError("NoSuchLifecycleConfiguration");
      return { Rules: rules };
    }),
  );
  s3.on(PutBucketVersioningCommand).resolves({});
  s3.on(PutBucketPolicyCommand).resolves({});
  s3.on(PutBucketLifecycleConfigurationCommand).resolves({});
  s3.on(PutPublicAccessBlockCommand).resolves({});
};

/** What changed, by the names of the commands. */
const changes = (): readonly string[] =>
  s3
    .calls()
    .map(({ args }) => args[0].constructor.name.replace("Command", ""))
    .filter((called) => !called.startsWith("Get"));

beforeEach(() => {
  sts.reset();
  const Arn = "arn:aws:sts::111122223333:assumed-role/admin/me";
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
});

const run = async (
  args: string[] = ["eu-central-1", "--yes"],
  options: Partial<Parameters<typeof newOperator>[0]> = {},
) => {
  const operator = newOperator({ project, ...options });
  return { exitCode: await operator.run(command, ...args), screen: operator.output() };
};

test("a bucket is made as it should be, and the lines for the stage file are printed", async () => {
  s3With(undefined);
  const { exitCode, screen } = await run();
  expect(exitCode).toBe(0);
  expect(changes()).toEqual([
    "CreateBucket",
    "PutBucketVersioning",
    "PutBucketPolicy",
    "PutBucketLifecycleConfiguration",
  ]);
  expect(s3.commandCalls(CreateBucketCommand)[0]?.args[0].input).toEqual({
    Bucket: name,
    CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
  });
  const [policy] = s3.commandCalls(PutBucketPolicyCommand).map(({ args }) => args[0].input.Policy ?? "");
  expect(JSON.parse(policy ?? "").Statement).toEqual([
    expect.objectContaining({
      Effect: "Deny",
      Principal: "*",
      Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  ]);
  expect(screen).toContain(
    `  accountId: "111122223333",\n  state: { bucket: "${name}", region: "eu-central-1" },`,
  );
  expect(screen).toContain("npm run deploy -- <stage> --migrate-state");
});

test("the first Region of S3 is named to it by no constraint, and policies are in the caller's partition", async () => {
  const Arn = "arn:aws-cn:sts::111122223333:assumed-role/admin/me";
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
  s3With(undefined);
  await run(["us-east-1", "--yes"]);
  const Bucket = "backup-notifications-state-111122223333-us-east-1";
  expect(s3.commandCalls(CreateBucketCommand)[0]?.args[0].input).toEqual({ Bucket });
  expect(s3.commandCalls(PutBucketPolicyCommand)[0]?.args[0].input.Policy).toContain(
    `arn:aws-cn:s3:::${Bucket}`,
  );
});

/** What the first run makes of a bucket. */
const completed = async (): Promise<Bucket> => {
  s3With(undefined);
  await run();
  const [policy] = s3.commandCalls(PutBucketPolicyCommand).map(({ args }) => args[0].input.Policy);
  const [rules] = s3
    .commandCalls(PutBucketLifecycleConfigurationCommand)
    .map(({ args }) => args[0].input.LifecycleConfiguration?.Rules);
  return { versioning: "Enabled", policy: policy ?? "", rules: rules ?? [] };
};

test("a second run changes nothing, and prints the lines again", async () => {
  s3With(await completed());
  const { exitCode, screen } = await run(["eu-central-1"], { isInteractive: true });
  expect(exitCode).toBe(0);
  expect(changes()).toEqual([]);
  expect(screen).toContain(`Bucket ${name} is as it should be. Nothing to do.`);
  expect(screen).toContain("state: { bucket:");
});

test("an existing bucket with other settings is shown and completed, and statements and rules of others stay", async () => {
  const theirs = { Sid: "Theirs", Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" } };
  const theirRule = { ID: "logs", Status: "Enabled", Filter: { Prefix: "logs/" } } as const;
  s3With({
    versioning: "Suspended",
    isOpen: true,
    policy: JSON.stringify({ Version: "2012-10-17", Statement: theirs }),
    rules: [theirRule],
  });
  const { screen } = await run(["eu-central-1"], { isInteractive: true, answers: { confirm: true } });
  expect(screen).toContain(`Bucket ${name} of account 111122223333 is not as a state's bucket should be:
  public access: not blocked in every form, will be
  versioning: suspended, will be on
  policy: 1 other statements, which stay, will refuse calls without TLS
  earlier versions: never expire, will after 90 days; 1 other lifecycle rules stay`);
  expect(changes()).toEqual([
    "PutPublicAccessBlock",
    "PutBucketVersioning",
    "PutBucketPolicy",
    "PutBucketLifecycleConfiguration",
  ]);
  const policy = s3.commandCalls(PutBucketPolicyCommand)[0]?.args[0].input.Policy ?? "";
  expect(JSON.parse(policy).Statement[0]).toEqual(theirs);
  const { Rules } =
    s3.commandCalls(PutBucketLifecycleConfigurationCommand)[0]?.args[0].input.LifecycleConfiguration ?? {};
  expect(Rules?.[0]).toEqual(theirRule);
  for (const { args } of s3.calls())
    expect(args[0].input).toMatchObject({ ExpectedBucketOwner: "111122223333" });
});

test.each([[undefined], [{}]])("without consent, nothing changes (%j)", async (bucket) => {
  s3With(bucket);
  const { exitCode, screen } = await run(["eu-central-1"], {
    isInteractive: true,
    answers: { confirm: false },
  });
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/Cancelled\. Nothing was changed\.$/);
  expect(changes()).toEqual([]);
});

test("where no one can answer, it wants --yes", async () => {
  s3With(undefined);
  expect(await run(["eu-central-1"])).toEqual({
    exitCode: 2,
    screen: expect.stringContaining("run `npm run state-bucket -- eu-central-1 --yes`"),
  });
  expect(s3.calls()).toEqual([]);
});

test.each([
  [
    "S3 denies, which may be another account's",
    () =>
      s3
        .on(GetBucketVersioningCommand)
        .rejects(awsError("AccessDenied", "User: x is not authorized to perform: s3:GetBucketVersioning")),
    /AWS denied s3:GetBucketVersioning .*; S3 answers the same where a bucket of that name belongs to another account; choose another bucket/,
  ],
  [
    "belongs to another account",
    () => s3.on(CreateBucketCommand).rejects(awsError("BucketAlreadyExists")),
    /nothing was changed: it belongs to another account; choose another bucket/,
  ],
  [
    "is in another Region",
    () => s3.on(GetBucketVersioningCommand).rejects(awsError("PermanentRedirect")),
    /a bucket of that name is not in eu-central-1, but in another Region/,
  ],
])("a bucket that %s is not touched", async (_, arrange, sentence) => {
  s3With(undefined);
  arrange();
  const { exitCode, screen } = await run();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(sentence);
  expect(changes().filter((change) => change.startsWith("Put"))).toEqual([]);
});

test("a setting that S3 does not show is unknown: nothing changes", async () => {
  s3With({});
  s3.on(GetBucketPolicyCommand).rejects(
    awsError("AccessDenied", "User: x is not authorized to perform: s3:GetBucketPolicy"),
  );
  const { exitCode, screen } = await run();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/AWS denied s3:GetBucketPolicy/);
  expect(changes()).toEqual([]);
});

test("a run that was stopped after the creation is completed by the next one", async () => {
  s3With({});
  s3.on(GetBucketVersioningCommand).rejectsOnce(awsError("NoSuchBucket")).resolves({});
  s3.on(CreateBucketCommand).rejects(awsError("BucketAlreadyOwnedByYou"));
  expect((await run()).exitCode).toBe(0);
  expect(changes()).toContain("PutBucketVersioning");
});

test("a bucket without default encryption gets S3's own", async () => {
  s3With(await completed());
  s3.on(GetBucketEncryptionCommand).rejects(awsError("ServerSideEncryptionConfigurationNotFoundError"));
  s3.on(PutBucketEncryptionCommand).resolves({});
  await run();
  expect(changes()).toEqual(["PutBucketEncryption"]);
});

test.each([
  [["Frankfurt", "--yes"], {}, /the first argument is "Frankfurt"; allowed is the name of an AWS Region/],
  [
    ["eu-central-1", "--yes"],
    { env: { AWS_REGION: "us-east-1" } },
    /the Region is "eu-central-1" by the first argument, but "us-east-1" by AWS_REGION/,
  ],
])("a Region that is none, or contradicted, is refused: %j", async (args, options, sentence) => {
  s3With(undefined);
  const { exitCode, screen } = await run(args, options);
  expect(exitCode).toBe(2);
  expect(screen).toMatch(sentence);
  expect(s3.calls()).toEqual([]);
});

test("without an argument, the environment names the Region", async () => {
  s3With(undefined);
  expect((await run(["--yes"], { env: { AWS_REGION: "eu-central-1" } })).screen).toContain(name);
});
