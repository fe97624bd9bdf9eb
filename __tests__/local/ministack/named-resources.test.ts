import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, KMSClient } from "@aws-sdk/client-kms";
import { ListTagsForResourceCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { accountRoot } from "../../../local/ministack/account-root";
import { startGateway } from "../../../local/ministack/gateway";
import type { AwsProxy } from "../../../local/ministack/proxy";
import { answer, type Script, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const denial = (action: string): string =>
  `User: arn:aws:sts::111122223333:assumed-role/ci/s is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;

const json = { "content-type": "application/x-amz-json-1.1" };
const aliasDenied = answer(
  400,
  JSON.stringify({ __type: "AccessDeniedException", message: denial("kms:CreateAlias") }),
  json,
);
const alias = "arn:aws:kms:us-east-1:111122223333:alias/backups";
const key = "arn:aws:kms:us-east-1:111122223333:key/0a1b";
const topic = "arn:aws:sns:us-east-1:111122223333:backups";

let iam: AwsClientStub<IAMClient>;
const started: (ScriptedServer | AwsProxy)[] = [];

beforeEach(() => {
  iam = mockClient(IAMClient);
});

afterEach(async () => {
  iam.restore();
  for (const one of started.splice(0)) await one.close();
});

const allows = (...arns: readonly string[]): void => {
  iam.on(SimulatePrincipalPolicyCommand).callsFake(async ({ ActionNames, ResourceArns }) => ({
    EvaluationResults: [
      {
        EvalActionName: ActionNames[0],
        EvalDecision: arns.includes(ResourceArns[0]) ? "allowed" : "implicitDeny",
      },
    ],
  }));
};

const clientOptions = async (...answers: readonly Script[]) => {
  const emulator = await startScripted(...answers);
  const gateway = await startGateway(() => emulator.url);
  started.push(gateway, emulator);
  return {
    endpoint: gateway.url,
    region: accountRoot.region,
    credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
    maxAttempts: 1,
  };
};

const createAlias = async (...answers: readonly Script[]) =>
  new KMSClient(await clientOptions(...answers)).send(
    new CreateAliasCommand({ AliasName: "alias/backups", TargetKeyId: "0a1b" }),
  );

test("a role makes an alias where its policies allow it on alias and key", async () => {
  allows(alias, key);
  await expect(createAlias(aliasDenied, answer(200, "{}", json))).resolves.toBeDefined();
});

test.each([[alias], [key]])("with the permission on %s alone it is denied", async (one) => {
  allows(one);
  await expect(createAlias(aliasDenied)).rejects.toThrow(/is not authorized/);
});

test("the tags of a topic are checked against the topic", async () => {
  allows(topic);
  const denied = `<ErrorResponse><Error><Code>AuthorizationError</Code><Message>${denial("sns:ListTagsForResource")}</Message></Error></ErrorResponse>`;
  const found =
    "<ListTagsForResourceResponse><ListTagsForResourceResult><Tags/></ListTagsForResourceResult></ListTagsForResourceResponse>";
  const sns = new SNSClient(await clientOptions(answer(403, denied), answer(200, found)));
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: topic }));
  expect(Tags).toEqual([]);
});

test("an alarm is deleted where the permission names it, and only there", async () => {
  const denied = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${denial("cloudwatch:DeleteAlarms")}</Message></Error></ErrorResponse>`;
  const request = (url: string) =>
    fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization:
          "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20261127/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: "Action=DeleteAlarms&AlarmNames.member.1=backups-late",
    });
  const statusWith = async (arn: string): Promise<number> => {
    allows(arn);
    const { endpoint } = await clientOptions(answer(403, denied), answer(200, "<DeleteAlarmsResponse/>"));
    return (await request(endpoint)).status;
  };
  expect(await statusWith("arn:aws:cloudwatch:us-east-1:111122223333:alarm:backups-late")).toBe(200);
  expect(await statusWith("arn:aws:cloudwatch:us-east-1:111122223333:alarm:other")).toBe(403);
});

test("a batch of messages needs the permission on one", async () => {
  allows("arn:aws:sqs:us-east-1:111122223333:dead-letters");
  const message = denial("sqs:DeleteMessageBatch");
  const denied = answer(403, JSON.stringify({ __type: "AccessDeniedException", message }), json);
  const deleted = answer(200, '{"Successful":[{"Id":"1"}],"Failed":[]}', json);
  const sqs = new SQSClient(await clientOptions(denied, deleted));
  const { Successful } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: "http://127.0.0.1/111122223333/dead-letters",
      Entries: [{ Id: "1", ReceiptHandle: "x" }],
    }),
  );
  expect(Successful).toHaveLength(1);
  expect(iam.commandCalls(SimulatePrincipalPolicyCommand)[0]?.args[0].input.ActionNames).toEqual([
    "sqs:DeleteMessage",
  ]);
});

const statusOf = async (path: string, method: string, ...arns: readonly string[]): Promise<number> => {
  allows(...arns);
  const denied = answer(403, JSON.stringify({ message: denial("scheduler:GetSchedule") }), json);
  const { endpoint } = await clientOptions(denied, answer(200, "{}", json));
  const scope = "Credential=ASIAEXAMPLE/20261127/us-east-1/scheduler/aws4_request";
  const response = await fetch(`${endpoint}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
  });
  return response.status;
};

const scheduleArn = "arn:aws:scheduler:us-east-1:111122223333:schedule/backups/check";
const groupArn = "arn:aws:scheduler:us-east-1:111122223333:schedule-group/backups";

test("a schedule is read and deleted in its group, where the permission names it, and only there", async () => {
  const path = "/schedules/check?groupName=backups";
  expect(await statusOf(path, "GET", scheduleArn)).toBe(200);
  expect(await statusOf(path, "DELETE", scheduleArn)).toBe(200);
  expect(await statusOf(path, "GET", scheduleArn.replace("backups", "default"))).toBe(403);
  expect(await statusOf("/schedules/check", "GET", scheduleArn)).toBe(403);
});

test("the tags of a schedule group are checked against the group", async () => {
  const path = `/tags/${encodeURIComponent(groupArn)}`;
  expect(await statusOf(path, "GET", groupArn)).toBe(200);
  expect(await statusOf(path, "GET", scheduleArn)).toBe(403);
});
