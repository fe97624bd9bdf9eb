import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { command } from "../../../scripts/program/command";
import { checkStateBucket, checkStateIsWritable } from "../../../scripts/state/bucket-check";
import { awsError } from "../support/deployed-aws";
import { newOperator } from "../support/operator";

const s3 = mockClient(S3Client);
const place = { bucket: "states", region: "eu-central-1", key: "111122223333/eu-west-1/s.tfstate" };

beforeEach(() => {
  s3.reset();
  s3.on(GetBucketVersioningCommand).resolves({ Status: "Enabled" });
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  s3.on(AbortMultipartUploadCommand).resolves({});
});

const checkOf = async (state: Parameters<typeof checkStateBucket>[0]) => {
  const operator = newOperator({ project: { path: "/" } });
  const checks = command({
    name: "check",
    summary: "",
    run: async (_, context) => {
      await checkStateBucket(state, context);
      await checkStateIsWritable(state, context);
    },
  });
  return { exitCode: await operator.run(checks), screen: operator.output() };
};

const check = () => checkOf(place);

test("a bucket that can keep the state is not mentioned, and nothing is written into it", async () => {
  expect(await check()).toEqual({ exitCode: 0, screen: "" });
  const object = { Bucket: "states", Key: place.key };
  expect(s3.commandCalls(AbortMultipartUploadCommand, { ...object, UploadId: "u" })).toHaveLength(1);
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
});

test("without a bucket, S3 is not asked", async () => {
  expect(await checkOf(undefined)).toEqual({ exitCode: 0, screen: "" });
  expect(s3.calls()).toHaveLength(0);
});

test("the key of the state is checked with it", async () => {
  const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/0a1b";
  await checkOf({ ...place, kmsKeyArn });
  expect(
    s3.commandCalls(CreateMultipartUploadCommand, {
      SSEKMSKeyId: kmsKeyArn,
      ServerSideEncryption: "aws:kms",
    }),
  ).toHaveLength(1);
});

const denied = awsError("AccessDenied", "User: arn:x is not authorized to perform: s3:Something on it");

test.each([
  [
    "does not exist",
    () => s3.on(GetBucketVersioningCommand).rejects(awsError("NoSuchBucket")),
    /bucket states, which is to keep the state, does not exist; `npm run state-bucket -- eu-central-1` makes one/,
  ],
  [
    "does not exist, of which S3 denies the settings",
    () => {
      s3.on(GetBucketVersioningCommand).rejects(denied);
      s3.on(CreateMultipartUploadCommand).rejects(awsError("NoSuchBucket"));
    },
    /Error: bucket states, which is to keep the state, does not exist/,
  ],
  [
    "is in another Region",
    () => s3.on(GetBucketVersioningCommand).rejects(awsError("PermanentRedirect")),
    /bucket states, which is to keep the state, is not in eu-central-1; correct `state\.region`/,
  ],
  [
    "has no versions",
    () => s3.on(GetBucketVersioningCommand).resolves({}),
    /bucket states keeps no earlier versions .*`aws s3api put-bucket-versioning --bucket states --versioning-configuration Status=Enabled`/,
  ],
  [
    "has its versions suspended",
    () => s3.on(GetBucketVersioningCommand).resolves({ Status: "Suspended" }),
    /bucket states keeps no earlier versions/,
  ],
  [
    "must not be written",
    () => s3.on(CreateMultipartUploadCommand).rejects(denied),
    /could not be written into its state s3:\/\/states\/111122223333\/eu-west-1\/s\.tfstate, so nothing was changed: AWS denied s3:Something/,
  ],
])("a bucket that %s is refused", async (_, arrange, sentence) => {
  arrange();
  const { exitCode, screen } = await check();
  expect(exitCode).toBe(1);
  expect(screen).toMatch(sentence);
});

test.each([
  [
    "versioning AWS denies",
    () => s3.on(GetBucketVersioningCommand).rejects(denied),
    /could not be checked whether bucket states keeps earlier versions of the state: AWS denied/,
  ],
  [
    "permissions S3 leaves open",
    () => s3.on(CreateMultipartUploadCommand).rejects(awsError("ServiceUnavailable", "slow down")),
    /could not be checked whether s3:\/\/states\/.* can be written: .*slow down/,
  ],
])(
  "a bucket whose %s is unknown, not absent: it is said, and Terraform finds out",
  async (_, arrange, sentence) => {
    arrange();
    const { exitCode, screen } = await check();
    expect(exitCode).toBe(0);
    expect(screen).toMatch(sentence);
  },
);

test("an upload that could not be ended refuses nothing", async () => {
  s3.on(AbortMultipartUploadCommand).rejects(denied);
  expect(await check()).toEqual({ exitCode: 0, screen: "" });
});
