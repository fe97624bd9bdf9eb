import {
  BackupClient,
  PutBackupVaultNotificationsCommand,
  UpdateRegionSettingsCommand,
} from "@aws-sdk/client-backup";
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
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { doctor as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { lets, policyOf, putBack } from "../support/doctor";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const outputs = outputsOf({ slack_hosts: "127.0.0.1", ledger_table_name: "ledger" });
const events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"] as const;
const alarm = "backup-notifications-dev-dead-letters";
const ruleName = "backup-notifications-dev-state-changes";
const ruleArn = `arn:aws:events:eu-west-1:111122223333:rule/${ruleName}`;
const queueArn = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev";
const thisAccount = { StringEquals: { "aws:SourceAccount": "111122223333" } };
const from = (arn: string) => ({ ArnEquals: { "aws:SourceArn": arn } });

const lambda = mockClient(LambdaClient);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const kms = mockClient(KMSClient);
const iam = mockClient(IAMClient);
const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const cloudwatch = mockClient(CloudWatchClient);
const eventbridge = mockClient(EventBridgeClient);
const dynamodb = mockClient(DynamoDBClient);
const mocks = [lambda, sns, sqs, kms, iam, ssm, sts, cloudwatch, eventbridge, dynamodb];

let project: ProjectFolder;
let slack: LocalSlack;
let backup: AwsBackup;

const functionIsWell = (): void => {
  const Variables = {
    STAGE: "dev",
    WEBHOOK_PARAMETER_NAME: outputs.webhook_parameter_name,
    SLACK_HOSTS: "127.0.0.1",
    DEAD_LETTER_QUEUE_URL: outputs.dead_letter_queue_url,
    LEDGER_TABLE_NAME: "ledger",
  };
  const configuration = { State: "Active", LastUpdateStatus: "Successful", Runtime: "nodejs24.x" } as const;
  lambda.on(GetFunctionConfigurationCommand).resolves({ ...configuration, Environment: { Variables } });
  lambda.on(GetFunctionConcurrencyCommand).resolves({});
  lambda.on(ListEventSourceMappingsCommand, { EventSourceArn: queueArn }).resolves({
    EventSourceMappings: [
      { UUID: "0a1b", State: "Enabled", FunctionResponseTypes: ["ReportBatchItemFailures"] },
    ],
  });
};

const topicIsWell = (): void => {
  const Policy = policyOf(
    lets("backup.amazonaws.com", "sns:Publish", outputs.topic_arn, {
      ...thisAccount,
      ...from(outputs.vault_arn),
    }),
  );
  sns.on(GetTopicAttributesCommand).resolves({ Attributes: { Policy, KmsMasterKeyId: outputs.key_arn } });
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: outputs.topic_arn }).resolves({
    Subscriptions: [{ Protocol: "sqs", Endpoint: queueArn, SubscriptionArn: `${outputs.topic_arn}:1` }],
  });
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: outputs.alarm_topic_arn }).resolves({
    Subscriptions: [{ Protocol: "email", Endpoint: "ops@example.com", SubscriptionArn: "arn:x" }],
  });
  sns
    .on(GetSubscriptionAttributesCommand)
    .resolves({ Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${queueArn}-dead"}` } });
  const uses = ["kms:GenerateDataKey*", "kms:Decrypt"];
  const users = ["backup", "sns", "cloudwatch", "events"].map((name) =>
    lets(`${name}.amazonaws.com`, uses, "*"),
  );
  kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "0a1b", KeyState: "Enabled" } });
  kms.on(GetKeyPolicyCommand).resolves({ Policy: policyOf(...users) });
};

const queueHolds = (QueueUrl: string, name: string, waiting: number): void => {
  const arn = `arn:aws:sqs:eu-west-1:111122223333:${name}`;
  sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({
    Attributes: {
      Policy: policyOf(
        lets("sns.amazonaws.com", "sqs:SendMessage", arn, from(outputs.topic_arn)),
        lets("events.amazonaws.com", "sqs:SendMessage", arn, from(ruleArn)),
      ),
      RedrivePolicy: `{"deadLetterTargetArn":"${queueArn}-dead"}`,
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: "0",
    },
  });
};

const deadLettersAre = (count: number): void =>
  queueHolds(outputs.dead_letter_queue_url, "backup-notifications-dev-dead", count);

const roleIsWell = (): void => {
  const { Resource: _, ...trust } = lets("backup.amazonaws.com", "sts:AssumeRole", "*", thisAccount);
  const AssumeRolePolicyDocument = encodeURIComponent(policyOf(trust));
  const role = { Path: "/", RoleName: "r", RoleId: "r", Arn: "arn", CreateDate: new Date(0) };
  iam.on(GetRoleCommand).resolves({ Role: { ...role, AssumeRolePolicyDocument } });
  iam
    .on(ListAttachedRolePoliciesCommand)
    .resolves({ AttachedPolicies: [{ PolicyName: "AWSBackupServiceRolePolicyForBackup" }] });
};

const watchersAreWell = (): void => {
  const quiet = { AlarmName: alarm, StateValue: "OK", ActionsEnabled: true } as const;
  cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [quiet] });
  cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
  eventbridge.on(DescribeRuleCommand).resolves({ State: "ENABLED" });
  eventbridge.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "1", Arn: queueArn }] });
  dynamodb.on(DescribeTableCommand).resolves({ Table: { TableStatus: "ACTIVE" } });
  dynamodb.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLED" } });
};

const webhookIsStored = (Value: string, Type: "SecureString" | "String" = "SecureString"): void => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Type, Value } });
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ KeyId: outputs.key_arn }] });
};

/** Terraform fills the partition in. */
const attached = `arn:\${data.aws_partition.p.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup`;

const wanted = {
  aws_cloudwatch_metric_alarm: { a: { alarm_name: alarm } },
  aws_cloudwatch_event_rule: { r: { name: ruleName } },
  aws_backup_vault_notifications: { n: { backup_vault_events: events } },
  aws_iam_role_policy_attachment: { p: { policy_arn: attached } },
};

const backupClient = (): BackupClient =>
  new BackupClient({
    endpoint: backup.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });

beforeEach(async () => {
  for (const mock of mocks) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  functionIsWell();
  topicIsWell();
  queueHolds(outputs.queue_url, "backup-notifications-dev", 0);
  deadLettersAre(0);
  roleIsWell();
  watchersAreWell();
  slack = await startSlack();
  webhookIsStored(slack.webhookUrl);
  backup = await startAwsBackup();
  await backupClient().send(
    new PutBackupVaultNotificationsCommand({
      BackupVaultName: outputs.vault_name,
      SNSTopicArn: outputs.topic_arn,
      BackupVaultEvents: [...events],
    }),
  );
  project = makeProjectFolder();
  project.synthesizes({ resources: wanted });
  project.deployed(outputs);
});

afterEach(async () => {
  project.remove();
  await Promise.all([slack.close(), backup.close()]);
});

/** Asks the doctor; whatever it says, the webhook URL is not in it. */
const ask = async (...args: string[]): Promise<{ exitCode: number; screen: string; lines: string[] }> => {
  const operator = newOperator({ project, endpoint: backup.url });
  const exitCode = await operator.types(command, ...args);
  const screen = operator.sees();
  expect(screen).not.toContain(new URL(slack.webhookUrl).pathname);
  return { exitCode, screen, lines: screen.split("\n") };
};

const lineOf = (lines: readonly string[], check: string): string | undefined =>
  lines.find((line) => new RegExp(`^\\w+ +${check}  `).test(line))?.replace(/ {2,}/g, " ");

test("of a stage that is well, each check is told, and nothing appears in the channel", async () => {
  backup.someJob(outputs.vault_name, resources.instance);
  backup.clock.advance(120_000);
  const { exitCode, lines } = await ask("dev", "eu-west-1");
  expect(lines.slice(1, -1).map((line) => line.split(/ {2,}/).slice(0, 2).join(" "))).toEqual([
    "ok credentials",
    "ok stack",
    "ok backup role",
    "ok resource types",
    "ok backups in backup-notifications-dev",
    "ok vault backup-notifications-dev",
    "ok topic",
    "ok key",
    "ok rule",
    "ok subscription",
    "ok queue",
    "ok dead-letter queue",
    "ok event source",
    "ok function",
    "ok webhook",
    "ok Slack",
    "ok ledger",
    "ok backlog",
    "ok dead letters",
    "ok alarms",
    "ok alarm mail",
  ]);
  expect(lines.at(-1)).toBe("Nothing is wrong with stage dev: 21 ok.");
  expect(exitCode).toBe(0);
  expect(slack.messages).toEqual([]);
});

test("a problem ends with 1, warnings do not", async () => {
  const well = await ask();
  expect(well.exitCode).toBe(0);
  expect(well.screen).toMatch(/Nothing is wrong with stage dev: 1 warning, 20 ok\.$/);
  deadLettersAre(3);
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "dead letters")).toMatch(
    /^problem dead letters 3 events in the dead-letter queue; .* send them back with `npm run redrive -- dev eu-west-1`$/,
  );
  expect(screen).toMatch(/Error: stage dev is not well: 1 problem, 1 warning, 19 ok$/);
});

test("a dead webhook is a problem, and the URL stays a secret", async () => {
  slack.replaceWebhook();
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "webhook")).toBe("ok webhook stored, encrypted with the stack's key");
  expect(lineOf(lines, "Slack")).toMatch(/^problem Slack Slack refuses the webhook \(no_service\)/);
});

test.each(["SecureString", "String"] as const)(
  "a %s that is no webhook URL is not repeated",
  async (type) => {
    webhookIsStored("https://hooks.slack.com.example.com/services/T0CANARY/B0CANARY/canary", type);
    const { exitCode, screen, lines } = await ask();
    expect(exitCode).toBe(1);
    expect(lineOf(lines, "webhook")).toMatch(/^problem webhook .*`npm run set-webhook -- dev eu-west-1`$/);
    expect(lineOf(lines, "Slack")).toBe("unknown Slack could not be checked: there is no webhook URL to ask");
    expect(screen).not.toMatch(/canary/i);
  },
);

const denied = (action: string): Error =>
  Object.assign(new Error(`User: x is not authorized to perform: ${action} on resource: y`), {
    name: "AccessDeniedException",
  });

test("what may not be looked at is unknown, names the permission, and stops nothing", async () => {
  kms.on(DescribeKeyCommand).rejects(denied("kms:DescribeKey"));
  ssm.on(GetParameterCommand).rejects(denied("ssm:GetParameter"));
  backup.deny("backup:DescribeRegionSettings");
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(0);
  expect(lineOf(lines, "key")).toMatch(
    /^unknown key could not be checked: AWS denied kms:DescribeKey .*allow kms:DescribeKey/,
  );
  expect(lineOf(lines, "resource types")).toMatch(/^unknown .* AWS denied backup:DescribeRegionSettings /);
  for (const check of ["webhook", "Slack"]) {
    expect(lineOf(lines, check)).toMatch(/^unknown .* allow ssm:GetParameter for these credentials/);
  }
  expect(screen).toMatch(/Nothing is wrong with stage dev: 1 warning, 4 not checked, 16 ok\.$/);
});

const missing = (name: string): Error => Object.assign(new Error("gone"), { name });

test("what is gone is a problem that a deployment mends", async () => {
  lambda.on(GetFunctionConfigurationCommand).rejects(missing("ResourceNotFoundException"));
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [] });
  sns.on(GetTopicAttributesCommand).rejects(missing("NotFoundException"));
  sqs.on(GetQueueAttributesCommand, { QueueUrl: outputs.queue_url }).rejects(missing("QueueDoesNotExist"));
  iam.on(GetRoleCommand).rejects(missing("NoSuchEntityException"));
  kms.on(DescribeKeyCommand).rejects(missing("NotFoundException"));
  ssm.on(GetParameterCommand).rejects(missing("ParameterNotFound"));
  eventbridge.on(DescribeRuleCommand).rejects(missing("ResourceNotFoundException"));
  dynamodb.on(DescribeTableCommand).rejects(missing("ResourceNotFoundException"));
  cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  for (const check of [
    "function",
    "event source",
    "topic",
    "queue",
    "backup role",
    "key",
    "rule",
    "ledger",
    "alarms",
  ]) {
    expect(lineOf(lines, check)).toMatch(new RegExp(`^problem ${check} .*${putBack}$`));
  }
  expect(lineOf(lines, "webhook")).toMatch(/^problem webhook SSM parameter .* does not exist; store the URL/);
});

test("with direct delivery the function's policy is judged, and no queue looked for", async () => {
  project.deployed({ ...outputs, delivery: "direct", queue_url: "" });
  lambda.on(GetPolicyCommand).rejects(missing("ResourceNotFoundException"));
  const { lines } = await ask();
  expect(lineOf(lines, "permission")).toMatch(
    /^problem permission .* does not let sns\.amazonaws\.com invoke it/,
  );
  expect(lines.filter((line) => /^\w+ +(?:queue|backlog|event source) {2}/.test(line))).toEqual([]);
});

test("the Region's settings and a vault that somebody took over are told", async () => {
  await backupClient().send(
    new UpdateRegionSettingsCommand({ ResourceTypeOptInPreference: { EC2: false, S3: false } }),
  );
  await backupClient().send(
    new PutBackupVaultNotificationsCommand({
      BackupVaultName: outputs.vault_name,
      SNSTopicArn: "arn:aws:sns:eu-west-1:111122223333:other",
      BackupVaultEvents: ["BACKUP_JOB_COMPLETED"],
    }),
  );
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "resource types")).toMatch(
    /^problem resource types AWS Backup does not take EC2 in eu-west-1/,
  );
  expect(lineOf(lines, `vault ${outputs.vault_name}`)).toMatch(
    /notifies arn:aws:sns:eu-west-1:111122223333:other, not/,
  );
});

test("a backlog's age comes from CloudWatch, the youngest number counts", async () => {
  queueHolds(outputs.queue_url, "backup-notifications-dev", 2);
  const at = (minute: number): Date => new Date(Date.UTC(2026, 7, 22, 1, minute));
  cloudwatch.on(GetMetricStatisticsCommand).resolves({
    Datapoints: [
      { Timestamp: at(50), Maximum: 100 },
      { Timestamp: at(55), Maximum: 1200 },
      { Timestamp: at(45), Maximum: 10 },
    ],
  });
  const { lines } = await ask();
  expect(lineOf(lines, "backlog")).toMatch(
    /^problem backlog 2 events to be delivered, the oldest for 20 m; /,
  );
});

test.each([
  [
    "is not deployed",
    () => rmDeployment(),
    "problem stack the stage is not deployed; deploy it with `npm run deploy -- dev`",
  ],
  [
    "is only partly deployed",
    () => project.halfDeployed([{ type: "aws_sns_topic", values: {} }]),
    "problem stack the stage is only partly deployed; finish it with `npm run deploy -- dev`",
  ],
])("a stage that %s ends the look", async (_is, arrange, sentence) => {
  arrange();
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toBe("ok credentials account 111122223333");
  expect(lineOf(lines, "stack")).toBe(sentence);
  expect(screen).toMatch(/Error: stage dev is not well: 1 problem, 1 ok$/);
  expect(lambda.calls()).toEqual([]);
});

const rmDeployment = (): void => {
  project.remove();
  project = makeProjectFolder();
};

test("in another account there is nothing else to look at", async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: "999999999999" });
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toMatch(/^problem credentials they belong to account 999999999999/);
  expect(lambda.calls()).toEqual([]);
});

test("without credentials there is nothing to look at, and that is not well", async () => {
  sts
    .on(GetCallerIdentityCommand)
    .rejects(Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" }));
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toMatch(
    /^unknown credentials could not be checked: no AWS credentials/,
  );
});

test("another Region than the stage's is told as everywhere", async () => {
  const { exitCode, screen } = await ask("dev", "us-east-1");
  expect(exitCode).toBe(1);
  expect(screen).toMatch(
    /Error: stage dev is deployed in eu-west-1, but us-east-1 was asked for .*`npm run doctor -- dev eu-west-1`$/,
  );
});
