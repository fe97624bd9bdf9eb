import type { Facts } from "./facts";

/** Who needs an action of the notifier's role. */
export type User =
  /** The handler's own code. */
  | { readonly by: "handler" }
  /** AWS itself, with the role's credentials. */
  | { readonly by: "AWS"; readonly why: string };

/** One action of the notifier's role: on what, under which conditions, and for whom. */
export type NotifierAction = {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
  readonly user: User;
};

const byHandler: User = { by: "handler" };
const byAws = (why: string): User => ({ by: "AWS", why });

/** With a queue only. */
const readingTheQueue = (queueArn: string): readonly NotifierAction[] => [
  { action: "sqs:ReceiveMessage", resource: queueArn, user: byAws("Lambda's poller receives events") },
  {
    action: "sqs:DeleteMessage",
    resource: queueArn,
    user: byAws("Lambda's poller deletes what was delivered"),
  },
  {
    action: "sqs:GetQueueAttributes",
    resource: queueArn,
    user: byAws("Lambda's poller sees how many events wait"),
  },
  {
    action: "sqs:ChangeMessageVisibility",
    resource: queueArn,
    user: byHandler,
  },
];

/** With a ledger only. */
const usingTheLedger = (ledgerArn: string): readonly NotifierAction[] => [
  { action: "dynamodb:BatchGetItem", resource: ledgerArn, user: byHandler },
  { action: "dynamodb:UpdateItem", resource: ledgerArn, user: byHandler },
];

const usingTheKey = (facts: Facts): readonly NotifierAction[] => {
  const services = ["ssm", "sqs", "lambda", ...(facts.ledgerArn === undefined ? [] : ["dynamodb"])];
  const viaServices = services.map((service) => `${service}.${facts.region}.${facts.dnsSuffix}`);
  const conditions = { "StringEquals kms:ViaService": viaServices };
  const why = "SSM, SQS, Lambda and DynamoDB read and write what is encrypted";
  return ["kms:Decrypt", "kms:GenerateDataKey"].map((action) => ({
    action,
    resource: facts.keyArn,
    conditions,
    user: byAws(why),
  }));
};

/** The forms of a recovery point's ARN. */
export const recoveryPointArns = ({ arn }: Facts): readonly string[] => {
  const withoutAccount = (resource: string): string =>
    arn("ec2", resource).replace(/:[^:]*:(?=[^:]*$)/, "::");
  return [
    arn("backup", "recovery-point:*"),
    arn("dynamodb", "table/*/backup/*"),
    arn("fsx", "backup/*"),
    arn("rds", "cluster-snapshot:awsbackup:*"),
    arn("rds", "snapshot:awsbackup:*"),
    arn("redshift", "snapshot:*"),
    withoutAccount("image/*"),
    withoutAccount("snapshot/*"),
  ];
};

/** The one list of what the notifier's role is allowed to do, and who needs it. */
export const notifierActions = (facts: Facts): readonly NotifierAction[] => {
  const logs = facts.arn("logs", `log-group:${facts.notifierLogGroupName}:*`);
  return [
    { action: "logs:CreateLogStream", resource: logs, user: byAws("Lambda's runtime opens a stream") },
    { action: "logs:PutLogEvents", resource: logs, user: byAws("Lambda's runtime writes the log") },
    {
      action: "ssm:GetParameter",
      resource: facts.arn("ssm", `parameter${facts.secretParameterName}`),
      user: byHandler,
    },
    ...facts.furtherParameterNames.map((name) => ({
      action: "ssm:GetParameter",
      resource: facts.arn("ssm", `parameter${name}`),
      user: byHandler,
    })),
    // IAM has no resource types for these.
    { action: "backup:DescribeBackupJob", resource: "*", user: byHandler },
    { action: "backup:DescribeCopyJob", resource: "*", user: byHandler },
    { action: "backup:DescribeRestoreJob", resource: "*", user: byHandler },
    { action: "backup:ListBackupJobs", resource: "*", user: byHandler },
    { action: "backup:ListCopyJobs", resource: "*", user: byHandler },
    { action: "backup:ListRestoreJobs", resource: "*", user: byHandler },
    {
      action: "backup:ListRecoveryPointsByResource",
      resource: "*",
      user: byHandler,
    },
    ...recoveryPointArns(facts).map((resource) => ({
      action: "backup:DescribeRecoveryPoint",
      resource,
      user: byHandler,
    })),
    ...["db:*", "snapshot:*"].map((resource) => ({
      action: "rds:DescribeDBSnapshots",
      resource: facts.arn("rds", resource),
      user: byAws("AWS Backup lists a database's recovery points with the caller's permissions"),
    })),
    { action: "sqs:SendMessage", resource: facts.deadLettersArn, user: byHandler },
    ...usingTheKey(facts),
    // IAM has no resource types for these.
    { action: "xray:PutTraceSegments", resource: "*", user: byAws("Lambda's runtime writes traces") },
    { action: "xray:PutTelemetryRecords", resource: "*", user: byAws("Lambda's runtime counts traces") },
    ...(facts.queueArn === undefined ? [] : readingTheQueue(facts.queueArn)),
    ...(facts.ledgerArn === undefined ? [] : usingTheLedger(facts.ledgerArn)),
    // Plan runs that may be over, and a bot's edits that Slack does not take now.
    ...(facts.queueArn === undefined || facts.ledgerArn === undefined
      ? []
      : [{ action: "sqs:SendMessage", resource: facts.queueArn, user: byHandler }]),
    ...facts.forwardArns.map((resource) => ({
      action: resource.includes(":sns:") ? "sns:Publish" : "events:PutEvents",
      resource,
      user: byHandler,
    })),
    ...facts.accountNamesParameterNames.map((name) => ({
      action: "ssm:GetParameters",
      resource: facts.arn("ssm", `parameter${name}`),
      user: byHandler,
    })),
    // What the events of the EventBridge rule leave out.
    ...(facts.hasNotices
      ? [
          { action: "backup:GetBackupPlan", resource: facts.arn("backup", "backup-plan:*"), user: byHandler },
          { action: "backup:DescribeScanJob", resource: "*", user: byHandler },
        ]
      : []),
    // IAM has no resource types for this.
    ...(facts.readsTags ? [{ action: "tag:GetResources", resource: "*", user: byHandler }] : []),
  ];
};
