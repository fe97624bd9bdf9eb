import {
  BackupClient,
  type BackupVaultEvent,
  GetBackupVaultNotificationsCommand,
} from "@aws-sdk/client-backup";
import { DescribeTableCommand, DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetRoleCommand, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { GetPolicyCommand, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../scripts/doctor/check";
import { deployedSettingsChecks } from "../../../../scripts/doctor/checks/deployed-settings";
import type { SynthesizedStack } from "../../../../scripts/stack/synthesized-stack";
import type { StackOutputs } from "../../../../src/outputs";
import {
  awsError,
  dynamodb,
  eventbridge,
  from,
  functionArn,
  iam,
  keyUses,
  kms,
  lambda,
  mockDeployedAws,
  queueArn,
  ruleArn,
  ruleName,
  sns,
  sqs,
  thisAccount,
  trustOf,
} from "../../support/deployed-aws";
import { expectedOf, lets, policyOf, restore, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf({ existing_vault_names: "Default", ledger_table_name: "ledger" });
const direct = { delivery: "direct", queue_url: "" } as const;
const { topic_arn, vault_arn, key_arn, queue_url, dead_letter_queue_url } = outputs;
const defaultVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:Default";
const vault = "vault backup-notifications-dev";
const wanted = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"] as const;
const role = "AWSBackup-backup-notifications-dev";

const backup = mockClient(BackupClient);

beforeEach(() => {
  mockDeployedAws(outputs);
  backup.reset();
  backup
    .on(GetBackupVaultNotificationsCommand)
    .resolves({ SNSTopicArn: topic_arn, BackupVaultEvents: [...wanted] });
});

type Changes = {
  readonly outputs?: Partial<StackOutputs>;
  readonly expected?: Partial<SynthesizedStack>;
};

const noRule: Changes = { expected: expectedOf() };

/** What each check finds, by its name. */
const findings = async (changes: Changes = {}): Promise<Readonly<Record<string, string>>> => {
  const aws = { region: "eu-west-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } };
  const results = await runChecks(
    deployedSettingsChecks({
      outputs: { ...outputs, ...changes.outputs },
      expected: changes.expected ? expectedOf(changes.expected) : expectedOf({ ruleName }),
      aws,
      clock: { now: () => 0 },
    }),
  );
  return Object.fromEntries(results.map(({ name, findings }) => [name, findings.map(said).join()]));
};

const healthy = {
  "backup role": `ok: AWS Backup can work with ${role}`,
  [vault]: "ok: it notifies the stage's topic",
  "vault Default": "ok: it notifies the stage's topic",
  topic: "ok: backup.amazonaws.com can publish for backup-notifications-dev, Default",
  key: "ok: enabled, for backup, sns, cloudwatch, events",
  rule: `ok: ${ruleName} is enabled`,
  subscription: "ok: the topic delivers to the queue",
  queue: "ok: sns.amazonaws.com and events.amazonaws.com can send",
  "dead-letter queue": "ok: sns.amazonaws.com and events.amazonaws.com can send",
  "event source": "ok: the queue invokes backup-notifications-dev",
  ledger: "ok: ledger is active",
};

test("what is as deployed is good", async () => {
  expect(await findings()).toEqual(healthy);
});

test("with direct delivery there is no queue, and the topic and the rule invoke the function", async () => {
  const { queue: _, "event source": __, ...others } = healthy;
  expect(await findings({ outputs: direct })).toEqual({
    ...others,
    subscription: "ok: the topic delivers to the function",
    permission: "ok: sns.amazonaws.com and events.amazonaws.com can invoke backup-notifications-dev",
  });
});

test("without a rule, a vault and a ledger there is nothing to check of them", async () => {
  const found = await findings({
    ...noRule,
    outputs: { vault_name: "", vault_arn: "", backup_role_arn: "", ledger_table_name: "" },
  });
  expect(Object.keys(found)).toEqual([
    "vault Default",
    "topic",
    "key",
    "subscription",
    "queue",
    "dead-letter queue",
    "event source",
  ]);
  expect(found["key"]).toBe("ok: enabled, for backup, sns, cloudwatch");
  expect(found["queue"]).toBe("ok: sns.amazonaws.com can send");
});

const publishes = (condition?: Record<string, unknown>, service = "backup.amazonaws.com"): void => {
  const Policy = policyOf(lets(service, "sns:Publish", topic_arn, condition));
  sns.on(GetTopicAttributesCommand).resolves({ Attributes: { Policy, KmsMasterKeyId: key_arn } });
};
const uses = (service: string, condition?: Record<string, unknown>) =>
  lets(`${service}.amazonaws.com`, keyUses, "*", condition);
const keyAllows = (...statements: readonly Record<string, unknown>[]): void => {
  const root = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" } };
  const Policy = policyOf({ ...root, Action: "kms:*", Resource: "*" }, ...statements);
  kms.on(GetKeyPolicyCommand).resolves({ Policy });
};
const keyIs = (KeyState: "Disabled" | "PendingDeletion"): void => {
  kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "0a1b", KeyState } });
};
const queueHas = (Policy: string, RedrivePolicy = `{"deadLetterTargetArn":"${queueArn}-dead"}`): void => {
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: queue_url })
    .resolves({ Attributes: { Policy, RedrivePolicy } });
};
const sends = (service: string, arn: string, to = queueArn) =>
  lets(`${service}.amazonaws.com`, "sqs:SendMessage", to, from(arn));
const invokes = (service: string, arn: string): string =>
  policyOf(lets(`${service}.amazonaws.com`, "lambda:InvokeFunction", functionArn, from(arn)));
const mappingIs = (State: string, ...types: readonly "ReportBatchItemFailures"[]): void => {
  lambda.on(ListEventSourceMappingsCommand, { EventSourceArn: queueArn }).resolves({
    EventSourceMappings: [{ UUID: "0a1b-2c", State, FunctionResponseTypes: [...types] }],
  });
};
const subscriptionsAre = (...endpoints: readonly string[]): void => {
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: topic_arn }).resolves({
    Subscriptions: endpoints.map((Endpoint) => ({ Endpoint, SubscriptionArn: "PendingConfirmation" })),
  });
};
const ownVault = { BackupVaultName: outputs.vault_name };
const vaultReports = (...BackupVaultEvents: ("BACKUP_JOB_COMPLETED" | "COPY_JOB_FAILED")[]): void => {
  backup
    .on(GetBackupVaultNotificationsCommand, ownVault)
    .resolves({ SNSTopicArn: topic_arn, BackupVaultEvents });
};
const roleTrusts = (service: string): void => {
  const role = { Path: "/", RoleName: "r", RoleId: "r", Arn: "arn", CreateDate: new Date(0) };
  iam.on(GetRoleCommand).resolves({ Role: { ...role, AssumeRolePolicyDocument: trustOf(service) } });
};

type Case = [what: string, plant: () => unknown, sentence: string, changes?: Changes];

describe("a vault whose topic the stage subscribes to", () => {
  const theirs = "arn:aws:sns:eu-west-1:111122223333:team-backups";
  const subscribed: Changes = { expected: { subscribedTopics: { Default: theirs } } };
  const notifies = (SNSTopicArn: string, ...BackupVaultEvents: readonly BackupVaultEvent[]) =>
    backup
      .on(GetBackupVaultNotificationsCommand, { BackupVaultName: "Default" })
      .resolves({ SNSTopicArn, BackupVaultEvents: [...BackupVaultEvents] });
  const name = "vault Default";

  beforeEach(() => notifies(theirs, "BACKUP_JOB_COMPLETED"));

  test("notifies that topic, which delivers to the stage, and need not publish to the stage's", async () => {
    sns.on(ListSubscriptionsByTopicCommand, { TopicArn: theirs }).resolves({
      Subscriptions: [{ SubscriptionArn: `${theirs}:1`, Endpoint: queueArn, Protocol: "sqs" }],
    });
    const found = await findings(subscribed);
    expect(found[name]).toBe(`ok: it notifies ${theirs}, to which the stage subscribes`);
    expect(found["subscription to team-backups"]).toBe("ok: the topic delivers to the queue");
    expect(found["topic"]).toBe("ok: backup.amazonaws.com can publish for backup-notifications-dev");
    expect(found["queue"]).toBe(
      `problem: Policy does not allow ${call("sns", "sqs:SendMessage", theirs)}; ${restore}`,
    );
  });

  test("and another topic is no work for a deployment", async () => {
    notifies(topic_arn, "BACKUP_JOB_COMPLETED");
    expect((await findings(subscribed))[name]).toBe(
      `problem: SNSTopicArn is ${topic_arn}, expected ${theirs}, so this stage receives nothing from it; write the topic that it notifies into stages/dev.ts, or ask the vault's owner`,
    );
  });

  test("nor is no topic at all", async () => {
    backup
      .on(GetBackupVaultNotificationsCommand, { BackupVaultName: "Default" })
      .rejects(awsError("ResourceNotFoundException"));
    expect((await findings(subscribed))[name]).toMatch(
      /^problem: SNSTopicArn is not set, .*ask the vault's owner$/,
    );
  });

  test("nor are events that its owner left out", async () => {
    notifies(theirs, "COPY_JOB_FAILED");
    expect((await findings(subscribed))[name]).toBe(
      "warning: BackupVaultEvents lacks BACKUP_JOB_COMPLETED, so backups that end are not reported; ask the vault's owner to add it",
    );
  });
});

const kmsCommand = (name: string) => `\`aws kms ${name} --region eu-west-1 --key-id ${key_arn}\``;
const call = (service: string, action: string, arn?: string) =>
  `${service}.amazonaws.com to call ${action}${arn === undefined ? "" : ` for ${arn}`}`;
const keyCall = (service: string, arn?: string) => call(service, "kms:GenerateDataKey and kms:Decrypt", arn);
const dropped = "so AWS Backup silently drops these events";

const wrong: Case[] = [
  [
    "topic: lets AWS Backup publish for one vault of two",
    () => publishes({ ...thisAccount, ...from(vault_arn) }),
    `problem: Policy does not allow ${call("backup", "sns:Publish", defaultVault)}, ${dropped}; ${restore}`,
  ],
  [
    "topic: lets another service publish",
    () => publishes({}, "awsbackup.amazonaws.com"),
    `problem: Policy does not allow ${call("backup", "sns:Publish", vault_arn)}, nor ${call("backup", "sns:Publish", defaultVault)}, ${dropped}; ${restore}`,
  ],
  [
    "topic: lets AWS Backup publish for everyone",
    () => publishes(),
    `warning: Policy allows ${call("backup", "sns:Publish", vault_arn.replace("111122223333", "999999999999"))}, so other accounts can publish, too; ${restore}`,
    { outputs: { existing_vault_names: "" } },
  ],
  [
    "topic: is encrypted with another key",
    () =>
      sns.on(GetTopicAttributesCommand).resolves({
        Attributes: {
          Policy: policyOf(lets("backup.amazonaws.com", "sns:Publish", topic_arn, thisAccount)),
          KmsMasterKeyId: "alias/aws/sns",
        },
      }),
    `problem: KmsMasterKeyId is alias/aws/sns, expected ${key_arn}; ${restore}`,
  ],
  [
    "topic: has a policy with an unknown operator",
    () => publishes({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
    expect.stringMatching(/^unknown: could not be checked: .*operator IpAddress is not supported here/),
  ],
  [
    "key: does not let AWS Backup in",
    () => keyAllows(uses("sns"), uses("cloudwatch"), uses("events")),
    `problem: Policy does not allow ${keyCall("backup")}; ${restore}`,
  ],
  [
    "key: lets neither the rule nor the topic in",
    () => keyAllows(uses("backup"), uses("cloudwatch")),
    `problem: Policy does not allow ${keyCall("sns", topic_arn)}, nor ${keyCall("events")}; ${restore}`,
  ],
  [
    "key: lets EventBridge in on a condition that it never meets",
    () => keyAllows(uses("backup"), uses("sns"), uses("cloudwatch"), uses("events", thisAccount)),
    `problem: Policy does not allow ${keyCall("events")}; ${restore}`,
  ],
  [
    "key: lets a service encrypt but not decrypt",
    () =>
      keyAllows(
        lets("backup.amazonaws.com", "kms:GenerateDataKey*", "*"),
        uses("sns"),
        uses("cloudwatch"),
        uses("events"),
      ),
    `problem: Policy does not allow ${call("backup", "kms:Decrypt")}; ${restore}`,
  ],
  [
    "key: is disabled",
    () => keyIs("Disabled"),
    `problem: KeyState is Disabled, so nothing can be read or sent; enable it with ${kmsCommand("enable-key")}`,
  ],
  [
    "key: is scheduled for deletion",
    () => keyIs("PendingDeletion"),
    `problem: KeyState is PendingDeletion, so everything that it encrypts will be lost; cancel that with ${kmsCommand("cancel-key-deletion")}, then enable the key`,
  ],
  [
    "queue: does not let the rule send",
    () => queueHas(policyOf(sends("sns", topic_arn))),
    `problem: Policy does not allow ${call("events", "sqs:SendMessage", ruleArn)}; ${restore}`,
  ],
  [
    "queue: lets another topic send",
    () => queueHas(policyOf(sends("sns", `${topic_arn}-2`), sends("events", ruleArn))),
    `problem: Policy does not allow ${call("sns", "sqs:SendMessage", topic_arn)}; ${restore}`,
  ],
  [
    "queue: has no policy",
    () => sqs.on(GetQueueAttributesCommand, { QueueUrl: queue_url }).resolves({}),
    `problem: Policy does not allow ${call("sns", "sqs:SendMessage", topic_arn)}; ${restore}`,
    noRule,
  ],
  [
    "queue: has no dead-letter queue",
    () => queueHas(policyOf(sends("sns", topic_arn), sends("events", ruleArn)), ""),
    `problem: deadLetterTargetArn is not set, expected ${queueArn}-dead, so events that the notifier cannot process are lost; ${restore}`,
  ],
  [
    "dead-letter queue: needs no dead-letter queue",
    () =>
      sqs.on(GetQueueAttributesCommand, { QueueUrl: dead_letter_queue_url }).resolves({
        Attributes: { Policy: policyOf(sends("sns", topic_arn, `${queueArn}-dead`)) },
      }),
    "ok: sns.amazonaws.com can send",
    noRule,
  ],
  [
    "permission: is missing for the rule",
    () => lambda.on(GetPolicyCommand).resolves({ Policy: invokes("sns", topic_arn) }),
    `problem: Policy does not allow ${call("events", "lambda:InvokeFunction", ruleArn)}; ${restore}`,
    { outputs: direct },
  ],
  [
    "permission: is missing altogether",
    () => lambda.on(GetPolicyCommand).rejects(awsError("ResourceNotFoundException")),
    `problem: Policy does not allow ${call("sns", "lambda:InvokeFunction", topic_arn)}, nor ${call("events", "lambda:InvokeFunction", ruleArn)}; ${restore}`,
    { outputs: direct },
  ],
  [
    "backup role: trusts another service",
    () => roleTrusts("ec2.amazonaws.com"),
    `problem: TrustPolicy does not allow ${call("backup", "sts:AssumeRole")}; ${restore}`,
  ],
  [
    "backup role: lacks a policy",
    () =>
      iam
        .on(ListAttachedRolePoliciesCommand)
        .resolves({ AttachedPolicies: [{ PolicyName: "AWSBackupServiceRolePolicyForRestores" }] }),
    `problem: AttachedPolicies lacks AWSBackupServiceRolePolicyForBackup; ${restore}`,
  ],
  [
    "subscription: of the queue is missing",
    () => subscriptionsAre(),
    `problem: the queue is not subscribed to the topic; ${restore}`,
  ],
  [
    "subscription: of the function is missing",
    () => subscriptionsAre(queueArn),
    `problem: the function is not subscribed to the topic; ${restore}`,
    { outputs: direct },
  ],
  [
    "subscription: is not confirmed",
    () => subscriptionsAre(queueArn),
    `problem: SubscriptionArn is PendingConfirmation, so the queue gets no events; ${restore}`,
  ],
  [
    "subscription: has no dead-letter queue",
    () => sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: {} }),
    `warning: deadLetterTargetArn is not set, expected ${queueArn}-dead, so events that the topic cannot deliver are lost; ${restore}`,
  ],
  [
    "event source: is missing",
    () => lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [] }),
    `problem: the queue is not an event source of backup-notifications-dev; ${restore}`,
  ],
  ...["Disabled", "Disabling"].map(
    (state): Case => [
      `event source: is ${state}`,
      () => mappingIs(state, "ReportBatchItemFailures"),
      `problem: State is ${state}, so events stay in the queue; enable it with \`aws lambda update-event-source-mapping --region eu-west-1 --uuid 0a1b-2c --enabled\``,
    ],
  ),
  [
    "event source: does not report batch item failures",
    () => mappingIs("Enabled"),
    `problem: FunctionResponseTypes lacks ReportBatchItemFailures, so events that Slack accepted are sent again with those that it did not; ${restore}`,
  ],
  [
    "event source: is being updated",
    () => mappingIs("Updating", "ReportBatchItemFailures"),
    "warning: State is Updating, expected Enabled; check again in a minute",
  ],
  [
    "rule: is disabled",
    () => eventbridge.on(DescribeRuleCommand).resolves({ State: "DISABLED" }),
    `problem: State is DISABLED; enable it with \`aws events enable-rule --region eu-west-1 --name ${ruleName}\``,
  ],
  [
    "rule: does not lead to the queue",
    () => eventbridge.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "2", Arn: functionArn }] }),
    `problem: Targets lacks ${queueArn}, so the queue gets no events from it; ${restore}`,
  ],
  [
    "rule: does not lead to the function",
    () => eventbridge.on(ListTargetsByRuleCommand).resolves({}),
    `problem: Targets lacks ${functionArn}, so the function gets no events from it; ${restore}`,
    { outputs: direct },
  ],
  [
    `${vault}: has no notifications`,
    () =>
      backup.on(GetBackupVaultNotificationsCommand, ownVault).rejects(awsError("ResourceNotFoundException")),
    `problem: it has no notifications; ${restore}`,
  ],
  [
    `${vault}: notifies another topic`,
    () =>
      backup
        .on(GetBackupVaultNotificationsCommand, ownVault)
        .resolves({ SNSTopicArn: `${topic_arn}-2`, BackupVaultEvents: [...wanted] }),
    `problem: SNSTopicArn is ${topic_arn}-2, expected ${topic_arn}, so this stage receives nothing from it: a vault has one notification setting; ${restore}`,
  ],
  [
    `${vault}: does not report the end of backups`,
    () => vaultReports("COPY_JOB_FAILED"),
    `problem: BackupVaultEvents lacks BACKUP_JOB_COMPLETED, so backups that end are not reported; ${restore}`,
  ],
  [
    `${vault}: does not report copies`,
    () => vaultReports("BACKUP_JOB_COMPLETED"),
    `warning: BackupVaultEvents lacks COPY_JOB_FAILED; ${restore}`,
  ],
  [
    `${vault}: is not asked to report the end of backups`,
    () => vaultReports("COPY_JOB_FAILED"),
    "warning: BackupVaultEvents lacks BACKUP_JOB_COMPLETED, so backups that end are not reported; if that is not intended, add it to `events` in stages/dev.ts",
    { expected: { vaultEvents: ["COPY_JOB_FAILED"] }, outputs: { existing_vault_names: "" } },
  ],
  [
    "ledger: has time to live being enabled",
    () =>
      dynamodb
        .on(DescribeTimeToLiveCommand)
        .resolves({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLING" } }),
    "ok: ledger is active",
  ],
  [
    "ledger: is being updated",
    () => dynamodb.on(DescribeTableCommand).resolves({ Table: { TableStatus: "UPDATING" } }),
    "warning: TableStatus is UPDATING, expected ACTIVE; check again in a minute",
  ],
  [
    "ledger: has time to live disabled",
    () =>
      dynamodb
        .on(DescribeTimeToLiveCommand)
        .resolves({ TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } }),
    `warning: TimeToLiveStatus is DISABLED, expected ENABLED or ENABLING, so the table keeps growing; ${restore}`,
  ],
];

test.each<Case>(wrong)("%s", async (what, plant, sentence, changes = {}) => {
  const [check = ""] = what.split(": ");
  plant();
  const { [check]: found, ...others } = await findings(changes);
  expect(found).toEqual(sentence);
  expect(Object.values(others).every((other) => other.startsWith("ok: "))).toBe(true);
});

type Planted = { rejects(error: Error): unknown; resolves(answer: object): unknown };
type Read = [check: string, on: () => Planted, sentence?: string];

const reads: Read[] = [
  ["backup role", () => iam.on(GetRoleCommand), `${role} does not exist`],
  ["topic", () => sns.on(GetTopicAttributesCommand), `${topic_arn} does not exist`],
  ["key", () => kms.on(DescribeKeyCommand), `${key_arn} does not exist`],
  ["rule", () => eventbridge.on(DescribeRuleCommand), `${ruleName} does not exist`],
  ["queue", () => sqs.on(GetQueueAttributesCommand, { QueueUrl: queue_url }), `${queue_url} does not exist`],
  ["ledger", () => dynamodb.on(DescribeTableCommand), "ledger does not exist"],
];

test.each<Read>(reads)("%s: does not exist", async (check, on, sentence = "") => {
  on().rejects(awsError("NotFoundException"));
  expect((await findings())[check]).toBe(`problem: ${sentence}; ${restore}`);
});

const moreReads: Read[] = [
  [vault, () => backup.on(GetBackupVaultNotificationsCommand)],
  ["backup role", () => iam.on(ListAttachedRolePoliciesCommand)],
  ["key", () => kms.on(GetKeyPolicyCommand)],
  ["rule", () => eventbridge.on(ListTargetsByRuleCommand)],
  ["subscription", () => sns.on(ListSubscriptionsByTopicCommand)],
  ["subscription", () => sns.on(GetSubscriptionAttributesCommand)],
  ["event source", () => lambda.on(ListEventSourceMappingsCommand)],
  ["ledger", () => dynamodb.on(DescribeTimeToLiveCommand)],
];

test.each<Read>([...reads, ...moreReads])("%s: AWS denies it, so nothing is known", async (check, on) => {
  on().rejects(awsError("AccessDeniedException", "User: x is not authorized to perform: y:Z on resource: w"));
  expect((await findings())[check]).toMatch(/^unknown: could not be checked: AWS denied y:Z .*allow y:Z/);
});

test.each<Read>([
  ["topic", () => sns.on(GetTopicAttributesCommand)],
  ["key", () => kms.on(GetKeyPolicyCommand)],
  ["key", () => kms.on(DescribeKeyCommand)],
  ["backup role", () => iam.on(GetRoleCommand)],
  ["rule", () => eventbridge.on(DescribeRuleCommand)],
  ["ledger", () => dynamodb.on(DescribeTimeToLiveCommand)],
])("%s: an answer without the setting is not good", async (check, on) => {
  on().resolves({});
  expect((await findings())[check]).not.toMatch(/^ok/);
});

test("what the policy of an existing key lacks is for its owner to add, and no deployment restores it", async () => {
  const logs = {
    Sid: "LogsWrite",
    Effect: "Allow",
    Principal: { Service: "logs.eu-west-1.amazonaws.com" },
    Action: ["kms:Decrypt*"],
    Resource: "*",
  };
  const expected = expectedOf({ ruleName, existingKey: { arn: key_arn, statements: [logs] } });
  expect((await findings({ expected }))["key"]).toBe(
    `problem: its policy lacks what the stage needs, so messages are dropped; its owner adds ${JSON.stringify(logs)}`,
  );
  keyAllows(logs);
  expect((await findings({ expected }))["key"]).toBe(healthy.key);
});
