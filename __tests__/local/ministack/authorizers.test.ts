import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { accountRoot, receivingAccountId } from "../../../local/ministack/account-root";
import { newPublishAuthorizer } from "../../../local/ministack/publish-authorizer";
import { newRoleAuthorizer } from "../../../local/ministack/role-authorizer";

describe("a call to AWS Backup", () => {
  let emulator: Server;
  let answer: { status: number; body: string } = { status: 404, body: "{}" };
  const calls: { url: string | undefined; authorization: string | undefined; host: string | undefined }[] =
    [];

  beforeAll(async () => {
    emulator = createServer((request, response) => {
      const { authorization, host } = request.headers;
      calls.push({ url: request.url, authorization, host });
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => emulator.close());

  const authorize = newRoleAuthorizer(() => `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`);

  const call = (accessKeyId: string) => ({
    accessKeyId,
    resource: "*",
    action: "backup:DescribeBackupJob",
    signed: {
      method: "GET",
      path: "/backup-jobs/a%2Fb?x=1",
      headers: { authorization: "AWS4-HMAC-SHA256 ...", host: "127.0.0.1:9999" },
      body: Buffer.alloc(0),
    },
  });

  test("of a role is forwarded to the emulator as it was signed, and its other answers are ignored", async () => {
    answer = { status: 404, body: '{"Message":"no such job"}' };
    expect(await authorize(call("ASIAEXAMPLE"))).toBe(true);
    expect(calls.at(-1)).toEqual({
      url: "/backup-jobs/a%2Fb?x=1",
      authorization: "AWS4-HMAC-SHA256 ...",
      host: "127.0.0.1:9999",
    });
  });

  test("is refused in the emulator's words", async () => {
    answer = {
      status: 403,
      body: '{"message":"User: ... is not authorized to perform: backup:DescribeBackupJob"}',
    };
    expect(await authorize(call("ASIAEXAMPLE"))).toBe(
      "User: ... is not authorized to perform: backup:DescribeBackupJob",
    );
  });

  test("is refused also where the emulator gives no message", async () => {
    answer = { status: 403, body: "<html>" };
    expect(await authorize(call("ASIAEXAMPLE"))).toBe("not authorized to perform: backup:DescribeBackupJob");
  });

  test("on one resource is allowed where the role's policies allow it on that one", async () => {
    const iam = mockClient(IAMClient);
    const resource = "arn:aws:ec2:us-east-1::image/ami-1";
    const allowed = { action: "backup:DescribeRecoveryPoint", resource };
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [{ EvalActionName: allowed.action, EvalDecision: "implicitDeny" }],
    });
    iam
      .on(SimulatePrincipalPolicyCommand, {
        PolicySourceArn: "arn:aws:iam::111122223333:role/notifier",
        ActionNames: [allowed.action],
        ResourceArns: [resource],
      })
      .resolves({ EvaluationResults: [{ EvalActionName: allowed.action, EvalDecision: "allowed" }] });
    const denial = `User: arn:aws:sts::111122223333:assumed-role/notifier/session is not authorized to perform: ${allowed.action} because no identity-based policy allows it`;
    answer = { status: 403, body: JSON.stringify({ message: denial }) };
    expect(await authorize({ ...call("ASIAEXAMPLE"), ...allowed })).toBe(true);
    expect(await authorize({ ...call("ASIAEXAMPLE"), ...allowed, resource: `${resource}2` })).toBe(denial);
    iam.restore();
  });

  test("of the account's root is never refused", async () => {
    const before = calls.length;
    expect(await authorize(call(accountRoot.credentials.accessKeyId))).toBe(true);
    expect(await authorize(call(receivingAccountId))).toBe(true);
    expect(calls).toHaveLength(before);
  });
});

describe("a publication of AWS Backup", () => {
  const sns = mockClient(SNSClient);
  const kms = mockClient(KMSClient);
  const topic = "arn:aws:sns:us-east-1:111122223333:backups";
  const vault = "arn:aws:backup:us-east-1:111122223333:backup-vault:main";
  const canPublish = newPublishAuthorizer("http://127.0.0.1:1");

  const statement = (Action: string | string[], Resource: string, Condition?: unknown) => ({
    Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" },
    Action,
    Resource,
    ...(Condition !== undefined && { Condition }),
  });
  const document = (...Statement: unknown[]) => JSON.stringify({ Statement });
  const forThisVault = {
    StringEquals: { "aws:SourceAccount": "111122223333" },
    ArnLike: { "aws:SourceArn": vault },
  };
  const open = document(statement("sns:Publish", topic, forThisVault));

  const given = (topicPolicy: string, keyId?: string, keyPolicy?: string): void => {
    const Attributes = { Policy: topicPolicy, ...(keyId !== undefined && { KmsMasterKeyId: keyId }) };
    sns.on(GetTopicAttributesCommand).resolves({ Attributes });
    kms.on(GetKeyPolicyCommand).resolves({ ...(keyPolicy !== undefined && { Policy: keyPolicy }) });
  };

  beforeEach(() => {
    sns.reset();
    kms.reset();
  });

  test("is sent where the topic's policy allows the service to publish for the vault", async () => {
    given(open);
    expect(await canPublish(topic, vault)).toBe(true);
  });

  test("for another vault is dropped", async () => {
    given(open);
    expect(await canPublish(topic, `${vault}-2`)).toBe(false);
  });

  test("is sent to an encrypted topic whose key it is allowed to use", async () => {
    given(open, "key-1", document(statement(["kms:GenerateDataKey*", "kms:Decrypt"], "*")));
    expect(await canPublish(topic, vault)).toBe(true);
  });

  test.each<[string, string, string]>([
    ["whose key does not name the service", "key-1", document()],
    ["whose key gives it half of what it needs", "key-1", document(statement("kms:Decrypt", "*"))],
    [
      "whose key requires the source, which AWS does not document",
      "key-1",
      document(statement("kms:*", "*", { StringEquals: { "aws:SourceAccount": "111122223333" } })),
    ],
    ["with AWS's own key", "alias/aws/sns", document(statement("kms:*", "*"))],
  ])("to a topic %s is dropped", async (_name, keyId, keyPolicy) => {
    given(open, keyId, keyPolicy);
    expect(await canPublish(topic, vault)).toBe(false);
  });
});
