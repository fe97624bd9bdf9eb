import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateMultipartUploadCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { connect, failedActionOf } from "../../../scripts/aws/client";
import { answer, type ScriptedServer, startScripted } from "../../servers/scripted-server";

let aws: ScriptedServer;

beforeEach(async () => {
  aws = await startScripted(answer(403, '{"message":"Forbidden"}', { "x-amzn-errortype": "AccessDenied" }));
});

afterEach(() => aws.close());

const config = () => ({
  endpoint: aws.url,
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});

const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/q";

test.each([
  [
    "sqs:SendMessage",
    () => connect(SQSClient, config()).send(new SendMessageCommand({ QueueUrl, MessageBody: "b" })),
  ],
  [
    "sqs:SendMessage",
    () => connect(SQSClient, config()).send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })),
  ],
  [
    "lambda:InvokeFunction",
    () => connect(LambdaClient, config()).send(new InvokeCommand({ FunctionName: "f" })),
  ],
  [
    "s3:PutObject",
    () => connect(S3Client, config()).send(new CreateMultipartUploadCommand({ Bucket: "b", Key: "k" })),
  ],
])("an error knows the permission %s that its call needs", async (action, call) => {
  const error = await call().catch((thrown: unknown) => thrown);
  expect(failedActionOf(error)).toBe(action);
});

test("a client says who calls behind the SDK's own name", async () => {
  const named = connect(SQSClient, { ...config(), customUserAgent: "backup-notifications-cleanup" });
  await named.send(new SendMessageCommand({ QueueUrl, MessageBody: "b" })).catch(() => undefined);
  expect(aws.received[0]?.headers["user-agent"]).toMatch(/^aws-sdk-js\/.* backup-notifications-cleanup$/);
});
