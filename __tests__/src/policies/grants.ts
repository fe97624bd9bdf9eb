import type { PolicyDocument } from "./document";
import { type Facts, isAtHome } from "./facts";

/** One statement that a policy must have. */
export type Grant = {
  readonly effect: "Allow" | "Deny";
  readonly principal: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By operator and key: `StringEquals aws:SourceAccount`. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
};

type Conditions = Grant["conditions"];

const allow = (
  service: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Conditions = {},
): Grant => ({ effect: "Allow", principal: `Service ${service}`, actions, resources, conditions });

/** Everyone is denied requests without TLS. */
const denyInsecureTransport = (actions: readonly string[], resource: string): Grant => ({
  effect: "Deny",
  principal: "*",
  actions,
  resources: [resource],
  conditions: { "Bool aws:SecureTransport": ["false"] },
});

const fromHere = ({ account }: Facts): Conditions => ({ "StringEquals aws:SourceAccount": [account] });

const topicGrants = (topicArn: string, facts: Facts): readonly Grant[] => {
  const publish = (service: string, sourceArns: readonly string[]) =>
    sourceArns.length === 0
      ? []
      : [
          allow(service, ["sns:Publish"], [topicArn], {
            ...fromHere(facts),
            "ArnLike aws:SourceArn": sourceArns,
          }),
        ];
  return [
    ...(topicArn === facts.topicArn
      ? publish("backup.amazonaws.com", facts.vaultArns)
      : publish(
          "cloudwatch.amazonaws.com",
          facts.alarmNames.map((name) => facts.arn("cloudwatch", `alarm:${name}`)),
        )),
    denyInsecureTransport(["sns:Publish", "sns:Subscribe"], topicArn),
  ];
};

const queueGrants = (queueArn: string, facts: Facts): readonly Grant[] => {
  const { topicArn, otherTopicArns, ruleArn, restoreRuleArn, validator } = facts;
  const send = (service: string, ...sourceArns: readonly string[]) =>
    allow(service, ["sqs:SendMessage"], [queueArn], { "ArnEquals aws:SourceArn": sourceArns });
  // What sends failed runs of the watch there does so as a role of the stack.
  if (queueArn.endsWith("-watch-failed-runs")) {
    return [denyInsecureTransport(["sqs:SendMessage", "sqs:ReceiveMessage"], queueArn)];
  }
  if (queueArn.endsWith("-restore-tests")) {
    return [
      send("events.amazonaws.com", restoreRuleArn),
      denyInsecureTransport(["sqs:SendMessage", "sqs:ReceiveMessage"], queueArn),
    ];
  }
  const ruleArns = [
    ...(ruleArn === undefined ? [] : [ruleArn]),
    ...(validator && queueArn.endsWith("-dead-letters") ? [restoreRuleArn] : []),
  ];
  return [
    send("sns.amazonaws.com", topicArn, ...otherTopicArns),
    ...(ruleArns.length === 0 ? [] : [send("events.amazonaws.com", ...ruleArns)]),
    denyInsecureTransport(["sqs:SendMessage", "sqs:ReceiveMessage"], queueArn),
  ];
};

const administration = ({ root }: Facts): Grant => ({
  effect: "Allow",
  principal: `AWS ${root}`,
  actions: ["kms:*"],
  resources: ["*"],
  conditions: {},
});

/** AWS Backup's role in this account, which may not exist yet. */
const receivesCopies = ({ account, root }: Facts): Grant => ({
  effect: "Allow",
  principal: "AWS *",
  actions: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
  resources: ["*"],
  conditions: {
    "StringEquals kms:CallerAccount": [account],
    "ArnEquals aws:PrincipalArn": [
      root.replace(/root$/, "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"),
    ],
  },
});

const keyGrants = (facts: Facts): readonly Grant[] => {
  const use = (service: string, conditions?: Conditions) =>
    allow(service, ["kms:GenerateDataKey*", "kms:Decrypt"], ["*"], conditions);
  return [
    administration(facts),
    ...(facts.receivesCopies ? [receivesCopies(facts)] : []),
    // A condition that AWS Backup or EventBridge does not meet at KMS would silently block them.
    use("backup.amazonaws.com"),
    ...(facts.ruleArn === undefined && facts.validator === undefined ? [] : [use("events.amazonaws.com")]),
    use("sns.amazonaws.com", fromHere(facts)),
    use("cloudwatch.amazonaws.com", fromHere(facts)),
    allow(
      `logs.${facts.region}.${facts.dnsSuffix}`,
      ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      ["*"],
      { "ArnEquals kms:EncryptionContext:aws:logs:arn": facts.logGroupArns },
    ),
  ];
};

/** EC2 sends no source account when it assumes a role, and of GuardDuty it is not known; every other service does. */
const withoutSource: readonly string[] = ["ec2.amazonaws.com", "malware-protection.guardduty.amazonaws.com"];

/** On behalf of the stage's group of schedules only. */
const scheduler = "scheduler.amazonaws.com";

/** The only service that may assume a role with this name. */
const serviceOfRole = (roleName: string): string =>
  (
    [
      ["-notifier-", "lambda.amazonaws.com"],
      ["-watch-", "lambda.amazonaws.com"],
      ["-validator-", "lambda.amazonaws.com"],
      ["-restores-", "backup.amazonaws.com"],
      ["-schedule-", scheduler],
      ["-AWSBackup-", "backup.amazonaws.com"],
      ["-flow-logs-", "vpc-flow-logs.amazonaws.com"],
      ["-instance-", "ec2.amazonaws.com"],
      ["-scanner-", "malware-protection.guardduty.amazonaws.com"],
    ] as const
  ).find(([part]) => roleName.includes(part))?.[1] ?? `a service for ${roleName}`;

const trustGrants = (roleName: string, facts: Facts): readonly Grant[] => {
  const service = serviceOfRole(roleName);
  const ofGroup = service === scheduler ? { "StringEquals aws:SourceArn": [facts.watchGroupArn] } : {};
  const conditions = withoutSource.includes(service) ? {} : { ...fromHere(facts), ...ofGroup };
  return [allow(service, ["sts:AssumeRole"], [], conditions)];
};

const organizationCopies: Grant = {
  effect: "Allow",
  principal: "*",
  actions: ["backup:CopyIntoBackupVault"],
  resources: ["*"],
  conditions: { "StringEquals aws:PrincipalOrgID": ["o-a1b2c3d4e5"] },
};

/** Everyone but the role in the stage file is denied what removes backups, and the policy itself. */
const vaultGrants = ({ receivesCopies }: Facts): readonly Grant[] => [
  {
    effect: "Deny",
    principal: "*",
    actions: [
      "backup:DeleteRecoveryPoint",
      "backup:UpdateRecoveryPointLifecycle",
      "backup:PutBackupVaultAccessPolicy",
      "backup:DeleteBackupVaultAccessPolicy",
    ],
    resources: ["*"],
    conditions: { "ArnNotEquals aws:PrincipalArn": ["arn:aws:iam::111122223333:role/break-glass"] },
  },
  ...(receivesCopies ? [organizationCopies] : []),
];

/** What the policy of a topic, a queue, a vault or the key, or a role's trust policy, must contain, and nothing else. */
export const grantsOf = (
  { place }: PolicyDocument,
  args: Readonly<Record<string, unknown>>,
  facts: Facts,
) => {
  switch (place.type) {
    case "aws_sns_topic_policy":
      return topicGrants(String(args["arn"]), facts);
    case "aws_sqs_queue":
      return queueGrants(facts.arn("sqs", String(args["name"])), facts);
    case "aws_kms_key":
      return isAtHome(args) ? keyGrants(facts) : [administration(facts)];
    case "aws_iam_role":
      return trustGrants(String(args["name"]), facts);
    case "aws_backup_vault_policy":
      return vaultGrants(facts);
    default:
      return undefined;
  }
};
