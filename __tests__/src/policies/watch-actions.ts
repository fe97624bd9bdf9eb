import type { Facts, WatchFacts } from "./facts";

/** One action of a role: on what, and under which conditions. */
export type RoleAction = {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
};

const on =
  (resource: string, conditions?: RoleAction["conditions"]) =>
  (action: string): RoleAction => ({ action, resource, ...(conditions && { conditions }) });

const keyActions = ["kms:Decrypt", "kms:GenerateDataKey"];

const viaServices = ({ region, dnsSuffix }: Facts, services: readonly string[]) => ({
  "StringEquals kms:ViaService": services.map((service) => `${service}.${region}.${dnsSuffix}`),
});

/** The one list of what the watch's role is allowed to do. */
export const watchActions = (facts: Facts, watch: WatchFacts): readonly RoleAction[] => [
  ...["logs:CreateLogStream", "logs:PutLogEvents"].map(
    on(facts.arn("logs", `log-group:${facts.watchLogGroupName}:*`)),
  ),
  // IAM has no resource types for these.
  ...[
    "backup:ListBackupPlans",
    "backup:ListBackupJobs",
    "backup:ListCopyJobs",
    "backup:ListRestoreJobs",
    "backup:ListProtectedResources",
    "backup:ListRecoveryPointsByResource",
    "backup:DescribeRegionSettings",
    "tag:GetResources",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    ...(watch.hasRestoreTests ? ["backup:ListRestoreTestingPlans"] : []),
  ].map(on("*")),
  ...["backup:GetBackupPlan", "backup:ListBackupSelections", "backup:GetBackupSelection"].map(
    on(facts.arn("backup", "backup-plan:*")),
  ),
  ...[
    "backup:DescribeBackupVault",
    "backup:GetBackupVaultNotifications",
    "backup:GetBackupVaultAccessPolicy",
    "backup:ListRecoveryPointsByBackupVault",
  ].map(on(facts.arn("backup", "backup-vault:*"))),
  ...["db:*", "snapshot:*"].map((resource) => on(facts.arn("rds", resource))("rds:DescribeDBSnapshots")),
  ...(watch.backupRoleArn === undefined
    ? []
    : ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"].map(on(watch.backupRoleArn))),
  on(facts.keyArn)("kms:DescribeKey"),
  ...[facts.queueArn ?? "", facts.deadLettersArn].map((queue) => on(queue)("sqs:GetQueueAttributes")),
  ...[facts.queueArn ?? "", watch.failedRunsArn].map((queue) => on(queue)("sqs:SendMessage")),
  on(facts.ledgerArn ?? "")("dynamodb:BatchGetItem"),
  on(facts.ledgerArn ?? "", { "ForAllValues:StringLike dynamodb:LeadingKeys": ["watch|*"] })(
    "dynamodb:UpdateItem",
  ),
  ...keyActions.map(on(facts.keyArn, viaServices(facts, ["sqs", "lambda", "dynamodb"]))),
];

/** What EventBridge Scheduler may do: start the watch, and keep what it could not start. */
export const scheduleActions = (facts: Facts, watch: WatchFacts): readonly RoleAction[] => [
  on(watch.functionArn)("lambda:InvokeFunction"),
  on(watch.failedRunsArn)("sqs:SendMessage"),
  ...keyActions.map(on(facts.keyArn, viaServices(facts, ["sqs"]))),
];
