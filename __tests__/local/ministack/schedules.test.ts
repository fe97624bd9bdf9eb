import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { sign } from "aws4";
import { accountRoot } from "../../../local/ministack/account-root";
import { startGateway } from "../../../local/ministack/gateway";
import type { AwsProxy } from "../../../local/ministack/proxy";
import { runSchedule, scheduleNames } from "../../../local/ministack/schedule-run";
import { answer, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const role = "arn:aws:iam::111122223333:role/hourly";
const fn = "arn:aws:lambda:us-east-1:111122223333:function:watch";

const schedule = {
  GroupName: "backups",
  ScheduleExpression: "cron(0 * * * ? *)",
  ScheduleExpressionTimezone: "Europe/Berlin",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: fn, RoleArn: role, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
};

let iam: AwsClientStub<IAMClient>;
let lambda: AwsClientStub<LambdaClient>;
let emulator: ScriptedServer;
let gateway: AwsProxy;

const trusts = (Service: string, sourceArn: string): void => {
  const statement = {
    Effect: "Allow",
    Principal: { Service },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": "111122223333" },
      ArnEquals: { "aws:SourceArn": sourceArn },
    },
  };
  const AssumeRolePolicyDocument = encodeURIComponent(JSON.stringify({ Statement: [statement] }));
  iam.on(GetRoleCommand, { RoleName: "hourly" }).resolves({
    Role: {
      AssumeRolePolicyDocument,
      Path: "/",
      RoleName: "hourly",
      RoleId: "A",
      Arn: role,
      CreateDate: new Date(0),
    },
  });
};

const group = "arn:aws:scheduler:us-east-1:111122223333:schedule-group/backups";

beforeEach(async () => {
  iam = mockClient(IAMClient);
  lambda = mockClient(LambdaClient);
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  iam
    .on(SimulatePrincipalPolicyCommand)
    .resolves({ EvaluationResults: [{ EvalActionName: "lambda:InvokeFunction", EvalDecision: "allowed" }] });
  trusts("scheduler.amazonaws.com", group);
});

afterEach(async () => {
  iam.restore();
  lambda.restore();
  await gateway?.close();
  await emulator?.close();
});

describe("a schedule", () => {
  const create = async (more: object): Promise<{ status: number; message: unknown }> => {
    emulator = await startScripted(answer(200, "{}", { "content-type": "application/json" }));
    gateway = await startGateway(() => emulator.url);
    const body = JSON.stringify({ ...schedule, ...more });
    const { host } = new URL(gateway.url);
    const request = {
      service: "scheduler",
      region: "us-east-1",
      host,
      method: "POST",
      path: "/schedules/check",
      body,
    };
    const { headers } = sign(request, accountRoot.credentials);
    const response = await fetch(`${gateway.url}/schedules/check`, {
      method: "POST",
      body,
      headers: headers as Record<string, string>,
    });
    const { Message: message } = JSON.parse(await response.text());
    return { status: response.status, message };
  };

  test.each([
    ["six fields and a time zone", {}],
    ["a rate", { ScheduleExpression: "rate(1 hour)", ScheduleExpressionTimezone: undefined }],
    ["one moment", { ScheduleExpression: "at(2026-08-22T02:00:00)" }],
    ["a window", { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 } }],
    [
      "retries and a dead-letter queue",
      {
        Target: {
          ...schedule.Target,
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
          DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:111122223333:dead" },
        },
      },
    ],
  ])("is forwarded with %s", async (_what, more) => {
    expect((await create(more)).status).toBe(200);
    expect(emulator.received).toHaveLength(1);
  });

  test.each([
    [
      "five fields",
      { ScheduleExpression: "cron(0 5 * * *)" },
      "Invalid Schedule Expression cron(0 5 * * *).",
    ],
    ["a rate of 0", { ScheduleExpression: "rate(0 hours)" }, "Invalid Schedule Expression rate(0 hours)."],
    [
      "a time zone that there is none of",
      { ScheduleExpressionTimezone: "Europe/Bonn" },
      "Invalid Schedule Expression Timezone Europe/Bonn.",
    ],
    ["a window without its length", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, /MaximumWindowInMinutes/],
    [
      "186 retries",
      { Target: { ...schedule.Target, RetryPolicy: { MaximumRetryAttempts: 186 } } },
      /Target.RetryPolicy.MaximumRetryAttempts/,
    ],
    [
      "a FIFO queue for dead letters",
      {
        Target: {
          ...schedule.Target,
          DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:111122223333:dead.fifo" },
        },
      },
      /must be a standard queue/,
    ],
    [
      "a target that is no ARN",
      { Target: { ...schedule.Target, Arn: "watch" } },
      "Provided Arn is not in correct format.",
    ],
    [
      "a role for another group's schedules",
      { GroupName: "other" },
      "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ],
  ])("is refused with %s, and the emulator does not see it", async (_what, more, message) => {
    expect(await create(more)).toEqual({
      status: 400,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
    expect(emulator.received).toEqual([]);
  });
});

describe("a schedule whose time has come", () => {
  const due = async (stored: object, status = 200): Promise<void> => {
    emulator = await startScripted(
      answer(status, JSON.stringify({ Arn: "arn:check", State: "ENABLED", ...schedule, ...stored })),
    );
    await runSchedule(emulator.url, {
      name: "check",
      group: "backups",
      scheduledAt: new Date("2026-08-22T02:00:00Z"),
    });
  };

  test("invokes its function with its input, keywords replaced", async () => {
    await due({});
    expect(emulator.received[0]?.path).toBe("/schedules/check?groupName=backups");
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({ FunctionName: fn, InvocationType: "Event" });
    expect(String(call?.args[0].input.Payload)).toBe('{"at":"2026-08-22T02:00:00Z"}');
  });

  test.each<[string, object, number, RegExp]>([
    ["does not exist", {}, 404, /backups\/check does not exist \(404\)/],
    ["is switched off", { State: "DISABLED" }, 200, /is DISABLED/],
    [
      "calls no function",
      { Target: { ...schedule.Target, Arn: "arn:aws:sqs:us-east-1:111122223333:q" } },
      200,
      /only functions/,
    ],
  ])("invokes nothing where it %s", async (_what, stored, status, message) => {
    await expect(due(stored, status)).rejects.toThrow(message);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(0);
  });

  test("invokes nothing where its role trusts another service", async () => {
    trusts("events.amazonaws.com", group);
    await expect(due({})).rejects.toThrow(/hourly does not let EventBridge Scheduler assume it/);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(0);
  });

  test("invokes nothing where its role is not allowed to", async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [{ EvalActionName: "lambda:InvokeFunction", EvalDecision: "implicitDeny" }],
    });
    await expect(due({})).rejects.toThrow(`${role} is not allowed lambda:InvokeFunction on ${fn}`);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(0);
  });
});

test("the schedules of all groups can be named", async () => {
  const listed = [
    { Name: "check", GroupName: "backups" },
    { Name: "other", GroupName: "default" },
  ];
  emulator = await startScripted(answer(200, JSON.stringify({ Schedules: listed })));
  expect(await scheduleNames(emulator.url)).toEqual(["backups/check", "default/other"]);
});
