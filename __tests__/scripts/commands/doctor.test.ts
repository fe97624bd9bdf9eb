import {
  BackupClient,
  CreateBackupPlanCommand,
  PutBackupVaultNotificationsCommand,
  UpdateRegionSettingsCommand,
} from "@aws-sdk/client-backup";
import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { doctor as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import {
  alarm,
  awsError,
  cloudwatch,
  dynamodb,
  eventbridge,
  iam,
  kms,
  lambda,
  mockDeployedAws,
  mockQueue,
  ruleName,
  sns,
  sqs,
} from "../support/deployed-aws";
import { restore } from "../support/doctor";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const outputs = outputsOf({ slack_hosts: "127.0.0.1", ledger_table_name: "ledger" });
const events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"] as const;

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);

let project: ProjectFolder;
let slack: LocalSlack;
let backup: AwsBackup;

const deadLettersAre = (count: number): void =>
  mockQueue(outputs.dead_letter_queue_url, count, outputs.topic_arn);

const webhookIsStored = (Value: string, Type: "SecureString" | "String" = "SecureString"): void => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Type, Value } });
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ KeyId: outputs.key_arn }] });
};

/** Terraform fills in the partition. */
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
  mockDeployedAws(outputs);
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
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
  project.synthesizes({ resources: wanted, optIns: { EC2: ["the test instance"] } });
  const { BackupPlanId } = await backupClient().send(
    new CreateBackupPlanCommand({
      BackupPlan: {
        BackupPlanName: "plan",
        Rules: [{ RuleName: "daily", TargetBackupVaultName: outputs.vault_name }],
      },
    }),
  );
  project.deployed({ ...outputs, plan_ids: BackupPlanId ?? "" });
});

afterEach(async () => {
  project.remove();
  await Promise.all([slack.close(), backup.close()]);
});

/** Runs doctor; the webhook URL must never be in its output. */
const ask = async (...args: string[]): Promise<{ exitCode: number; screen: string; lines: string[] }> => {
  const operator = newOperator({ project, endpoint: backup.url });
  const exitCode = await operator.run(command, ...args);
  const screen = operator.output();
  expect(screen).not.toContain(new URL(slack.webhookUrl).pathname);
  return { exitCode, screen, lines: screen.split("\n") };
};

const lineOf = (lines: readonly string[], check: string): string | undefined =>
  lines.find((line) => new RegExp(`^\\w+ +${check}  `).test(line))?.replace(/ {2,}/g, " ");

test("each check of a healthy stage is reported, and nothing appears in the channel", async () => {
  backup.someJob(outputs.vault_name, resources.instance);
  backup.clock.advance(120_000);
  const { exitCode, lines } = await ask("dev", "eu-west-1");
  expect(lines.slice(1, -1).map((line) => line.split(/ {2,}/).slice(0, 2).join(" "))).toEqual([
    "ok credentials",
    "ok stack",
    "ok resource types",
    "ok backups in backup-notifications-dev",
    "ok next backups",
    "ok backup role",
    "ok vault backup-notifications-dev",
    "ok topic",
    "ok key",
    "ok rule",
    "ok subscription",
    "ok queue",
    "ok dead-letter queue",
    "ok event source",
    "ok ledger",
    "ok function",
    "ok webhook",
    "ok Slack",
    "ok backlog",
    "ok dead letters",
    "ok alarms",
    "ok alarm mail",
  ]);
  expect(lines.at(-1)).toBe("Nothing is wrong with stage dev: 22 ok.");
  expect(exitCode).toBe(0);
  expect(slack.messages).toEqual([]);
});

test("a problem exits with 1, warnings do not", async () => {
  const healthy = await ask();
  expect(healthy.exitCode).toBe(0);
  expect(healthy.screen).toMatch(/Nothing is wrong with stage dev: 1 warning, 21 ok\.$/);
  deadLettersAre(3);
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "dead letters")).toMatch(
    /^problem dead letters 3 events in the dead-letter queue; .* send them back with `npm run redrive -- dev eu-west-1`$/,
  );
  expect(screen).toMatch(/Error: stage dev has problems: 1 problem, 1 warning, 20 ok$/);
});

test("a removed webhook is a problem, and the URL stays a secret", async () => {
  slack.replaceWebhook();
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "webhook")).toBe("ok webhook stored, encrypted with the stack's key");
  expect(lineOf(lines, "Slack")).toMatch(/^problem Slack Slack rejects the webhook \(no_service\)/);
});

test.each(["SecureString", "String"] as const)(
  "a %s that is not a webhook URL is not repeated",
  async (type) => {
    webhookIsStored("https://hooks.slack.com.example.com/services/T0CANARY/B0CANARY/canary", type);
    const { exitCode, screen, lines } = await ask();
    expect(exitCode).toBe(1);
    expect(lineOf(lines, "webhook")).toMatch(/^problem webhook .*`npm run set-webhook -- dev eu-west-1`$/);
    expect(lineOf(lines, "Slack")).toBe(
      "unknown Slack could not be checked: there is no webhook URL to test",
    );
    expect(screen).not.toMatch(/canary/i);
  },
);

const denied = (action: string): Error =>
  awsError("AccessDeniedException", `User: x is not authorized to perform: ${action} on resource: y`);

test("what AWS denies is unknown, names the permission, and does not stop the other checks", async () => {
  kms.on(DescribeKeyCommand).rejects(denied("kms:DescribeKey"));
  ssm.on(GetParameterCommand).rejects(denied("ssm:GetParameter"));
  backup.deny("backup:DescribeRegionSettings");
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "key")).toMatch(
    /^unknown key could not be checked: AWS denied kms:DescribeKey .*allow kms:DescribeKey/,
  );
  expect(lineOf(lines, "resource types")).toMatch(/^unknown .* AWS denied backup:DescribeRegionSettings /);
  for (const check of ["webhook", "Slack"]) {
    expect(lineOf(lines, check)).toMatch(/^unknown .* allow ssm:GetParameter for these credentials/);
  }
  expect(screen).toMatch(
    /Error: not all of stage dev could be checked: 1 warning, 4 could not be checked, 17 ok$/,
  );
});

test("what is missing is a problem that a deployment fixes", async () => {
  lambda.on(GetFunctionConfigurationCommand).rejects(awsError("ResourceNotFoundException"));
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [] });
  sns.on(GetTopicAttributesCommand).rejects(awsError("NotFoundException"));
  sqs.on(GetQueueAttributesCommand, { QueueUrl: outputs.queue_url }).rejects(awsError("QueueDoesNotExist"));
  iam.on(GetRoleCommand).rejects(awsError("NoSuchEntityException"));
  kms.on(DescribeKeyCommand).rejects(awsError("NotFoundException"));
  ssm.on(GetParameterCommand).rejects(awsError("ParameterNotFound"));
  eventbridge.on(DescribeRuleCommand).rejects(awsError("ResourceNotFoundException"));
  dynamodb.on(DescribeTableCommand).rejects(awsError("ResourceNotFoundException"));
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
    expect(lineOf(lines, check)).toMatch(new RegExp(`^problem ${check} .*${restore}$`));
  }
  expect(lineOf(lines, "webhook")).toMatch(/^problem webhook SSM parameter .* does not exist; store the URL/);
});

test("with direct delivery the function's policy is checked, and no queue", async () => {
  project.deployed({ ...outputs, delivery: "direct", queue_url: "" });
  lambda.on(GetPolicyCommand).rejects(awsError("ResourceNotFoundException"));
  const { lines } = await ask();
  expect(lineOf(lines, "permission")).toMatch(
    /^problem permission .* does not allow sns\.amazonaws\.com to call lambda:InvokeFunction/,
  );
  expect(lines.filter((line) => /^\w+ +(?:queue|backlog|event source) {2}/.test(line))).toEqual([]);
});

test("the Region's settings and a vault that notifies another topic are reported", async () => {
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
    /^problem resource types AWS Backup is not enabled for EC2 in eu-west-1/,
  );
  expect(lineOf(lines, `vault ${outputs.vault_name}`)).toMatch(
    /SNSTopicArn is arn:aws:sns:eu-west-1:111122223333:other, expected /,
  );
});

test("a backlog's age comes from CloudWatch's latest data point", async () => {
  mockQueue(outputs.queue_url, 2, outputs.topic_arn);
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
    () => {
      kms.on(DescribeKeyCommand).rejects(awsError("NotFoundException"));
      rmDeployment();
    },
    "problem stack the stage is not deployed; deploy it with `npm run deploy -- dev`",
  ],
  [
    "is only partially deployed",
    () => project.halfDeployed([{ type: "aws_sns_topic", values: {} }]),
    "problem stack the stage is only partially deployed; finish it with `npm run deploy -- dev`",
  ],
])("a stage that %s is not checked any further", async (_is, arrange, sentence) => {
  arrange();
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toBe("ok credentials account 111122223333");
  expect(lineOf(lines, "stack")).toBe(sentence);
  expect(screen).toMatch(/Error: stage dev has problems: 1 problem, 1 ok$/);
  expect(lambda.calls()).toEqual([]);
});

const rmDeployment = (): void => {
  project.remove();
  project = makeProjectFolder();
};

test.each([
  [
    "has the stage",
    () => kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "0a1b", Arn: outputs.key_arn } }),
    /^problem stack stage dev is deployed in account 111122223333, Region eu-west-1, but its state is not here; run the command in/,
    /Error: stage dev has problems: 1 problem, 1 ok$/,
  ],
  [
    "denies the question",
    () => kms.on(DescribeKeyCommand).rejects(denied("kms:DescribeKey")),
    /^unknown stack could not be checked: the state of stage dev is not here, and whether it is deployed in eu-west-1 is not known: AWS denied kms:DescribeKey/,
    /Error: stage dev could not be checked: 1 could not be checked, 1 ok$/,
  ],
])(
  "without a state here, where AWS %s, it does not say that nothing is deployed",
  async (_, arrange, line, end) => {
    rmDeployment();
    arrange();
    const { exitCode, screen, lines } = await ask();
    expect(exitCode).toBe(1);
    expect(lineOf(lines, "stack")).toMatch(line);
    expect(screen).toMatch(end);
    expect(screen).not.toMatch(/not deployed/);
  },
);

test("what AWS leaves out of its answers is unknown, not good", async () => {
  sqs.on(GetQueueAttributesCommand, { QueueUrl: outputs.dead_letter_queue_url }).resolves({ Attributes: {} });
  cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: alarm }] });
  lambda.on(GetFunctionConfigurationCommand).resolves({});
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [{}] });
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  for (const check of ["dead letters", "alarms", "function", "webhook"]) {
    expect(lineOf(lines, check)).toMatch(new RegExp(`^unknown ${check} could not be checked: `));
  }
});

test("in another account there is nothing else to check", async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: "999999999999" });
  const { exitCode, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toMatch(/^problem credentials they belong to account 999999999999/);
  expect(lambda.calls()).toEqual([]);
});

test("without credentials there is nothing to check, and that is an error", async () => {
  sts
    .on(GetCallerIdentityCommand)
    .rejects(Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" }));
  const { exitCode, screen, lines } = await ask();
  expect(exitCode).toBe(1);
  expect(lineOf(lines, "credentials")).toMatch(
    /^unknown credentials could not be checked: no AWS credentials/,
  );
  expect(screen).toMatch(/Error: stage dev could not be checked: 1 could not be checked, 1 ok$/);
});

test("another Region than the stage's is an error, as for every command", async () => {
  const { exitCode, screen } = await ask("dev", "us-east-1");
  expect(exitCode).toBe(1);
  expect(screen).toMatch(
    /Error: stage dev is deployed in eu-west-1, not in us-east-1 .*`npm run doctor -- dev eu-west-1`$/,
  );
});
