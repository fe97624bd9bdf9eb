import { BackupClient, GetBackupVaultNotificationsCommand } from "@aws-sdk/client-backup";
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { GetRoleCommand, IAMClient, paginateListAttachedRolePolicies } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetPolicyCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { GetSubscriptionAttributesCommand, GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { allItems } from "../../aws/all-items";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { arnIn, functionArnOf, lastPartOf, queueArnOf, vaultsOf } from "../../aws/stage-arns";
import { isConfirmed, listSubscriptions, pendingConfirmation } from "../../aws/subscriptions";
import { lackingStatements } from "../../stack/existing-key";
import type { ExistingKey } from "../../stack/synthesized-stack";
import type { Check } from "../check";
import { type DeployedStage, lookAgain } from "../deployed-stage";
import {
  allows,
  type Caller,
  type DeployedResource,
  denies,
  includes,
  is,
  isNot,
  type Setting,
  settingsCheck,
  valuesAt,
} from "../setting";

const backup = "backup.amazonaws.com";
const sns = "sns.amazonaws.com";
const events = "events.amazonaws.com";

/** Stands for any other account. */
const otherAccount = "999999999999";

/**
 * The event of every backup job that ends, successful or not. (AWS Backup API reference, PutBackupVaultNotifications)
 */
const endOfBackups = "BACKUP_JOB_COMPLETED";

/** Without a policy, nothing is allowed. */
const emptyPolicy = '{"Statement":[]}';

const namesOf = (callers: readonly Caller[], separator: string): string =>
  [...new Set(callers.map(({ service }) => service))].join(separator);

/** Without a policy in AWS's answer this throws, and the check ends unknown. */
const lackingIn = (answer: object, key: ExistingKey): readonly string[] =>
  lackingStatements(valuesAt(answer, "Policy")[0] ?? "{}", key);

/** What a deployment sets and anyone can change in AWS: what to read, which field, what is expected, what to do. */
const deployedResourcesOf = ({
  outputs,
  expected,
  aws,
}: DeployedStage): readonly (DeployedResource | false)[] => {
  const { account_id, region, topic_arn, key_arn: KeyId, function_name, queue_url } = outputs;
  const { ruleName, vaultEvents, existingKey, subscribedTopics } = expected;
  const account = { "aws:SourceAccount": account_id };
  const tls = { "aws:SecureTransport": "true" };
  const hasQueue = outputs.delivery === "queue";
  const target = hasQueue ? "queue" : "function";
  const targetArn = hasQueue ? queueArnOf(queue_url, outputs) : functionArnOf(outputs);
  const hasDeadLetterQueue = is(
    "Attributes.RedrivePolicy.deadLetterTargetArn",
    queueArnOf(outputs.dead_letter_queue_url, outputs),
  );
  const vaults = vaultsOf(outputs);
  const publishing = vaults.filter(({ name }) => subscribedTopics[name] === undefined);
  const otherTopicArns = [...new Set(Object.values(subscribedTopics))];
  const ruleArns = ruleName === undefined ? [] : [arnIn(outputs, "events", `rule/${ruleName}`)];
  const RoleName = lastPartOf(outputs.backup_role_arn);
  const TableName = outputs.ledger_table_name;
  const dynamodb = connect(DynamoDBClient, aws);
  const eventBridge = connect(EventBridgeClient, aws);
  const iam = connect(IAMClient, aws);
  const kms = connect(KMSClient, aws);
  const lambda = connect(LambdaClient, aws);
  const topics = connect(SNSClient, aws);

  const publishersIn = (accountId: string): readonly Caller[] => {
    const from = (arn: string) => ({ ...tls, "aws:SourceAccount": accountId, "aws:SourceArn": arn });
    return publishing.map(({ arn }) => ({
      service: backup,
      context: from(arn.replace(account_id, accountId)),
    }));
  };
  // AWS Backup and EventBridge send no source to KMS, or are not known to: a condition on it would drop all events.
  // (EventBridge User Guide, encrypted targets)
  const keyUsers: readonly Caller[] = [
    { service: backup, context: {} },
    { service: sns, context: { ...account, "aws:SourceArn": topic_arn } },
    {
      service: "cloudwatch.amazonaws.com",
      context: { ...account, "aws:SourceArn": arnIn(outputs, "cloudwatch", "alarm:any") },
    },
    ...ruleArns.map(() => ({ service: events, context: {} })),
  ];
  const keyCommand = (name: string): string => `\`aws kms ${name} --region ${region} --key-id ${KeyId}\``;

  // The topic, and the rule where there is one, send to the queues, or invoke the function.
  const sendersWith = (context: Caller["context"]): readonly Caller[] => [
    ...[topic_arn, ...otherTopicArns].map((arn) => ({
      service: sns,
      context: { ...context, "aws:SourceArn": arn },
    })),
    ...ruleArns.map((arn) => ({ service: events, context: { ...context, "aws:SourceArn": arn } })),
  ];
  const senders = sendersWith({ ...account, ...tls });
  const queue = (name: string, QueueUrl: string, ...settings: readonly Setting[]): DeployedResource => ({
    name,
    read: async () => {
      const { Attributes } = await connect(SQSClient, aws).send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "RedrivePolicy"] }),
      );
      return { Attributes: { Policy: emptyPolicy, ...Attributes } };
    },
    missing: `${QueueUrl} does not exist`,
    settings: [
      allows("Attributes.Policy", senders, queueArnOf(QueueUrl, outputs), "sqs:SendMessage"),
      ...settings,
    ],
    good: `${namesOf(senders, " and ")} can send`,
  });

  const notificationsOf = (BackupVaultName: string) =>
    connect(BackupClient, aws).send(new GetBackupVaultNotificationsCommand({ BackupVaultName }));
  const ownSetting = (name: string): DeployedResource => ({
    name: `vault ${name}`,
    read: () => notificationsOf(name),
    // AWS Backup answers "not found" for a vault without notifications, too.
    missing: "it has no notifications",
    settings: [
      {
        expect: is("SNSTopicArn", topic_arn),
        so: "this stage receives nothing from it: a vault has one notification setting",
      },
      {
        expect: includes("BackupVaultEvents", endOfBackups),
        so: "backups that end are not reported",
        ...(!vaultEvents.includes(endOfBackups) && {
          verdict: "warning",
          remedy: `if that is not intended, add it to \`events\` in stages/${outputs.stage}.ts`,
        }),
      },
      { expect: includes("BackupVaultEvents", ...vaultEvents), verdict: "warning" },
    ],
    good: "it notifies the stage's topic",
  });
  const theirSetting = (name: string, otherTopicArn: string): DeployedResource => ({
    name: `vault ${name}`,
    read: async () => (await unlessMissing(notificationsOf(name))) ?? {},
    missing: "it has no notifications",
    settings: [
      {
        expect: is("SNSTopicArn", otherTopicArn),
        so: "this stage receives nothing from it",
        remedy: `write the topic that it notifies into stages/${outputs.stage}.ts, or ask the vault's owner`,
      },
      {
        expect: includes("BackupVaultEvents", endOfBackups),
        so: "backups that end are not reported",
        verdict: "warning",
        remedy: "ask the vault's owner to add it",
      },
    ],
    good: `it notifies ${otherTopicArn}, to which the stage subscribes`,
  });
  const subscriptionTo = (topicArn: string, name: string): DeployedResource => ({
    name,
    read: async () => {
      const found = (await listSubscriptions(topicArn, aws)).find(({ Endpoint }) => Endpoint === targetArn);
      if (found === undefined || !isConfirmed(found)) return found;
      const { SubscriptionArn } = found;
      return {
        ...found,
        ...(await topics.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))),
      };
    },
    missing: `the ${target} is not subscribed to the topic`,
    settings: [
      { expect: isNot("SubscriptionArn", pendingConfirmation), so: `the ${target} gets no events` },
      {
        expect: hasDeadLetterQueue,
        so: "events that the topic cannot deliver are lost",
        verdict: "warning",
      },
    ],
    good: `the topic delivers to the ${target}`,
  });

  return [
    outputs.backup_role_arn !== "" && {
      name: "backup role",
      read: async () => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
        const pages = paginateListAttachedRolePolicies({ client: iam }, { RoleName });
        return {
          // IAM URL-encodes policy documents. (IAM API reference, GetRole)
          TrustPolicy: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}"),
          AttachedPolicies: await allItems(pages, (page) => page.AttachedPolicies),
        };
      },
      missing: `${RoleName} does not exist`,
      settings: [
        allows(
          "TrustPolicy",
          [{ service: backup, context: account }],
          outputs.backup_role_arn,
          "sts:AssumeRole",
        ),
        includes("AttachedPolicies.PolicyName", ...expected.managedPolicyNames),
      ],
      good: `AWS Backup can work with ${RoleName}`,
    },
    ...vaults.map(
      ({ name }): DeployedResource =>
        subscribedTopics[name] === undefined ? ownSetting(name) : theirSetting(name, subscribedTopics[name]),
    ),
    {
      name: "topic",
      read: () => topics.send(new GetTopicAttributesCommand({ TopicArn: topic_arn })),
      missing: `${topic_arn} does not exist`,
      settings: [
        // For this account only. (AWS Backup Developer Guide, Cross-service confused deputy prevention)
        {
          expect: allows("Attributes.Policy", publishersIn(account_id), topic_arn, "sns:Publish"),
          so: "AWS Backup silently drops these events",
        },
        is("Attributes.KmsMasterKeyId", KeyId),
        {
          expect: denies("Attributes.Policy", publishersIn(otherAccount), topic_arn, "sns:Publish"),
          so: "other accounts can publish, too",
          verdict: "warning",
        },
      ],
      good:
        publishing.length === 0
          ? "no vault has to publish to it"
          : `${backup} can publish for ${publishing.map(({ name }) => name).join(", ")}`,
    },
    {
      name: "key",
      read: async () => ({
        ...(await kms.send(new DescribeKeyCommand({ KeyId }))),
        ...(await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }))),
      }),
      missing: `${KeyId} does not exist`,
      settings: [
        {
          expect: isNot("KeyMetadata.KeyState", "Disabled"),
          so: "nothing can be read or sent",
          remedy: `enable it with ${keyCommand("enable-key")}`,
        },
        {
          expect: isNot("KeyMetadata.KeyState", "PendingDeletion"),
          so: "everything that it encrypts will be lost",
          remedy: `cancel that with ${keyCommand("cancel-key-deletion")}, then enable the key`,
        },
        existingKey === undefined
          ? allows("Policy", keyUsers, KeyId, "kms:GenerateDataKey", "kms:Decrypt")
          : {
              expect: (answer) =>
                lackingIn(answer, existingKey).length > 0 && "its policy lacks what the stage needs",
              so: "messages are dropped",
              remedy: (answer) => `its owner adds ${lackingIn(answer, existingKey).join(", ")}`,
            },
      ],
      good: `enabled, for ${namesOf(keyUsers, ", ").replaceAll(".amazonaws.com", "")}`,
    },
    ruleName !== undefined && {
      name: "rule",
      read: async () => ({
        ...(await eventBridge.send(new DescribeRuleCommand({ Name: ruleName }))),
        ...(await eventBridge.send(new ListTargetsByRuleCommand({ Rule: ruleName }))),
      }),
      missing: `${ruleName} does not exist`,
      settings: [
        {
          expect: isNot("State", "DISABLED"),
          remedy: `enable it with \`aws events enable-rule --region ${region} --name ${ruleName}\``,
        },
        { expect: includes("Targets.Arn", targetArn), so: `the ${target} gets no events from it` },
      ],
      good: `${ruleName} is enabled`,
    },
    subscriptionTo(topic_arn, "subscription"),
    ...otherTopicArns.map((arn) =>
      subscriptionTo(arn, `subscription to ${lastPartOf(arn.replaceAll(":", "/"))}`),
    ),
    hasQueue &&
      queue("queue", queue_url, {
        expect: hasDeadLetterQueue,
        so: "events that the notifier cannot process are lost",
      }),
    queue("dead-letter queue", outputs.dead_letter_queue_url),
    hasQueue && {
      name: "event source",
      read: async () => {
        const input = { FunctionName: function_name, EventSourceArn: targetArn };
        return (await lambda.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings?.[0];
      },
      missing: `the queue is not an event source of ${function_name}`,
      settings: [
        {
          expect: isNot("State", "Disabled", "Disabling"),
          so: "events stay in the queue",
          remedy: (answer) =>
            `enable it with \`aws lambda update-event-source-mapping --region ${region} --uuid ${valuesAt(answer, "UUID")[0]} --enabled\``,
        },
        {
          expect: includes("FunctionResponseTypes", "ReportBatchItemFailures"),
          so: "events that Slack accepted are sent again with those that it did not",
        },
        { expect: is("State", "Enabled"), verdict: "warning", remedy: lookAgain },
      ],
      good: `the queue invokes ${function_name}`,
    },
    !hasQueue && {
      name: "permission",
      read: async () => ({
        Policy: emptyPolicy,
        ...(await unlessMissing(lambda.send(new GetPolicyCommand({ FunctionName: function_name })))),
      }),
      missing: `${function_name} has no policy`,
      settings: [allows("Policy", sendersWith({}), targetArn, "lambda:InvokeFunction")],
      good: `${namesOf(senders, " and ")} can invoke ${function_name}`,
    },
    TableName !== "" && {
      name: "ledger",
      read: async () => ({
        ...(await dynamodb.send(new DescribeTableCommand({ TableName }))),
        ...(await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))),
      }),
      missing: `${TableName} does not exist`,
      settings: [
        { expect: is("Table.TableStatus", "ACTIVE"), verdict: "warning", remedy: lookAgain },
        {
          expect: is("TimeToLiveDescription.TimeToLiveStatus", "ENABLED", "ENABLING"),
          so: "the table keeps growing",
          verdict: "warning",
        },
      ],
      good: `${TableName} is active`,
    },
  ];
};

/** One check for each resource that the stage has. */
export const deployedSettingsChecks = (stage: DeployedStage): readonly Check[] =>
  deployedResourcesOf(stage).flatMap((resource) =>
    resource === false ? [] : [settingsCheck(resource, stage.outputs)],
  );
