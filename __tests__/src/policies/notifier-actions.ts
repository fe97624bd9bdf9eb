import type { Facts } from "./facts";

/** Who needs an action of the notifier's role. */
export type User =
  /** The handler's own code, which holds these words. */
  | { readonly by: "handler"; readonly words: string }
  /** AWS itself, in the role's name. */
  | { readonly by: "AWS"; readonly why: string };

/** One action of the notifier's role: on what, under which conditions, and for whom. */
export type NotifierAction = {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
  readonly user: User;
};

const byHandler = (words: string): User => ({ by: "handler", words });
const byAws = (why: string): User => ({ by: "AWS", why });

/** With a queue only. */
const readingTheQueue = (queueArn: string): readonly NotifierAction[] => [
  { action: "sqs:ReceiveMessage", resource: queueArn, user: byAws("Lambda's poller gets events") },
  {
    action: "sqs:DeleteMessage",
    resource: queueArn,
    user: byAws("Lambda's poller takes away what was told"),
  },
  {
    action: "sqs:GetQueueAttributes",
    resource: queueArn,
    user: byAws("Lambda's poller sees how much waits"),
  },
  {
    action: "sqs:ChangeMessageVisibility",
    resource: queueArn,
    user: byHandler("ChangeMessageVisibilityBatch"),
  },
];

/** With a ledger only. */
const remembering = (ledgerArn: string): readonly NotifierAction[] => [
  { action: "dynamodb:BatchGetItem", resource: ledgerArn, user: byHandler("BatchGetItem") },
  { action: "dynamodb:UpdateItem", resource: ledgerArn, user: byHandler("UpdateItem") },
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

/** The one list of what the notifier's role may do, and who needs it. */
export const notifierActions = (facts: Facts): readonly NotifierAction[] => {
  const logs = facts.arn("logs", `log-group:${facts.notifierLogGroupName}:*`);
  return [
    { action: "logs:CreateLogStream", resource: logs, user: byAws("Lambda's runtime opens a stream") },
    { action: "logs:PutLogEvents", resource: logs, user: byAws("Lambda's runtime writes the log") },
    {
      action: "ssm:GetParameter",
      resource: facts.arn("ssm", `parameter${facts.secretParameterName}`),
      user: byHandler("AmazonSSM.GetParameter"),
    },
    ...facts.furtherParameterNames.map((name) => ({
      action: "ssm:GetParameter",
      resource: facts.arn("ssm", `parameter${name}`),
      user: byHandler("AmazonSSM.GetParameter"),
    })),
    // AWS Backup knows no resources for these. Its API is paths, not operations.
    { action: "backup:DescribeBackupJob", resource: "*", user: byHandler("-jobs/") },
    { action: "backup:DescribeCopyJob", resource: "*", user: byHandler("-jobs/") },
    { action: "backup:DescribeRestoreJob", resource: "*", user: byHandler("-jobs/") },
    { action: "backup:ListBackupJobs", resource: "*", user: byHandler("/backup-jobs/?") },
    {
      action: "backup:ListRecoveryPointsByResource",
      resource: "*",
      user: byHandler("/recovery-points/?"),
    },
    { action: "sqs:SendMessage", resource: facts.deadLettersArn, user: byHandler("SendMessageBatch") },
    ...usingTheKey(facts),
    // X-Ray knows no resources for these.
    { action: "xray:PutTraceSegments", resource: "*", user: byAws("Lambda's runtime writes traces") },
    { action: "xray:PutTelemetryRecords", resource: "*", user: byAws("Lambda's runtime counts traces") },
    ...(facts.queueArn === undefined ? [] : readingTheQueue(facts.queueArn)),
    ...(facts.ledgerArn === undefined ? [] : remembering(facts.ledgerArn)),
    // The tagging API knows no resources for this.
    ...(facts.readsTags
      ? [{ action: "tag:GetResources", resource: "*", user: byHandler("20170126.GetResources") }]
      : []),
  ];
};
