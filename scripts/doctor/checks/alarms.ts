import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { counted } from "../../program/counted";
import type { Check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, unknown } from "../finding";

/** Checks the alarms that the stage file asks for: each must exist, have its actions enabled, and not be in alarm. */
export const checkAlarms = (
  alarms: readonly MetricAlarm[],
  expectedNames: readonly string[],
  outputs: StackOutputs,
): readonly Finding[] => {
  const missing = expectedNames.filter((name) => !alarms.some(({ AlarmName }) => AlarmName === name));
  const silent = alarms
    .filter(({ ActionsEnabled, StateValue }) => ActionsEnabled === undefined || StateValue === undefined)
    .map(({ AlarmName }) => AlarmName);
  const disabled = alarms
    .filter(({ ActionsEnabled }) => ActionsEnabled === false)
    .map(({ AlarmName }) => AlarmName);
  const findings = [
    ...(silent.length > 0 ? [unknown(`CloudWatch did not say the state of ${silent.join(", ")}`)] : []),
    ...(missing.length > 0 ? [problem(`${missing.join(", ")} missing`, deployAgain(outputs))] : []),
    ...(disabled.length > 0
      ? [
          problem(
            `the actions of ${disabled.join(", ")} are disabled, so no one is notified`,
            `enable them with \`aws cloudwatch enable-alarm-actions --region ${outputs.region} --alarm-names ${disabled.join(" ")}\``,
          ),
        ]
      : []),
    ...alarms
      .filter(({ StateValue }) => StateValue === "ALARM")
      .map(({ AlarmName, AlarmDescription = "" }) => problem(`${AlarmName} is in alarm`, AlarmDescription)),
  ];
  return findings.length > 0 ? findings : [ok(`${counted(alarms.length, "alarm")}, none in alarm`)];
};

/** DescribeAlarms accepts at most 100 names; a stage has about a dozen. */
const readAlarms = async ({ expected, aws }: DeployedStage): Promise<readonly MetricAlarm[]> => {
  if (expected.alarmNames.length === 0) return [];
  const { MetricAlarms = [] } = await connect(CloudWatchClient, aws).send(
    new DescribeAlarmsCommand({ AlarmNames: [...expected.alarmNames], MaxRecords: 100 }),
  );
  return MetricAlarms;
};

export const alarmsCheck = (stage: DeployedStage): Check => ({
  name: "alarms",
  run: async () => checkAlarms(await readAlarms(stage), stage.expected.alarmNames, stage.outputs),
});
