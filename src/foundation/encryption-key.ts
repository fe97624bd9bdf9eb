import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import type { AwsEnvironment } from "./aws-environment";
import { type PolicyStatement, policyDocument } from "./iam-policy";
import { type Protection, protectionOf } from "./protection";

export type EncryptionKeyProps = Protection & {
  readonly aws: AwsEnvironment;
  /** Log groups that the key encrypts. */
  readonly logGroupNames: readonly string[];
  /** Whether EventBridge sends to queues that the key encrypts. */
  readonly eventBridge: boolean;
  /** Days from `destroy` to the deletion of the key, 7 to 30. */
  readonly deletionWindowDays: number;
};

/**
 * The stack's only key, for topics, queues, logs, webhook parameter, vault and disk. AWS's own keys will not do:
 * services that publish to an encrypted topic or queue must be named in the key's policy. A second key would cost
 * another dollar a month.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { aws } = props;
    const key = new KmsKey(this, "Resource", {
      description: `Encrypts everything in ${aws.namePrefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays,
      policy: policyDocument([
        accountAdministration(aws),
        ...publishers(aws),
        ...(props.eventBridge ? [eventBridgeSends] : []),
        logsWrite(aws, props.logGroupNames),
      ]),
      ...protectionOf(props),
    });
    new KmsAlias(this, "alias", { name: `alias/${aws.namePrefix}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const publishActions = ["kms:GenerateDataKey*", "kms:Decrypt"];

/** Without this no one could manage the key, and no IAM policy could allow its use. (KMS Developer Guide, Default key policy) */
const accountAdministration = (aws: AwsEnvironment): PolicyStatement => ({
  Sid: "AccountAdministration",
  Effect: "Allow",
  Principal: { AWS: `arn:${aws.partition}:iam::${aws.accountId}:root` },
  Action: "kms:*",
  Resource: "*",
});

const serviceUses = (
  sid: string,
  service: string,
  condition?: PolicyStatement["Condition"],
): PolicyStatement => ({
  Sid: sid,
  Effect: "Allow",
  Principal: { Service: service },
  Action: publishActions,
  Resource: "*",
  ...(condition && { Condition: condition }),
});

const publishers = (aws: AwsEnvironment): readonly PolicyStatement[] => {
  const thisAccount = { StringEquals: { "aws:SourceAccount": aws.accountId } };
  return [
    // Whether AWS Backup sends aws:SourceAccount to KMS is not documented, and a condition that it does not meet
    // suppresses every notification. The topic's policy checks the account and the vaults.
    serviceUses("AwsBackupPublishes", "backup.amazonaws.com"),
    serviceUses("SnsDeliversToQueues", "sns.amazonaws.com", thisAccount),
    serviceUses("AlarmsPublish", "cloudwatch.amazonaws.com", thisAccount),
  ];
};

// With a source condition, EventBridge silently drops every event (EventBridge User Guide, encrypted targets).
const eventBridgeSends = serviceUses("EventBridgeSends", "events.amazonaws.com");

const logsWrite = (aws: AwsEnvironment, logGroupNames: readonly string[]): PolicyStatement => ({
  Sid: "LogsWrite",
  Effect: "Allow",
  Principal: { Service: `logs.${aws.region}.${aws.dnsSuffix}` },
  Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  Resource: "*",
  Condition: {
    ArnEquals: {
      "kms:EncryptionContext:aws:logs:arn": logGroupNames.map((name) => aws.arn("logs", `log-group:${name}`)),
    },
  },
});
