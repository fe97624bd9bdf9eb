import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { HandlerEnv } from "../../handler/env";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { StageSettings } from "../stage/schema";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Ledger } from "./ledger";
import { NotifierRole } from "./notifier-role";
import type { SlackSecret } from "./slack-secret";
import type { NotificationTopic } from "./topic";

/** Longer than Slack's slowest answers and one retry of ours; the queue's visibility timeout follows from it. */
export const functionTimeoutSeconds = 30;

/** How long Lambda gathers events for one batch: seconds later in Slack, but a night of backups is few messages. */
export const batchingWindowSeconds = 10;

/** Events that Lambda hands over at once, at most. The notifier makes one message of many like ones. */
export const batchSize = 500;

/** Name of the function, known before it exists: key and role name its log group. */
export const functionNameOf = (home: Home): string => `${home.namePrefix}-notifier`;

export const logGroupNameOf = (home: Home): string => `/aws/lambda/${functionNameOf(home)}`;

export type NotifierFunctionProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly ledger: Ledger | undefined;
  readonly secret: SlackSecret;
  readonly settings: StageSettings["notifier"];
  /** Directory that holds the bundle, `index.mjs` and its parts, and nothing else. */
  readonly codeDirectory: string;
  /** Mode of the zipped files, for archive providers that can set it (2.x): a umask would change the hash. */
  readonly zipFileMode?: string;
  /** Whether a route asks for the tags of resources. */
  readonly readsTags: boolean;
  readonly environment: HandlerEnv;
};

/** The Lambda function that writes to Slack, with its log group and role. Feed it with one of the methods. */
export class NotifierFunction extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly logGroupName: string;
  private readonly role: NotifierRole;

  constructor(scope: Construct, id: string, props: NotifierFunctionProps) {
    super(scope, id);
    const { home, key, settings, deadLetterQueue, ledger } = props;
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: logGroupNameOf(home),
      kmsKeyId: key.arn,
      retentionInDays: settings.logRetentionDays,
    });
    this.role = new NotifierRole(this, "role", {
      home,
      key,
      deadLetterQueue,
      logGroupName: logGroupNameOf(home),
      secret: props.secret,
      keyServices: ["ssm", "sqs", "lambda", ...(ledger ? ["dynamodb"] : [])],
    });
    if (ledger) this.role.grantRemember(ledger);
    if (props.readsTags) this.role.grantReadTags();
    const zip = this.zip(props);
    const lambda = new LambdaFunction(this, "Resource", {
      functionName: functionNameOf(home),
      description: "Turns AWS Backup events into Slack messages",
      role: this.role.arn,
      runtime: settings.runtime,
      architectures: ["arm64"],
      handler: "index.handler",
      filename: zip.outputPath,
      sourceCodeHash: zip.outputBase64Sha256,
      memorySize: settings.memoryMegabytes,
      timeout: functionTimeoutSeconds,
      kmsKeyArn: key.arn,
      environment: { variables: { ...props.environment } },
      tracingConfig: { mode: "Active" },
      deadLetterConfig: { targetArn: deadLetterQueue.arn },
      ...(settings.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: settings.reservedConcurrency,
      }),
      // Lambda would make a log group without key and retention; and it checks the role when it makes the function.
      dependsOn: [logGroup, this.role.permissions],
    });
    this.name = lambda.functionName;
    this.arn = lambda.arn;
    this.logGroupName = logGroup.name;
  }

  /** Reads a queue, in batches; events that fail come back alone. */
  consume(queue: { readonly arn: string }): void {
    const permission = this.role.grantConsume(queue);
    new LambdaEventSourceMapping(this, "events", {
      eventSourceArn: queue.arn,
      functionName: this.name,
      batchSize,
      maximumBatchingWindowInSeconds: batchingWindowSeconds,
      functionResponseTypes: ["ReportBatchItemFailures"],
      // The least that Lambda allows: Slack takes one message a second.
      scalingConfig: { maximumConcurrency: 2 },
      dependsOn: [permission],
    });
  }

  /** Is called by a topic, without a queue. */
  subscribe(topic: NotificationTopic, deadLetterQueue: DeadLetterQueue): void {
    const permission = this.permit("topic", "sns.amazonaws.com", topic.arn);
    new SnsTopicSubscription(this, "subscription", {
      topicArn: topic.arn,
      protocol: "lambda",
      endpoint: this.arn,
      redrivePolicy: deadLetterQueue.subscriptionRedrivePolicy,
      dependsOn: [permission],
    });
  }

  /**
   * Lets a service invoke the function on behalf of one resource. The resource's ARN holds the account;
   * `source_account` would add nothing, and not every event source sends it (Lambda API reference, AddPermission).
   */
  permit(id: string, service: string, sourceArn: string): LambdaPermission {
    return new LambdaPermission(this, `${id}-permission`, {
      action: "lambda:InvokeFunction",
      functionName: this.name,
      principal: service,
      sourceArn,
    });
  }

  private zip({ codeDirectory, zipFileMode }: NotifierFunctionProps): DataArchiveFile {
    const code = new TerraformAsset(this, "code", { path: codeDirectory, type: AssetType.DIRECTORY });
    return new DataArchiveFile(this, "zip", {
      type: "zip",
      sourceDir: code.path,
      outputPath: "notifier.zip",
      ...(zipFileMode !== undefined && { outputFileMode: zipFileMode }),
    });
  }
}
