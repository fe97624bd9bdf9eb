import type { Construct } from "constructs";
import type { DeadLetterQueue } from "../delivery/dead-letter-queue";
import { FunctionRole } from "../delivery/function-role";
import type { DeliveryQueue } from "../delivery/queue";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { allow, type PolicyStatement } from "../foundation/iam-policy";
import type { RestoreTestSettings, TestableType } from "../stage/restore-test";

export type ValidatorRoleProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly tests: readonly RestoreTestSettings[];
  readonly logGroupName: string;
  /** The validator's own. */
  readonly restoreQueueArn: string;
  /** The notifier's. */
  readonly queue: DeliveryQueue;
  readonly deadLetterQueue: DeadLetterQueue;
};

/** What checks what was restored may look at it, by resource type, and at nothing else. */
export class ValidatorRole extends FunctionRole {
  constructor(scope: Construct, id: string, props: ValidatorRoleProps) {
    super(scope, id, { aws: props.aws, name: "validator", statements: statements(props) });
  }
}

/**
 * AWS names what a test restores like this, where it can be named. (AWS Backup Developer Guide, restore testing inferred metadata)
 */
const restored = "awsbackup-restore-test-*";

const clusters = (aws: AwsEnvironment): readonly PolicyStatement[] => [
  allow("LookAtClusters", aws.arn("rds", `cluster:${restored}`), ["rds:DescribeDBClusters"]),
];

/** What the built-in check of each type asks. Where IAM has no resource types for an action, it takes "*" only. */
const looks: Readonly<Record<TestableType, (aws: AwsEnvironment) => readonly PolicyStatement[]>> = {
  Aurora: clusters,
  DocumentDB: clusters,
  Neptune: clusters,
  DynamoDB: (aws) => [
    // Keys and indexes are compared with those of the source.
    allow("CompareTables", aws.arn("dynamodb", "table/*"), ["dynamodb:DescribeTable"]),
    // It counts, and reads nothing out. (Amazon DynamoDB Developer Guide, IAM policy conditions)
    {
      ...allow("CountItems", aws.arn("dynamodb", `table/${restored}`), ["dynamodb:Scan"]),
      Condition: { StringEquals: { "dynamodb:Select": "COUNT" } },
    },
  ],
  EBS: () => [allow("LookAtVolumes", "*", ["ec2:DescribeVolumes", "ec2:DescribeVolumeStatus"])],
  EC2: () => [allow("LookAtInstances", "*", ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus"])],
  EFS: (aws) => [
    allow("LookAtFileSystems", aws.arn("elasticfilesystem", "file-system/*"), [
      "elasticfilesystem:DescribeFileSystems",
    ]),
  ],
  FSx: () => [allow("LookAtFsx", "*", ["fsx:DescribeFileSystems", "fsx:DescribeVolumes"])],
  RDS: (aws) => [
    allow("LookAtDatabases", aws.arn("rds", `db:${restored}`), ["rds:DescribeDBInstances"]),
    allow(
      "CompareSnapshots",
      [aws.arn("rds", "db:*"), aws.arn("rds", "snapshot:awsbackup:*")],
      ["rds:DescribeDBSnapshots"],
    ),
  ],
  S3: (aws) => [
    allow("ListBuckets", `arn:${aws.partition}:s3:::${restored}`, ["s3:ListBucket"]),
    allow("ReadObjects", `arn:${aws.partition}:s3:::${restored}/*`, ["s3:GetObject"]),
    // Of a bucket that is empty: whether its backup is too.
    allow("LookAtBackups", aws.arn("backup", "recovery-point:*"), ["backup:DescribeRecoveryPoint"]),
  ],
};

const looksOf = (aws: AwsEnvironment, tests: readonly RestoreTestSettings[]): readonly PolicyStatement[] => {
  const types = tests
    .filter(({ validate }) => validate === "built-in")
    .flatMap(({ what }) => what.resourceTypes);
  const needed = types.flatMap((type) => looks[type](aws));
  // IAM takes each Sid once, and some types have the same look.
  return [...new Map(needed.map((statement) => [statement.Sid, statement])).values()];
};

const functionsOf = (tests: readonly RestoreTestSettings[]): readonly string[] => [
  ...new Set(tests.flatMap(({ validate }) => (typeof validate === "object" ? [validate.functionArn] : []))),
];

const statements = ({ aws, key, tests, ...props }: ValidatorRoleProps): readonly PolicyStatement[] => {
  const functionArns = functionsOf(tests);
  return [
    allow("WriteLogs", aws.arn("logs", `log-group:${props.logGroupName}:*`), [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]),
    // IAM has no resource types for these. (Service Authorization Reference, AWS Backup)
    allow("ValidateRestores", "*", ["backup:DescribeRestoreJob", "backup:PutRestoreValidationResult"]),
    ...looksOf(aws, tests),
    ...(functionArns.length === 0 ? [] : [allow("AskFunctions", functionArns, ["lambda:InvokeFunction"])]),
    allow("ReadRestores", props.restoreQueueArn, [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ChangeMessageVisibility",
    ]),
    // A restore that waits is sent again.
    allow(
      "SendVerdicts",
      [props.restoreQueueArn, props.queue.arn, props.deadLetterQueue.arn],
      ["sqs:SendMessage"],
    ),
    {
      ...allow("UseKey", key.arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
      Condition: {
        StringEquals: {
          "kms:ViaService": ["sqs", "lambda"].map((service) => `${service}.${aws.region}.${aws.dnsSuffix}`),
        },
      },
    },
    // IAM has no resource types for these. (Service Authorization Reference, AWS X-Ray)
    allow("WriteTraces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
  ];
};
