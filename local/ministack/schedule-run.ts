import { randomUUID } from "node:crypto";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { accountRootConfig, callAsAccountRoot } from "./account-root";
import type { AwsAnswer } from "./call";
import { canAssume, targetSchema } from "./schedules";
import { isAllowed } from "./simulated-role";

/** A schedule that is due now. */
export type DueSchedule = {
  readonly name: string;
  /** Default: AWS's, `default`. */
  readonly group?: string;
  /** Default: now. */
  readonly scheduledAt?: Date;
};

const scheduleSchema = z.looseObject({ Arn: z.string(), State: z.string(), Target: targetSchema });

/** The keywords that EventBridge Scheduler replaces in the input. (EventBridge Scheduler User Guide, adding context attributes) */
const inputOf = (input: string, scheduleArn: string, scheduledAt: Date): string =>
  Object.entries({
    "schedule-arn": scheduleArn,
    "scheduled-time": scheduledAt.toISOString().replace(/\.\d{3}Z$/, "Z"),
    "execution-id": randomUUID(),
    "attempt-number": "1",
  }).reduce((text, [keyword, value]) => text.replaceAll(`<aws.scheduler.${keyword}>`, value), input);

const read = (emulatorUrl: string, path: string): Promise<AwsAnswer> =>
  callAsAccountRoot(emulatorUrl, { service: "scheduler", method: "GET", path, headers: {}, body: "" });

const listSchema = z.object({
  Schedules: z.array(z.looseObject({ Name: z.string(), GroupName: z.string() })),
});

/** Every schedule, as `<group>/<name>`. */
export const scheduleNames = async (emulatorUrl: string): Promise<readonly string[]> => {
  const { body } = await read(emulatorUrl, "/schedules");
  const { Schedules } = listSchema.parse(JSON.parse(body.toString("utf8")));
  return Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`);
};

/**
 * Lets a schedule's time come: its execution role must let EventBridge Scheduler assume it, and allow the invocation; the
 * function then gets the schedule's input, and answers later. The emulator fires schedules too, but by UTC, without replacing keywords, and
 * judges no role.
 * @throws Error that says why the function was not invoked
 */
export const runSchedule = async (
  emulatorUrl: string,
  { name, group = "default", scheduledAt = new Date() }: DueSchedule,
): Promise<void> => {
  const title = `schedule ${group}/${name}`;
  const { status, body } = await read(emulatorUrl, `/schedules/${name}?groupName=${group}`);
  if (status !== 200) throw new Error(`${title} does not exist (${status})`);
  const { Arn, State, Target } = scheduleSchema.parse(JSON.parse(body.toString("utf8")));
  if (State !== "ENABLED") throw new Error(`${title} is ${State}`);
  if (Target.Arn.split(":")[2] !== "lambda") {
    throw new Error(`only functions can be a schedule's target here, not ${Target.Arn}`);
  }
  if (!(await canAssume(emulatorUrl, Target.RoleArn, group))) {
    throw new Error(`${Target.RoleArn} does not let EventBridge Scheduler assume it for ${title}`);
  }
  if (!(await isAllowed(emulatorUrl, Target.RoleArn, "lambda:InvokeFunction", [Target.Arn]))) {
    throw new Error(`${Target.RoleArn} is not allowed lambda:InvokeFunction on ${Target.Arn}`);
  }
  await new LambdaClient(accountRootConfig(emulatorUrl)).send(
    new InvokeCommand({
      FunctionName: Target.Arn,
      InvocationType: "Event",
      Payload: Buffer.from(inputOf(Target.Input ?? "{}", Arn, scheduledAt)),
    }),
  );
};
