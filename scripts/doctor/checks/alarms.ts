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

/** Judges the alarms that the stage file asks for: each must be there, be heard, and be quiet. */
export const judgeAlarms = (
  alarms: readonly AlarmFacts[],
  wantedNames: readonly string[],
  outputs: StackOutputs,
): readonly Finding[] => {
  const missing = wantedNames.filter((wanted) => !alarms.some(({ name }) => name === wanted));
  const silenced = alarms.filter(({ actionsEnabled }) => !actionsEnabled).map(({ name }) => name);
  const findings = [
    ...(missing.length > 0 ? [problem(`${missing.join(", ")} missing`, deployAgain(outputs))] : []),
    ...(silenced.length > 0
      ? [
          problem(
            `the actions of ${silenced.join(", ")} are switched off, so nobody is told`,
            `switch them on with \`aws cloudwatch enable-alarm-actions --region ${outputs.region} --alarm-names ${silenced.join(" ")}\``,
          ),
        ]
      : []),
    ...alarms
      .filter(({ state }) => state === "ALARM")
      .map(({ name, description }) => problem(`${name} is in alarm`, description)),
  ];
  return findings.length > 0 ? findings : [ok(`${counted(alarms.length, "alarm")}, all quiet`)];
};

/** DescribeAlarms takes at most 100 names; a stage has about a dozen. */
const readAlarms = async ({ wanted, aws }: DeployedStage): Promise<readonly AlarmFacts[]> => {
  if (wanted.alarmNames.length === 0) return [];
  const { MetricAlarms = [] } = await connect(CloudWatchClient, aws).send(
    new DescribeAlarmsCommand({ AlarmNames: [...wanted.alarmNames], MaxRecords: 100 }),
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
  examine: async () => judgeAlarms(await readAlarms(stage), stage.wanted.alarmNames, stage.outputs),
});
