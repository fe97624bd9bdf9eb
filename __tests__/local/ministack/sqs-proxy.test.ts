import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { accountRoot } from "../../../local/ministack/account-root";
import type { AwsProxy } from "../../../local/ministack/proxy";
import { startSqsProxy } from "../../../local/ministack/sqs-proxy";
import { answer, type Script, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const iam = mockClient(IAMClient);
const QueueUrl = "http://127.0.0.1:4566/111122223333/events";
const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "0", MessageBody: "größer" }] });
const json = { "content-type": "application/x-amz-json-1.0" };
let emulator: ScriptedServer;
let proxy: AwsProxy;

const denied = (reason: string): Script => {
  const message = `User: arn:aws:sts::111122223333:assumed-role/notifier/s is not authorized to perform: sqs:SendMessageBatch ${reason}`;
  return answer(403, JSON.stringify({ __type: "com.amazonaws.sqs#AccessDenied", message }), json);
};

const lacks = denied("because no identity-based policy allows the sqs:SendMessageBatch action");
const sent = answer(
  200,
  '{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":""}],"Failed":[]}',
  json,
);

/** SQS as a role of the account sees it. */
const openTo = async (...scripts: readonly Script[]): Promise<SQSClient> => {
  emulator = await startScripted(...scripts);
  proxy = await startSqsProxy(() => emulator.url);
  return new SQSClient({
    endpoint: proxy.url,
    region: accountRoot.region,
    credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
    md5: false,
    maxAttempts: 1,
  });
};

const policySays = (EvalDecision: "allowed" | "implicitDeny"): void => {
  iam
    .on(SimulatePrincipalPolicyCommand)
    .resolves({ EvaluationResults: [{ EvalActionName: "", EvalDecision }] });
};

const accessKeyOf = ({ headers }: ScriptedServer["received"][number]): string | undefined =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1];

beforeEach(() => {
  iam.reset();
});

afterEach(async () => {
  await proxy.close();
  await emulator.close();
});

test("a role that is allowed to send a message is allowed to send ten", async () => {
  const sqs = await openTo(lacks, sent);
  policySays("allowed");
  expect((await sqs.send(batch)).Successful).toHaveLength(1);
  expect(iam.commandCalls(SimulatePrincipalPolicyCommand)[0]?.args[0].input).toEqual({
    PolicySourceArn: "arn:aws:iam::111122223333:role/notifier",
    ActionNames: ["sqs:SendMessage"],
    ResourceArns: ["arn:aws:sqs:us-east-1:111122223333:events"],
  });
  expect(emulator.received.map(accessKeyOf)).toEqual(["ASIAEXAMPLE", accountRoot.credentials.accessKeyId]);
  expect(emulator.received[1]?.body).toBe(emulator.received[0]?.body);
});

test("a role that is not allowed to send one is not allowed to send ten", async () => {
  const sqs = await openTo(lacks);
  policySays("implicitDeny");
  await expect(sqs.send(batch)).rejects.toThrow(/is not authorized to perform: sqs:SendMessageBatch/);
  expect(emulator.received).toHaveLength(1);
});

test("an explicit deny stays one", async () => {
  const sqs = await openTo(denied("with an explicit deny in an identity-based policy"));
  policySays("allowed");
  await expect(sqs.send(batch)).rejects.toThrow(/explicit deny/);
  expect(emulator.received).toHaveLength(1);
});

test("single calls, and batches that are allowed, are forwarded as they were signed", async () => {
  const sqs = await openTo(sent, answer(200, '{"Messages":[]}', json), lacks);
  policySays("allowed");
  await sqs.send(batch);
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await expect(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "h" }))).rejects.toThrow(
    /is not authorized/,
  );
  expect(emulator.received.map(accessKeyOf)).toEqual(["ASIAEXAMPLE", "ASIAEXAMPLE", "ASIAEXAMPLE"]);
  expect(iam.calls()).toEqual([]);
});
