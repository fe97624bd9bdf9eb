import { type Arn, parseArn } from "../../handler/model/arn";
import { stackIdOf } from "../outputs";
import { partitionOf } from "./partition";
import { shown } from "./problem";
import { type Targets, targetAccountOf, targetsOf } from "./targets";

/** What to use instead, by the service of an ARN. */
const placeOf = ({ service, resource }: Arn): string => {
  if (service === "iam") return resource.startsWith("role/") ? "a role" : "an IAM policy";
  return service === "kms" ? "a key" : "a topic or bus";
};

const problemOf = (text: string, stage: Targets, region: string): string | undefined => {
  const arn = parseArn(text);
  const account = targetAccountOf(stage);
  const stackId = stackIdOf(stage.name ?? "");
  if (arn === undefined) return undefined;
  const instead = placeOf(arn);
  if (arn.partition !== partitionOf(region)) {
    return `${shown(text)} is in partition ${arn.partition}, but the stage is in ${partitionOf(region)}; use ${instead} there`;
  }
  // IAM has no Regions.
  if (arn.region !== region && arn.service !== "iam") {
    return `${shown(text)} is in Region ${arn.region}, but the stage is in ${region}; use ${instead} there`;
  }
  if (arn.accountId !== account && arn.accountId !== "aws") {
    return `${shown(text)} is in account ${arn.accountId}, but ${stage.accountId === undefined ? "another target" : "the stage"} is in ${account}; use ${instead === "a topic or bus" ? "topics and buses" : instead} of the stage's own account`;
  }
  return arn.service === "sns" && [stackId, `${stackId}-alarms`].includes(arn.resource)
    ? `${shown(text)} is a topic of this stage, which would send its messages in a circle; use another topic`
    : undefined;
};

/** What is wrong with the targets of a stage in a Region, one line each, without the file's name. */
export const targetProblemsOf = (stage: Targets, region: string): readonly string[] =>
  targetsOf(stage).flatMap(([path, arn]) => {
    const problem = problemOf(arn, stage, region);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
