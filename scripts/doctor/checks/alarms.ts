import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { counted } from "../../program/counted";
import type { Check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

export type AlarmFacts = {
  readonly name: string;
  readonly state: string;
  readonly actionsEnabled: boolean;
  readonly description: string;
};

/** Checks the alarms that the stage file asks for: each must exist, have its actions enabled, and not be in alarm. */
export const checkAlarms = (
  alarms: readonly AlarmFacts[],
  expectedNames: readonly string[],
  outputs: StackOutputs,
): readonly Finding[] => {
  const missing = expectedNames.filter((expected) => !alarms.some(({ name }) => name === expected));
  const disabled = alarms.filter(({ actionsEnabled }) => !actionsEnabled).map(({ name }) => name);
  const findings = [
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
      .filter(({ state }) => state === "ALARM")
      .map(({ name, description }) => problem(`${name} is in alarm`, description)),
  ];
  return findings.length > 0 ? findings : [ok(`${counted(alarms.length, "alarm")}, none in alarm`)];
};

/** DescribeAlarms accepts at most 100 names; a stage has about a dozen. */
const readAlarms = async ({ expected, aws }: DeployedStage): Promise<readonly AlarmFacts[]> => {
  if (expected.alarmNames.length === 0) return [];
  const { MetricAlarms = [] } = await connect(CloudWatchClient, aws).send(
    new DescribeAlarmsCommand({ AlarmNames: [...expected.alarmNames], MaxRecords: 100 }),
  );
  return MetricAlarms.map(({ AlarmName, StateValue, ActionsEnabled, AlarmDescription }) => ({
    name: AlarmName ?? "",
    state: StateValue ?? "",
    actionsEnabled: ActionsEnabled ?? true,
    description: AlarmDescription ?? "",
  }));
};

export const alarmsCheck = (stage: DeployedStage): Check => ({
  name: "alarms",
  run: async () => checkAlarms(await readAlarms(stage), stage.expected.alarmNames, stage.outputs),
});
