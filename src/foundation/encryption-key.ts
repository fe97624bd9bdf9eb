import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import type { Home } from "./aws-environment";
import { type PolicyStatement, policyDocument } from "./iam-policy";

export type EncryptionKeyProps = {
  readonly home: Home;
  /** Log groups that the key encrypts. */
  readonly logGroupNames: readonly string[];
  /** Whether EventBridge sends to queues that the key encrypts. */
  readonly eventBridge: boolean;
  /** Days between `destroy` and the key's end, 7 to 30. */
  readonly deletionWindowDays: number;
};

/**
 * The one key of the stack: topics, queues, logs, webhook parameter, vault, disk.
 * One, because services that publish to an encrypted topic or queue need a key whose policy names them, which
 * AWS's own keys cannot do, and because every further key costs a dollar a month.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { home } = props;
    const key = new KmsKey(this, "Resource", {
      description: `Encrypts everything of ${home.namePrefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays,
      policy: policyDocument([
        accountAdministration(home),
        ...publishers(home),
        ...(props.eventBridge ? [eventBridgeSends] : []),
        logsWrite(home, props.logGroupNames),
      ]),
    });
    new KmsAlias(this, "alias", { name: `alias/${home.namePrefix}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const publishActions = ["kms:GenerateDataKey*", "kms:Decrypt"];

/** Without it nobody could manage the key, and no IAM policy could grant its use. (KMS Developer Guide, Default key policy) */
const accountAdministration = (home: Home): PolicyStatement => ({
  Sid: "AccountAdministration",
  Effect: "Allow",
  Principal: { AWS: `arn:${home.partition}:iam::${home.accountId}:root` },
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

const publishers = (home: Home): readonly PolicyStatement[] => {
  const thisAccount = { StringEquals: { "aws:SourceAccount": home.accountId } };
  return [
    // Whether AWS Backup sends aws:SourceAccount to KMS is not documented, and a condition that it does not meet
    // silences every notification. The topic's own policy holds the account and the vaults.
    serviceUses("AwsBackupPublishes", "backup.amazonaws.com"),
    serviceUses("SnsDeliversToQueues", "sns.amazonaws.com", thisAccount),
    serviceUses("AlarmsPublish", "cloudwatch.amazonaws.com", thisAccount),
  ];
};

// With any source condition EventBridge drops every event silently (EventBridge User Guide, encrypted targets).
const eventBridgeSends = serviceUses("EventBridgeSends", "events.amazonaws.com");

const logsWrite = (home: Home, logGroupNames: readonly string[]): PolicyStatement => ({
  Sid: "LogsWrite",
  Effect: "Allow",
  Principal: { Service: `logs.${home.region}.${home.dnsSuffix}` },
  Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  Resource: "*",
  Condition: {
    ArnEquals: {
      "kms:EncryptionContext:aws:logs:arn": logGroupNames.map((name) =>
        home.arn("logs", `log-group:${name}`),
      ),
    },
  },
});
