import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from "@aws-sdk/client-cloudwatch";
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import type { StackOutputs } from "../../../src/outputs";
import { lets, policyOf } from "./doctor";

export const alarm = "backup-notifications-dev-dead-letters";
export const ruleName = "backup-notifications-dev-state-changes";
export const ruleArn = `arn:aws:events:eu-west-1:111122223333:rule/${ruleName}`;
export const queueArn = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev";
export const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:backup-notifications-dev";

export const thisAccount = { StringEquals: { "aws:SourceAccount": "111122223333" } };
export const from = (...arns: readonly string[]) => ({ ArnLike: { "aws:SourceArn": arns } });

export const insecure = {
  Effect: "Deny",
  Principal: "*",
  Action: ["sns:Publish", "sqs:SendMessage"],
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

export const keyUses = ["kms:GenerateDataKey*", "kms:Decrypt"];

/** A trust policy as IAM returns it. */
export const trustOf = (service: string): string => {
  const { Resource: _, ...trust } = lets(service, "sts:AssumeRole", "*", thisAccount);
  return encodeURIComponent(policyOf(trust));
};

/** an error as AWS returns it. */
export const awsError = (name: string, message = "gone"): Error =>
  Object.assign(new Error(message), { name });

export const lambda = mockClient(LambdaClient);
export const sns = mockClient(SNSClient);
export const sqs = mockClient(SQSClient);
export const kms = mockClient(KMSClient);
export const iam = mockClient(IAMClient);
export const cloudwatch = mockClient(CloudWatchClient);
export const eventbridge = mockClient(EventBridgeClient);
export const dynamodb = mockClient(DynamoDBClient);

const mockFunction = (outputs: StackOutputs): void => {
  const Variables = {
    STAGE: "dev",
    WEBHOOK_PARAMETER_NAME: outputs.webhook_parameter_name,
    SLACK_HOSTS: outputs.slack_hosts,
    DEAD_LETTER_QUEUE_URL: outputs.dead_letter_queue_url,
    LEDGER_TABLE_NAME: outputs.ledger_table_name,
  };
  const configuration = { State: "Active", LastUpdateStatus: "Successful", Runtime: "nodejs24.x" } as const;
  lambda.on(GetFunctionConfigurationCommand).resolves({ ...configuration, Environment: { Variables } });
  lambda.on(GetFunctionConcurrencyCommand).resolves({});
  const mapping = { UUID: "0a1b-2c", State: "Enabled" };
  lambda.on(ListEventSourceMappingsCommand, { EventSourceArn: queueArn }).resolves({
    EventSourceMappings: [{ ...mapping, FunctionResponseTypes: ["ReportBatchItemFailures"] }],
  });
  const invokes = (service: string, arn: string) =>
    lets(service, "lambda:InvokeFunction", functionArn, { ArnLike: { "AWS:SourceArn": arn } });
  lambda.on(GetPolicyCommand).resolves({
    Policy: policyOf(
      invokes("sns.amazonaws.com", outputs.topic_arn),
      invokes("events.amazonaws.com", ruleArn),
    ),
  });
};

const mockTopic = ({ topic_arn, alarm_topic_arn, key_arn, vault_arn }: StackOutputs): void => {
  const vaults = from(vault_arn, vault_arn.replace("backup-notifications-dev", "Default"));
  const Policy = policyOf(
    lets("backup.amazonaws.com", "sns:Publish", topic_arn, { ...thisAccount, ...vaults }),
    insecure,
  );
  sns.on(GetTopicAttributesCommand).resolves({ Attributes: { Policy, KmsMasterKeyId: key_arn } });
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: topic_arn }).resolves({
    Subscriptions: [
      { Protocol: "sqs", Endpoint: queueArn, SubscriptionArn: `${topic_arn}:1` },
      { Protocol: "lambda", Endpoint: functionArn, SubscriptionArn: `${topic_arn}:2` },
    ],
  });
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: alarm_topic_arn }).resolves({
    Subscriptions: [{ Protocol: "email", Endpoint: "ops@example.com", SubscriptionArn: "arn:x" }],
  });
  sns
    .on(GetSubscriptionAttributesCommand)
    .resolves({ Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${queueArn}-dead"}` } });
};

const mockKey = (): void => {
  kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "0a1b", KeyState: "Enabled" } });
  kms.on(GetKeyPolicyCommand).resolves({
    Policy: policyOf(
      ...["backup", "events"].map((name) => lets(`${name}.amazonaws.com`, keyUses, "*")),
      ...["sns", "cloudwatch"].map((name) => lets(`${name}.amazonaws.com`, keyUses, "*", thisAccount)),
    ),
  });
};

/** Lets a queue hold messages, with the policies of a healthy stage. */
export const mockQueue = (QueueUrl: string, waiting: number, topicArn: string): void => {
  const arn = `arn:aws:sqs:eu-west-1:111122223333:${QueueUrl.split("/").at(-1)}`;
  sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({
    Attributes: {
      Policy: policyOf(
        lets("sns.amazonaws.com", "sqs:SendMessage", arn, from(topicArn)),
        lets("events.amazonaws.com", "sqs:SendMessage", arn, from(ruleArn)),
        insecure,
      ),
      RedrivePolicy: `{"deadLetterTargetArn":"${queueArn}-dead","maxReceiveCount":107}`,
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: "0",
    },
  });
};

const mockRole = (): void => {
  const role = { Path: "/", RoleName: "r", RoleId: "r", Arn: "arn", CreateDate: new Date(0) };
  const AssumeRolePolicyDocument = trustOf("backup.amazonaws.com");
  iam.on(GetRoleCommand).resolves({ Role: { ...role, AssumeRolePolicyDocument } });
  iam.on(ListAttachedRolePoliciesCommand).resolves({
    AttachedPolicies: [
      { PolicyName: "AWSBackupServiceRolePolicyForBackup" },
      { PolicyName: "AWSBackupServiceRolePolicyForRestores" },
    ],
  });
};

/** AWS answers as after a deployment: everything is as the stack has it. */
export const mockDeployedAws = (outputs: StackOutputs): void => {
  for (const mock of [lambda, sns, sqs, kms, iam, cloudwatch, eventbridge, dynamodb]) mock.reset();
  mockFunction(outputs);
  mockTopic(outputs);
  mockKey();
  mockQueue(outputs.queue_url, 0, outputs.topic_arn);
  mockQueue(outputs.dead_letter_queue_url, 0, outputs.topic_arn);
  mockRole();
  const quiet = { AlarmName: alarm, StateValue: "OK", ActionsEnabled: true } as const;
  cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [quiet] });
  cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
  eventbridge.on(DescribeRuleCommand).resolves({ State: "ENABLED" });
  eventbridge.on(ListTargetsByRuleCommand).resolves({
    Targets: [
      { Id: "1", Arn: queueArn },
      { Id: "2", Arn: functionArn },
    ],
  });
  dynamodb.on(DescribeTableCommand).resolves({ Table: { TableStatus: "ACTIVE" } });
  dynamodb.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLED" } });
};
