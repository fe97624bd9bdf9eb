import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { Construct } from "constructs";
import type { WatchTask } from "../../handler/watch/settings";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { policyDocument } from "../foundation/iam-policy";
import type { WatchStage } from "../stage/watch";

export type SchedulesProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly watch: WatchStage;
  readonly functionArn: string;
  /** For runs that EventBridge Scheduler could not start. */
  readonly deadLetterQueueArn: string;
};

/**
 * The input of a run. EventBridge Scheduler puts the time in, which must reach it with its angle brackets: Terraform's `jsonencode`
 * would escape them. (EventBridge Scheduler User Guide, adding context attributes)
 */
const inputOf = (task: WatchTask["task"]): string =>
  JSON.stringify({ task, scheduledAt: "<aws.scheduler.scheduled-time>" } satisfies WatchTask);

const hourSeconds = 3600;

/** `08:00` as `cron(0 8 * * ? *)`. */
const dailyAt = (at: string): string => {
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  return `cron(${minute} ${hour} * * ? *)`;
};

/** When the watch runs: EventBridge Scheduler's group, its schedules, and the role with which it starts the function. */
export class Schedules extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    const { aws, watch } = props;
    this.groupName = `${aws.namePrefix}-watch`;
    const group = new SchedulerScheduleGroup(this, "group", { name: this.groupName });
    const role = new IamRole(this, "role", {
      name: `${aws.namePrefix}-schedule-${aws.region}`,
      // The group, not the schedule: a trust policy cannot name what is made with the role. (User Guide, confused deputy)
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: {
              "aws:SourceAccount": aws.accountId,
              "aws:SourceArn": aws.arn("scheduler", `schedule-group/${this.groupName}`),
            },
          },
        },
      ]),
      ...aws.roleSettings,
    });
    const permissions = new IamRolePolicy(this, "permissions", {
      name: "schedule",
      role: role.name,
      policy: policyDocument(statements(props)),
    });
    const schedule = (task: WatchTask["task"], when: string, keptSeconds: number): SchedulerSchedule =>
      new SchedulerSchedule(this, task, {
        name: task,
        groupName: group.name,
        scheduleExpression: when,
        scheduleExpressionTimezone: watch.timeZone,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: props.functionArn,
          roleArn: role.arn,
          input: inputOf(task),
          retryPolicy: { maximumEventAgeInSeconds: keptSeconds, maximumRetryAttempts: 185 },
          deadLetterConfig: { arn: props.deadLetterQueueArn },
        },
        dependsOn: [permissions],
      });
    const { checkEveryHours: hours, digestAt } = watch;
    // A later check finds what an earlier one would have found; a digest is worth waiting for.
    schedule("check", `rate(${hours} hour${hours === 1 ? "" : "s"})`, hourSeconds);
    if (digestAt !== false) schedule("digest", dailyAt(digestAt), 6 * hourSeconds);
  }
}

const statements = ({ aws, key, functionArn, deadLetterQueueArn }: SchedulesProps) =>
  [
    { Sid: "StartWatch", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    { Sid: "SendDeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: deadLetterQueueArn },
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: key.arn,
      Condition: { StringEquals: { "kms:ViaService": `sqs.${aws.region}.${aws.dnsSuffix}` } },
    },
  ] as const;
