import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { dnsSuffixOf } from "../../handler/aws/dns-suffix";
import { parseArn } from "../../handler/model/arn";
import type { AwsEnvironment } from "./aws-environment";
import { type PolicyStatement, policyDocument } from "./iam-policy";
import { type Protection, protectionOf } from "./protection";

/** Where a key is, for its policy. */
type KeyPlace = Pick<AwsEnvironment, "accountId" | "partition" | "dnsSuffix" | "region">;

/** Who uses a key, besides the roles of its account. */
type KeyUses = {
  /** Log groups that the key encrypts. */
  readonly logGroupNames: readonly string[];
  /** Whether EventBridge sends to queues that the key encrypts. */
  readonly eventBridge: boolean;
  /** Accounts that copy out of the vault, and back up with their own keys. */
  readonly copyAccounts: readonly string[];
  /** Whether other accounts copy into the vault. */
  readonly receivesCopies: boolean;
};

export type EncryptionKeyProps = Protection & {
  readonly aws: AwsEnvironment;
  readonly uses: KeyUses;
  /** A key of the stage's owner instead of one that the stack makes; nothing ever changes it. */
  readonly existingKeyArn?: string | undefined;
  /** Days from `destroy` to the deletion of the key, 7 to 30. */
  readonly deletionWindowDays: number;
};

/**
 * The stack's only key in its Region, for topics, queues, logs, webhook parameter, vault and disk. AWS's own keys will not do:
 * services that publish to an encrypted topic or queue must be named in the key's policy. A second key would cost
 * another dollar a month. The alias marks the stage as deployed, also where the key is its owner's.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { aws, existingKeyArn } = props;
    const name = `alias/${aws.namePrefix}`;
    if (existingKeyArn !== undefined) {
      this.arn = existingKeyArn;
      this.alias = new KmsAlias(this, "alias", { name, targetKeyId: existingKeyArn });
      return;
    }
    const key = new KmsKey(this, "Resource", {
      description: `Encrypts everything in ${aws.namePrefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays,
      policy: policyDocument([accountAdministration(aws), ...serviceStatements(aws, props.uses)]),
      ...protectionOf(props),
    });
    this.alias = new KmsAlias(this, "alias", { name, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

/** What the stage's services need of its key. */
const serviceStatements = (place: KeyPlace, uses: KeyUses): readonly PolicyStatement[] => [
  ...publishers(place),
  ...(uses.eventBridge ? [eventBridgeSends] : []),
  logsWrite(place, uses.logGroupNames),
  ...uses.copyAccounts.flatMap((account) => copiesOut(place, account)),
  ...(uses.receivesCopies ? [copiesIn(place)] : []),
];

/**
 * What the policy of an existing key must have, for `deploy` and `doctor`: everything in it is known from the key's ARN.
 * That roles of the account use the key as their own policies say, comes first.
 */
export const statementsForExistingKey = (keyArn: string, uses: KeyUses): readonly PolicyStatement[] => {
  const { partition = "aws", accountId = "", region = "" } = parseArn(keyArn) ?? {};
  const place = { partition, accountId, region, dnsSuffix: dnsSuffixOf(region) };
  const { Principal, Resource } = accountAdministration(place);
  return [
    {
      Sid: "AccountUsesKey",
      Effect: "Allow",
      ...(Principal && { Principal }),
      // The vault, the ledger and the disk use the key through grants. (AWS Backup Developer Guide, Encryption for backups)
      Action: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
        "kms:CreateGrant",
      ],
      Resource,
    },
    ...serviceStatements(place, uses),
  ];
};

/** A vault that may be force-destroyed needs no long waiting period for its key either. */
export const deletionWindowDaysOf = (forceDestroy: boolean | undefined): number => (forceDestroy ? 7 : 30);

const publishActions = ["kms:GenerateDataKey*", "kms:Decrypt"];

/** Without this no one could manage the key, and no IAM policy could allow its use. (KMS Developer Guide, Default key policy) */
export const accountAdministration = (aws: Pick<KeyPlace, "partition" | "accountId">): PolicyStatement => ({
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

const publishers = (aws: KeyPlace): readonly PolicyStatement[] => {
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

const copyActions = ["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey"];

/**
 * A copy of what AWS Backup does not fully manage, such as EBS, is made with the key of its source, by the account that receives it.
 * (AWS Backup Developer Guide, Creating backup copies across accounts)
 */
const copiesOut = ({ partition }: KeyPlace, account: string): readonly PolicyStatement[] => {
  const shared = {
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Resource: "*",
  } as const;
  return [
    { ...shared, Sid: `Account${account}Copies`, Action: copyActions },
    {
      ...shared,
      Sid: `Account${account}Grants`,
      Action: "kms:CreateGrant",
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
};

/**
 * AWS Backup receives copies as its own role in this account. KMS refuses a policy that names a role before it exists, and a
 * condition may. (AWS Backup Developer Guide, Creating backup copies across accounts)
 */
const copiesIn = ({ partition, accountId }: KeyPlace): PolicyStatement => ({
  Sid: "AwsBackupReceivesCopies",
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: [...copyActions, "kms:CreateGrant"],
  Resource: "*",
  Condition: {
    StringEquals: { "kms:CallerAccount": accountId },
    ArnEquals: {
      "aws:PrincipalArn": `arn:${partition}:iam::${accountId}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`,
    },
  },
});

const logsWrite = (aws: KeyPlace, logGroupNames: readonly string[]): PolicyStatement => ({
  Sid: "LogsWrite",
  Effect: "Allow",
  Principal: { Service: `logs.${aws.region}.${aws.dnsSuffix}` },
  Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  Resource: "*",
  Condition: {
    ArnEquals: {
      "kms:EncryptionContext:aws:logs:arn": logGroupNames.map(
        (name) => `arn:${aws.partition}:logs:${aws.region}:${aws.accountId}:log-group:${name}`,
      ),
    },
  },
});
