import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { allowsService } from "../../../local/ministack/resource-policy";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { arnIn } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

export type KeyFacts = { readonly state: string; readonly policy: string };

type KeyUser = {
  readonly service: string;
  readonly does: string;
  readonly context: Readonly<Record<string, string>>;
};

/**
 * Who must be able to use the key. AWS Backup and EventBridge bring no source to KMS, or are not known to: a
 * condition on it would drop every event. (EventBridge User Guide, encrypted targets)
 */
const usersOf = (outputs: StackOutputs, hasRule: boolean): readonly KeyUser[] => {
  const { account_id, topic_arn } = outputs;
  const from = (arn: string) => ({ "aws:SourceAccount": account_id, "aws:SourceArn": arn });
  return [
    { service: "backup.amazonaws.com", does: "vaults notify", context: {} },
    { service: "sns.amazonaws.com", does: "the topic delivers", context: from(topic_arn) },
    {
      service: "cloudwatch.amazonaws.com",
      does: "alarms are told",
      context: from(arnIn(outputs, "cloudwatch", "alarm:any")),
    },
    ...(hasRule ? [{ service: "events.amazonaws.com", does: "the rule delivers", context: {} }] : []),
  ];
};

const actions = ["kms:GenerateDataKey", "kms:Decrypt"] as const;

const mayUse = ({ service, context }: KeyUser, policy: string, keyArn: string): boolean =>
  actions.every((action) => allowsService(policy, { service, action, resource: keyArn, context }));

/** Judges whether the stack's key is enabled and lets the services in that publish and deliver with it. */
export const judgeKey = (key: KeyFacts | undefined, outputs: StackOutputs, hasRule: boolean): Finding => {
  const { key_arn, region } = outputs;
  if (key === undefined) return problem(`${key_arn} does not exist`, deployAgain(outputs));
  if (key.state === "Disabled") {
    return problem(
      "it is disabled, so nothing can be read or sent",
      `enable it with \`aws kms enable-key --region ${region} --key-id ${key_arn}\``,
    );
  }
  if (key.state === "PendingDeletion") {
    return problem(
      "it is about to be deleted, and everything that it encrypts with it",
      `stop that with \`aws kms cancel-key-deletion --region ${region} --key-id ${key_arn}\`, then enable the key`,
    );
  }
  const users = usersOf(outputs, hasRule);
  const refused = users.filter((user) => !mayUse(user, key.policy, key_arn));
  if (refused.length > 0) {
    return problem(
      `its policy does not let ${refused.map(({ service, does }) => `${service} (${does})`).join(", ")} use it`,
      deployAgain(outputs),
    );
  }
  return ok(`enabled, for ${users.map(({ service }) => service.replace(/\..*/, "")).join(", ")}`);
};

const readKey = async ({ outputs, aws }: DeployedStage): Promise<KeyFacts | undefined> => {
  const kms = connect(KMSClient, aws);
  const KeyId = outputs.key_arn;
  const described = await unlessMissing(kms.send(new DescribeKeyCommand({ KeyId })));
  if (described === undefined) return undefined;
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  return { state: described.KeyMetadata?.KeyState ?? "unknown", policy: Policy ?? "{}" };
};

export const keyCheck = (stage: DeployedStage): Check =>
  check("key", async () =>
    judgeKey(await readKey(stage), stage.outputs, stage.wanted.ruleName !== undefined),
  );
