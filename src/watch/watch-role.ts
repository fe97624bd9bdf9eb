import type { Construct } from "constructs";
import type { DeadLetterQueue } from "../delivery/dead-letter-queue";
import { FunctionRole } from "../delivery/function-role";
import type { Ledger } from "../delivery/ledger";
import type { DeliveryQueue } from "../delivery/queue";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { allow, type PolicyStatement } from "../foundation/iam-policy";

export type WatchRoleProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly logGroupName: string;
  readonly ledger: Ledger;
  /** The notifier's. */
  readonly queue: DeliveryQueue;
  /** The notifier's, in which an event may wait. */
  readonly deadLetterQueue: DeadLetterQueue;
  /** The watch's own, for checks that failed. */
  readonly failedChecks: { readonly arn: string };
  /** Of the stage's own vault; absent without one. */
  readonly backupRoleArn: string | undefined;
  /** Whether the stage has restore tests. */
  readonly seesRestoreTests: boolean;
};

/** What the watch may ask, and where it writes: into the notifier's queue, and its own items of the ledger. */
export class WatchRole extends FunctionRole {
  constructor(scope: Construct, id: string, props: WatchRoleProps) {
    super(scope, id, { aws: props.aws, name: "watch", statements: statements(props) });
  }
}

/** Where the watch's own items in the ledger begin. */
const ownItems = "watch|*";

const askAwsBackup = (aws: AwsEnvironment): readonly PolicyStatement[] => [
  // IAM has no resource types for these: they take "*" only. (Service Authorization Reference, AWS Backup)
  allow("ListBackups", "*", [
    "backup:ListBackupPlans",
    "backup:ListBackupJobs",
    "backup:ListCopyJobs",
    "backup:ListRestoreJobs",
    "backup:ListProtectedResources",
    "backup:ListRecoveryPointsByResource",
    "backup:DescribeRegionSettings",
  ]),
  allow("ReadPlans", aws.arn("backup", "backup-plan:*"), [
    "backup:GetBackupPlan",
    "backup:ListBackupSelections",
    "backup:GetBackupSelection",
  ]),
  allow("ReadVaults", aws.arn("backup", "backup-vault:*"), [
    "backup:DescribeBackupVault",
    "backup:GetBackupVaultNotifications",
    "backup:GetBackupVaultAccessPolicy",
    "backup:ListRecoveryPointsByBackupVault",
  ]),
  // IAM has no resource types for this. (Service Authorization Reference, Resource Groups Tagging)
  allow("ListTaggedResources", "*", ["tag:GetResources"]),
  // AWS Backup lists the recovery points of Amazon RDS with the caller's permissions. (seen in boto/boto3 issue 2797)
  allow(
    "ListDatabaseBackups",
    [aws.arn("rds", "db:*"), aws.arn("rds", "snapshot:*")],
    ["rds:DescribeDBSnapshots"],
  ),
];

const statements = ({ aws, ...props }: WatchRoleProps): readonly PolicyStatement[] => [
  allow("WriteLogs", aws.arn("logs", `log-group:${props.logGroupName}:*`), [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
  ...askAwsBackup(aws),
  ...(props.seesRestoreTests
    ? [
        // IAM has no resource types for this, either.
        allow("ListRestoreTests", "*", ["backup:ListRestoreTestingPlans"]),
        allow("ReadRestoreTests", aws.arn("backup", "restore-testing-plan:*"), [
          "backup:ListRestoreTestingSelections",
        ]),
      ]
    : []),
  ...(props.backupRoleArn === undefined
    ? []
    : [
        allow("ReadBackupRole", props.backupRoleArn, [
          "iam:GetRole",
          "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies",
        ]),
      ]),
  allow("ReadKey", props.key.arn, ["kms:DescribeKey"]),
  allow("SeeWhatWaits", [props.queue.arn, props.deadLetterQueue.arn], ["sqs:GetQueueAttributes"]),
  allow("SendFindings", props.queue.arn, ["sqs:SendMessage"]),
  allow("SendFailedChecks", props.failedChecks.arn, ["sqs:SendMessage"]),
  allow("ReadLedger", props.ledger.arn, ["dynamodb:BatchGetItem"]),
  {
    ...allow("WriteOwnItems", props.ledger.arn, ["dynamodb:UpdateItem"]),
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [ownItems] } },
  },
  {
    ...allow("UseKey", props.key.arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
    Condition: {
      StringEquals: {
        "kms:ViaService": ["sqs", "lambda", "dynamodb"].map(
          (service) => `${service}.${aws.region}.${aws.dnsSuffix}`,
        ),
      },
    },
  },
  // IAM has no resource types for these. (Service Authorization Reference, AWS X-Ray)
  allow("WriteTraces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
];
