import type { Facts, ValidatorFacts } from "./facts";
import type { RoleAction } from "./watch-actions";

const on =
  (resource: string, conditions?: RoleAction["conditions"]) =>
  (action: string): RoleAction => ({ action, resource, ...(conditions && { conditions }) });

const restored = "awsbackup-restore-test-*";

/** The one list of what the role is allowed to do that checks what was restored. */
export const validatorActions = (facts: Facts, validator: ValidatorFacts): readonly RoleAction[] => [
  ...["logs:CreateLogStream", "logs:PutLogEvents"].map(
    on(facts.arn("logs", `log-group:${facts.validatorLogGroupName}:*`)),
  ),
  // IAM has no resource types for these.
  ...[
    "backup:DescribeRestoreJob",
    "backup:PutRestoreValidationResult",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumeStatus",
    "fsx:DescribeFileSystems",
    "fsx:DescribeVolumes",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
  ].map(on("*")),
  on(facts.arn("dynamodb", "table/*"))("dynamodb:DescribeTable"),
  on(facts.arn("dynamodb", `table/${restored}`), { "StringEquals dynamodb:Select": ["COUNT"] })(
    "dynamodb:Scan",
  ),
  on(facts.arn("elasticfilesystem", "file-system/*"))("elasticfilesystem:DescribeFileSystems"),
  on(facts.arn("rds", `cluster:${restored}`))("rds:DescribeDBClusters"),
  on(facts.arn("rds", `db:${restored}`))("rds:DescribeDBInstances"),
  ...["db:*", "snapshot:awsbackup:*"].map((resource) =>
    on(facts.arn("rds", resource))("rds:DescribeDBSnapshots"),
  ),
  on(facts.arn("backup", "recovery-point:*"))("backup:DescribeRecoveryPoint"),
  on(`arn:${validator.partition}:s3:::${restored}`)("s3:ListBucket"),
  on(`arn:${validator.partition}:s3:::${restored}/*`)("s3:GetObject"),
  ...validator.functionArns.map((arn) => on(arn)("lambda:InvokeFunction")),
  ...["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"].map(
    on(validator.restoreQueueArn),
  ),
  ...[validator.restoreQueueArn, facts.queueArn ?? "", facts.deadLettersArn].map((queue) =>
    on(queue)("sqs:SendMessage"),
  ),
  ...["kms:Decrypt", "kms:GenerateDataKey"].map(
    on(facts.keyArn, {
      "StringEquals kms:ViaService": ["sqs", "lambda"].map(
        (service) => `${service}.${facts.region}.${facts.dnsSuffix}`,
      ),
    }),
  ),
];
