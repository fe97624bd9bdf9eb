import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type PolicyStatement, policyDocument, trustPolicy } from "../foundation/iam-policy";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Ledger } from "./ledger";
import type { SlackSecret } from "./slack-secret";

export type NotifierRoleProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly logGroupName: string;
  readonly secret: SlackSecret;
  /** Services that use the key in the notifier's name. */
  readonly keyServices: readonly string[];
};

/** What the notifier may do, resource by resource. */
export class NotifierRole extends Construct {
  readonly arn: string;
  /** What needs the permissions must depend on this: a reference to the role does not order them. */
  readonly permissions: IamRolePolicy;
  private readonly name: string;

  constructor(scope: Construct, id: string, props: NotifierRoleProps) {
    super(scope, id);
    const { home } = props;
    const role = new IamRole(this, "Resource", {
      name: `${home.namePrefix}-notifier-${home.region}`,
      assumeRolePolicy: trustPolicy("lambda.amazonaws.com", home.accountId),
    });
    this.name = role.name;
    this.arn = role.arn;
    this.permissions = new IamRolePolicy(this, "permissions", {
      name: "notifier",
      role: role.name,
      policy: policyDocument(statements(props)),
    });
  }

  /** A policy of its own, so that the function need not wait for the queue. */
  grantConsume(queue: { readonly arn: string }): IamRolePolicy {
    return new IamRolePolicy(this, "consume", {
      name: "consume",
      role: this.name,
      policy: policyDocument([
        allow("ConsumeEvents", queue.arn, [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ChangeMessageVisibility",
        ]),
      ]),
    });
  }

  /** For stages with routes that ask for tags. The API knows no resources for this. */
  grantReadTags(): void {
    new IamRolePolicy(this, "read-tags", {
      name: "read-tags",
      role: this.name,
      policy: policyDocument([allow("ReadTags", "*", ["tag:GetResources"])]),
    });
  }

  /** A policy of its own, so that the function need not wait for the table. */
  grantRemember(ledger: Ledger): void {
    new IamRolePolicy(this, "remember", {
      name: "remember",
      role: this.name,
      policy: policyDocument([
        allow("RememberWhatWasTold", ledger.arn, ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"]),
      ]),
    });
  }
}

const allow = (
  Sid: string,
  Resource: string | readonly string[],
  Action: readonly string[],
): PolicyStatement => ({ Sid, Effect: "Allow", Action, Resource });

const statements = ({ home, ...props }: NotifierRoleProps): readonly PolicyStatement[] => [
  allow("WriteLogs", home.arn("logs", `log-group:${props.logGroupName}:*`), [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
  allow(
    props.secret.way === "bot" ? "ReadBotToken" : "ReadWebhook",
    home.arn("ssm", `parameter${props.secret.parameterName}`),
    ["ssm:GetParameter"],
  ),
  ...(props.secret.furtherParameterNames.length > 0
    ? [
        allow(
          "ReadFurtherWebhooks",
          props.secret.furtherParameterNames.map((name) => home.arn("ssm", `parameter${name}`)),
          ["ssm:GetParameter"],
        ),
      ]
    : []),
  // AWS Backup knows no resources for these: they take "*" only. (Service Authorization Reference, AWS Backup)
  allow("DescribeJobs", "*", [
    "backup:DescribeBackupJob",
    "backup:DescribeCopyJob",
    "backup:DescribeRestoreJob",
  ]),
  allow("ListEarlierBackups", "*", ["backup:ListBackupJobs", "backup:ListRecoveryPointsByResource"]),
  allow("LeaveDeadLetters", props.deadLetterQueue.arn, ["sqs:SendMessage"]),
  {
    ...allow("UseKey", props.key.arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
    Condition: {
      StringEquals: {
        "kms:ViaService": props.keyServices.map((service) => `${service}.${home.region}.${home.dnsSuffix}`),
      },
    },
  },
  // X-Ray knows no resources for these.
  allow("WriteTraces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
];
