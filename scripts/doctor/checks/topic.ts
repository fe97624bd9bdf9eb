import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { allowsService } from "../../../local/ministack/resource-policy";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { vaultsOf } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

export type TopicFacts = { readonly policy: string; readonly keyId: string };

const service = "backup.amazonaws.com";

/** Stands for any other account. */
const anotherAccount = "999999999999";

const mayPublish = (policy: string, vaultArn: string, accountId: string, topicArn: string): boolean =>
  allowsService(policy, {
    service,
    action: "sns:Publish",
    resource: topicArn,
    context: {
      "aws:SourceAccount": accountId,
      "aws:SourceArn": vaultArn,
      "aws:SecureTransport": "true",
    },
  });

/**
 * Judges whether AWS Backup may publish for each vault, and only for this account: where it may not, AWS Backup
 * drops its notifications without a word. (AWS Backup Developer Guide, Cross-service confused deputy prevention)
 */
export const judgeTopic = (topic: TopicFacts | undefined, outputs: StackOutputs): Finding => {
  const { topic_arn, account_id, key_arn } = outputs;
  if (topic === undefined) return problem(`${topic_arn} does not exist`, deployAgain(outputs));
  const vaults = vaultsOf(outputs);
  const refused = vaults.find(({ arn }) => !mayPublish(topic.policy, arn, account_id, topic_arn));
  if (refused) {
    return problem(
      `its policy does not let ${service} publish for vault ${refused.name}, so its events are dropped silently`,
      deployAgain(outputs),
    );
  }
  if (topic.keyId !== key_arn) {
    return problem(
      `it is encrypted with ${topic.keyId || "no key"}, not with the stack's`,
      deployAgain(outputs),
    );
  }
  const foreign = vaults.find(({ arn }) =>
    mayPublish(topic.policy, arn.replace(account_id, anotherAccount), anotherAccount, topic_arn),
  );
  if (foreign)
    return warning(`its policy lets ${service} publish for other accounts, too`, deployAgain(outputs));
  return ok(`${service} may publish for ${vaults.map(({ name }) => name).join(", ")}`);
};

const readTopic = async ({ outputs, aws }: DeployedStage): Promise<TopicFacts | undefined> => {
  const command = new GetTopicAttributesCommand({ TopicArn: outputs.topic_arn });
  const found = await unlessMissing(connect(SNSClient, aws).send(command));
  if (found === undefined) return undefined;
  return {
    policy: found.Attributes?.["Policy"] ?? "{}",
    keyId: found.Attributes?.["KmsMasterKeyId"] ?? "",
  };
};

export const topicCheck = (stage: DeployedStage): Check =>
  check("topic", async () => judgeTopic(await readTopic(stage), stage.outputs));
