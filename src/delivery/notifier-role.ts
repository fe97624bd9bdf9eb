import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { parseArn } from "../../handler/model/arn";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { allow, type PolicyStatement } from "../foundation/iam-policy";
import type { AccountNames } from "./account-names";
import type { DeadLetterQueue } from "./dead-letter-queue";
import { FunctionRole } from "./function-role";
import type { Ledger } from "./ledger";
import type { SlackSecret } from "./slack-secret";

export type NotifierRoleProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly logGroupName: string;
  readonly secret: SlackSecret;
  /** Services that use the key on the notifier's behalf. */
  readonly keyServices: readonly string[];
};

/** The notifier's permissions, resource by resource. */
export class NotifierRole extends FunctionRole {
  private readonly aws: AwsEnvironment;

  constructor(scope: Construct, id: string, props: NotifierRoleProps) {
    super(scope, id, { aws: props.aws, name: "notifier", statements: statements(props) });
    this.aws = props.aws;
  }

  grantConsume(queue: { readonly arn: string }): IamRolePolicy {
    return this.grant(
      "consume",
      allow("ConsumeEvents", queue.arn, [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
      ]),
    );
  }

  /** For stages whose notifier sends events to itself. */
  grantSend(queue: { readonly arn: string }): void {
    this.grant("send", allow("SendOwnEvents", queue.arn, ["sqs:SendMessage"]));
  }

  /** For stages with routes that check tags. IAM has no resource types for this action. */
  grantReadTags(): void {
    this.grant("read-tags", allow("ReadTags", "*", ["tag:GetResources"]));
  }

  /**
   * For stages that hear of plans and malware scans: their events leave out a plan's name and the scanned resource. AWS
   * documents no ARN of a scan job in its API, as of other jobs: that IAM takes "*" only is inferred.
   */
  grantCompleteNotices(): void {
    this.grant(
      "notices",
      allow("NamePlans", this.aws.arn("backup", "backup-plan:*"), ["backup:GetBackupPlan"]),
      allow("DescribeScans", "*", ["backup:DescribeScanJob"]),
    );
  }

  grantLedger({ arn }: Ledger): void {
    this.grant(
      "remember",
      allow("ReadAndWriteLedger", arn, ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"]),
    );
  }

  /** For stages with routes that forward: ARNs of topics and buses. */
  grantForward(targets: readonly string[]): void {
    const of = (service: string) => targets.filter((arn) => parseArn(arn)?.service === service);
    const [topics, buses] = [of("sns"), of("events")];
    this.grant(
      "forward",
      ...(topics.length > 0 ? [allow("ForwardToTopics", topics, ["sns:Publish"])] : []),
      ...(buses.length > 0 ? [allow("ForwardToBuses", buses, ["events:PutEvents"])] : []),
    );
  }

  grantReadAccountNames({ parameterNames }: AccountNames): void {
    const arns = parameterNames.map((name) => this.aws.arn("ssm", `parameter${name}`));
    this.grant("account-names", allow("ReadAccountNames", arns, ["ssm:GetParameters"]));
  }
}

/**
 * The forms of a recovery point's ARN: AWS Backup's own, and those of services that keep their backups themselves. A
 * recovery point of another form is shown without the date of its deletion. (AWS Backup Developer Guide, access control)
 */
const recoveryPointArns = (aws: AwsEnvironment): readonly string[] => [
  aws.arn("backup", "recovery-point:*"),
  aws.arn("dynamodb", "table/*/backup/*"),
  aws.arn("fsx", "backup/*"),
  aws.arn("rds", "cluster-snapshot:awsbackup:*"),
  aws.arn("rds", "snapshot:awsbackup:*"),
  aws.arn("redshift", "snapshot:*"),
  // Images and snapshots have no account in their ARN.
  `arn:${aws.partition}:ec2:${aws.region}::image/*`,
  `arn:${aws.partition}:ec2:${aws.region}::snapshot/*`,
];

const statements = ({ aws, ...props }: NotifierRoleProps): readonly PolicyStatement[] => [
  allow("WriteLogs", aws.arn("logs", `log-group:${props.logGroupName}:*`), [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
  allow(
    props.secret.kind === "bot" ? "ReadBotToken" : "ReadWebhook",
    aws.arn("ssm", `parameter${props.secret.parameterName}`),
    ["ssm:GetParameter"],
  ),
  ...(props.secret.furtherParameterNames.length > 0
    ? [
        allow(
          "ReadFurtherWebhooks",
          props.secret.furtherParameterNames.map((name) => aws.arn("ssm", `parameter${name}`)),
          ["ssm:GetParameter"],
        ),
      ]
    : []),
  // IAM has no resource types for these: they take "*" only. (Service Authorization Reference, AWS Backup)
  allow("DescribeJobs", "*", [
    "backup:DescribeBackupJob",
    "backup:DescribeCopyJob",
    "backup:DescribeRestoreJob",
  ]),
  allow("ListEarlierBackups", "*", ["backup:ListBackupJobs", "backup:ListRecoveryPointsByResource"]),
  // Many jobs at once are listed, as backups are above.
  allow("ListManyJobs", "*", ["backup:ListCopyJobs", "backup:ListRestoreJobs"]),
  // Only a description says when a recovery point will be deleted.
  allow("DescribeLastGoodBackup", recoveryPointArns(aws), ["backup:DescribeRecoveryPoint"]),
  // AWS Backup lists the recovery points of Amazon RDS with the caller's permissions. (seen in boto/boto3 issue 2797)
  allow(
    "ListDatabaseBackups",
    [aws.arn("rds", "db:*"), aws.arn("rds", "snapshot:*")],
    ["rds:DescribeDBSnapshots"],
  ),
  allow("SendDeadLetters", props.deadLetterQueue.arn, ["sqs:SendMessage"]),
  {
    ...allow("UseKey", props.key.arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
    Condition: {
      StringEquals: {
        "kms:ViaService": props.keyServices.map((service) => `${service}.${aws.region}.${aws.dnsSuffix}`),
      },
    },
  },
  // IAM has no resource types for these. (Service Authorization Reference, AWS X-Ray)
  allow("WriteTraces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
];
