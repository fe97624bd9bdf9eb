import { BackupClient, GetRestoreTestingPlanCommand } from "@aws-sdk/client-backup";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { scheduleOf } from "../../../handler/watch/cron";
import { idsIn, type StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { depthOf } from "../../aws/queue-depth";
import { lastPartOf } from "../../aws/stage-arns";
import { counted } from "../../program/counted";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";
import { includes, is, isNot, settingsCheck } from "../setting";

/** What AWS says of a restore testing plan, as far as it is read. */
export type TestingPlan = {
  readonly schedule: string;
  readonly timeZone: string;
  readonly startWindowHours: number;
  /** When it was made or last changed: what was due before counts for the schedule of then. */
  readonly since: Date | undefined;
  /** Absent where AWS never began it. */
  readonly lastRunAt: Date | undefined;
};

const hourMilliseconds = 3_600_000;
const longestLookMilliseconds = 400 * 24 * hourMilliseconds;

const minuteOf = (date: Date): string => `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** Whether a plan ran when it was last due. */
export const checkLastRun = (plan: TestingPlan, now: number): Finding => {
  const { lastRunAt, startWindowHours } = plan;
  const ran = lastRunAt === undefined ? "it never ran" : `it last ran at ${minuteOf(lastRunAt)}`;
  const earliest = new Date(now - longestLookMilliseconds);
  const from = plan.since !== undefined && plan.since > earliest ? plan.since : earliest;
  const due = scheduleOf(plan.schedule, plan.timeZone)?.(from, new Date(now));
  if (due === undefined) {
    return warning(
      `${ran}; its schedule ${plan.schedule} is not understood here`,
      "see in the AWS Backup console, Restore testing, when it is due",
    );
  }
  const last = due.at(-1);
  if (last === undefined) return ok(`not due since it was made or changed; ${ran}`);
  if (lastRunAt !== undefined && lastRunAt >= last) return ok(ran);
  const lateAt = last.getTime() + (startWindowHours + 1) * hourMilliseconds;
  if (now < lateAt)
    return ok(
      `due since ${minuteOf(last)}, and AWS may take ${counted(startWindowHours, "hour")} to begin; ${ran}`,
    );
  return problem(
    `it did not run at ${minuteOf(last)}; ${ran}`,
    "AWS Backup does not say why; see whether its selections find recovery points in the AWS Backup console, Restore testing",
  );
};

const planOf = async (name: string, { aws }: DeployedStage): Promise<TestingPlan | undefined> => {
  const answer = await unlessMissing(
    connect(BackupClient, aws).send(new GetRestoreTestingPlanCommand({ RestoreTestingPlanName: name })),
  );
  if (answer === undefined) return undefined;
  const plan = answer.RestoreTestingPlan;
  if (plan?.ScheduleExpression === undefined)
    throw new Error(`AWS Backup did not say the schedule of ${name}`);
  return {
    schedule: plan.ScheduleExpression,
    timeZone: plan.ScheduleExpressionTimezone ?? "Etc/UTC",
    startWindowHours: plan.StartWindowHours ?? 24,
    since: plan.LastUpdateTime ?? plan.CreationTime,
    lastRunAt: plan.LastExecutionTime,
  };
};

const planCheck = (name: string, stage: DeployedStage): Check =>
  check(`restore test ${name}`, async () => {
    const plan = await planOf(name, stage);
    return plan === undefined
      ? problem(`${name} does not exist, so nothing is restored`, deployAgain(stage.outputs))
      : checkLastRun(plan, stage.clock.now());
  });

const queueArnOf = ({ restore_test_queue_url: url, topic_arn }: StackOutputs): string =>
  topic_arn.replace(/:sns:/, ":sqs:").replace(/[^:]+$/, lastPartOf(url));

/** Whether restore tests run, and whether something checks what they restore. */
export const restoreTestChecks = (stage: DeployedStage): readonly Check[] => {
  const { outputs, aws } = stage;
  const { restore_test_function_name: functionName, restore_test_rule_name: ruleName, region } = outputs;
  const RoleName = lastPartOf(outputs.restore_role_arn);
  const queueArn = queueArnOf(outputs);
  const lambda = connect(LambdaClient, aws);
  const eventBridge = connect(EventBridgeClient, aws);
  return [
    ...idsIn(outputs.restore_test_plan_names).map((name) => planCheck(name, stage)),
    settingsCheck(
      {
        name: "restore role",
        read: async () => (await connect(IAMClient, aws).send(new GetRoleCommand({ RoleName }))).Role,
        missing: `${RoleName} does not exist, so AWS Backup cannot restore for tests`,
        settings: [],
        good: `${RoleName} exists`,
      },
      outputs,
    ),
    settingsCheck(
      {
        name: "restores' rule",
        read: async () => ({
          ...(await eventBridge.send(new DescribeRuleCommand({ Name: ruleName }))),
          ...(await eventBridge.send(new ListTargetsByRuleCommand({ Rule: ruleName }))),
        }),
        missing: `${ruleName} does not exist, so no restore of a test is checked`,
        settings: [
          {
            expect: isNot("State", "DISABLED"),
            remedy: `enable it with \`aws events enable-rule --region ${region} --name ${ruleName}\``,
          },
          { expect: includes("Targets.Arn", queueArn), so: "no restore of a test is checked" },
        ],
        good: `${ruleName} is enabled`,
      },
      outputs,
    ),
    check("restores' queue", async () => {
      const depth = await unlessMissing(depthOf(outputs.restore_test_queue_url, connect(SQSClient, aws)));
      if (depth === undefined) {
        return problem("it does not exist, so no restore of a test is checked", deployAgain(outputs));
      }
      return ok(`${counted(depth.waiting + depth.inFlight, "restore")} to be checked`);
    }),
    settingsCheck(
      {
        name: "restores' check",
        read: async () => {
          const input = { FunctionName: functionName, EventSourceArn: queueArn };
          const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand(input));
          return {
            ...(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))),
            Source: EventSourceMappings[0]?.State ?? "Missing",
          };
        },
        missing: `${functionName} does not exist, so no restore of a test is checked`,
        settings: [
          isNot("State", "Failed"),
          { expect: is("Source", "Enabled", "Enabling", "Creating", "Updating"), so: "it reads no restore" },
        ],
        good: `${functionName} reads its queue`,
      },
      outputs,
    ),
  ];
};
