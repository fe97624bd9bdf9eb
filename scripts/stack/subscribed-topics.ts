import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { parseArn } from "../../handler/model/arn";
import { allowsService } from "../../local/ministack/resource-policy";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { Target } from "./commands";
import type { SynthesizedStack } from "./synthesized-stack";

const statement = { Effect: "Allow", Principal: "*", Action: "sns:Subscribe", Resource: "*" };

/**
 * Whether a topic's policy denies a subscription to the account that owns it: what it does not allow, the caller's own policies may.
 * @throws Error where the policy contains what cannot be judged here.
 */
const denies = (policy: string, topicArn: string, protocol: string): boolean => {
  const { Statement = [] }: { Statement?: unknown } = JSON.parse(policy);
  const { partition, accountId = "" } = parseArn(topicArn) ?? {};
  const denials = [Statement].flat().filter((one) => Object(one).Effect === "Deny");
  return !allowsService(JSON.stringify({ Statement: [statement, ...denials] }), {
    service: `arn:${partition}:iam::${accountId}:root`,
    action: statement.Action,
    resource: topicArn,
    context: {
      "aws:SecureTransport": "true",
      "aws:PrincipalAccount": accountId,
      "aws:SourceAccount": accountId,
      "sns:Protocol": protocol,
    },
  });
};

/**
 * Asks SNS whether topics of others let the stage subscribe. Where SNS does not say, that is said, and the deployment goes on: at
 * worst SNS refuses the subscription.
 * @throws Failure where a topic does not exist, or denies it.
 */
export const checkSubscribedTopics = async (
  { subscribedTopics, delivery }: Pick<SynthesizedStack, "subscribedTopics" | "delivery">,
  { stage, region }: Target,
  { awsConfig, terminal }: Context,
): Promise<void> => {
  const sns = connect(SNSClient, awsConfig(region));
  const protocol = delivery === "direct" ? "lambda" : "sqs";
  const problemOf = async (TopicArn: string): Promise<string | undefined> => {
    const found = await unlessMissing(sns.send(new GetTopicAttributesCommand({ TopicArn })));
    if (found === undefined) return "does not exist";
    const policy = found.Attributes?.["Policy"];
    if (policy === undefined) throw new Error("SNS did not return its policy");
    return denies(policy, TopicArn, protocol) ? "does not let this account subscribe" : undefined;
  };
  for (const topicArn of new Set(Object.values(subscribedTopics))) {
    const problem = await problemOf(topicArn).catch((error: unknown) => {
      terminal.warn(
        `Whether the stage can subscribe to ${topicArn} could not be checked: ${explain(error)}.`,
      );
      return undefined;
    });
    if (problem === undefined) continue;
    throw new Failure(
      `${topicArn}, to which stages/${stage}.ts subscribes, ${problem}, so nothing was changed; ask its owner, or name another topic in subscribeTo`,
    );
  }
};
