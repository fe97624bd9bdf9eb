import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { functionArnOf, queueArnOf } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

export type RuleFacts = { readonly state: string; readonly targetArns: readonly string[] };

/** Judges the EventBridge rule that the stage file asks for. */
export const judgeRule = (rule: RuleFacts | undefined, name: string, outputs: StackOutputs): Finding => {
  if (rule === undefined) return problem(`${name} does not exist`, deployAgain(outputs));
  if (rule.state === "DISABLED") {
    return problem(
      `${name} is disabled`,
      `enable it with \`aws events enable-rule --region ${outputs.region} --name ${name}\``,
    );
  }
  const target =
    outputs.delivery === "queue" ? queueArnOf(outputs.queue_url, outputs) : functionArnOf(outputs);
  if (!rule.targetArns.includes(target))
    return problem(`${name} does not lead to ${target}`, deployAgain(outputs));
  return ok(`${name} is enabled`);
};

const readRule = async (name: string, { aws }: DeployedStage): Promise<RuleFacts | undefined> => {
  const events = connect(EventBridgeClient, aws);
  const rule = await unlessMissing(events.send(new DescribeRuleCommand({ Name: name })));
  if (rule === undefined) return undefined;
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
  return { state: rule.State ?? "unknown", targetArns: Targets.map(({ Arn = "" }) => Arn) };
};

/** No check where the stage hears of vault notifications only. */
export const ruleChecks = (stage: DeployedStage): readonly Check[] => {
  const { ruleName } = stage.wanted;
  if (ruleName === undefined) return [];
  return [check("rule", async () => judgeRule(await readRule(ruleName, stage), ruleName, stage.outputs))];
};
