import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { z } from "zod";
import { cronProblem } from "../aws/backup/schedule";
import { accountRoot, accountRootConfig } from "./account-root";
import type { AwsAnswer, AwsCall } from "./call";
import { allowsService } from "./resource-policy";

/** What a schedule calls. (EventBridge Scheduler API Reference, Target) */
export const targetSchema = z.looseObject({
  Arn: z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:/, "Provided Arn is not in correct format."),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z
    .looseObject({ Arn: z.string().regex(/^arn:aws[a-z-]*:sqs:(?!.*\.fifo$)/, "must be a standard queue") })
    .optional(),
  RetryPolicy: z
    .looseObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
});

const isRate = (expression: string): boolean => /^rate\([1-9]\d* (?:minute|hour|day)s?\)$/.test(expression);

const isMoment = (expression: string): boolean =>
  /^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/.test(expression) &&
  !Number.isNaN(Date.parse(expression.slice(3, -1)));

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** CreateSchedule and UpdateSchedule; the words where there are any are AWS's, as many issues quote them. */
const scheduleSchema = z.looseObject({
  GroupName: z.string().default("default"),
  ScheduleExpression: z
    .string()
    .refine((text) => isRate(text) || isMoment(text) || cronProblem(text) === undefined, {
      error: ({ input }) => `Invalid Schedule Expression ${input}.`,
    }),
  ScheduleExpressionTimezone: z
    .string()
    .refine(isTimeZone, { error: ({ input }) => `Invalid Schedule Expression Timezone ${input}.` }) // Inferred.
    .default("UTC"),
  FlexibleTimeWindow: z.discriminatedUnion("Mode", [
    z.strictObject({ Mode: z.literal("OFF") }),
    z.strictObject({ Mode: z.literal("FLEXIBLE"), MaximumWindowInMinutes: z.int().min(1).max(1440) }),
  ]),
  Target: targetSchema,
});

/** Whether the role lets EventBridge Scheduler assume it for the schedules of a group. (EventBridge Scheduler User Guide, confused deputy) */
export const canAssume = async (emulatorUrl: string, roleArn: string, group: string): Promise<boolean> => {
  const { accountId, region } = accountRoot;
  const iam = new IAMClient(accountRootConfig(emulatorUrl));
  const { Role } = await iam
    .send(new GetRoleCommand({ RoleName: roleArn.split("/").at(-1) }))
    .catch(() => ({ Role: undefined }));
  const trust = Role?.AssumeRolePolicyDocument;
  return (
    trust !== undefined &&
    allowsService(decodeURIComponent(trust), {
      service: "scheduler.amazonaws.com",
      action: "sts:AssumeRole",
      resource: roleArn,
      context: {
        "aws:SourceAccount": accountId,
        "aws:SourceArn": `arn:aws:scheduler:${region}:${accountId}:schedule-group/${group}`,
      },
    })
  );
};

const invalid = (message: string): AwsAnswer => ({
  status: 400,
  headers: { "content-type": "application/json", "x-amzn-errortype": "ValidationException" },
  body: Buffer.from(JSON.stringify({ Message: message })),
});

/** AWS refuses a schedule that the emulator accepts, in its own words; `undefined` for any other call of EventBridge Scheduler. */
export const refusalOfSchedule = async (
  emulatorUrl: string,
  { method, path, body }: AwsCall,
): Promise<AwsAnswer | undefined> => {
  if (!/^\/schedules\/[^/]+$/.test(path) || !["POST", "PUT"].includes(method)) return undefined;
  const parsed = scheduleSchema.safeParse(JSON.parse(body.toString("utf8")));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const isInOwnWords = issue?.code === "custom" || issue?.message.startsWith("Provided Arn") === true;
    return invalid(isInOwnWords ? issue.message : `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { Target, GroupName } = parsed.data;
  return (await canAssume(emulatorUrl, Target.RoleArn, GroupName))
    ? undefined
    : invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
};
