import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { HandlerEnv } from "../../handler/env";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { StageSettings } from "../stage/schema";
import type { AccountNames } from "./account-names";
import { defineFunction, defineLogGroup, type FunctionCode, logGroupNameFor } from "./bundled-function";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Ledger } from "./ledger";
import { NotifierRole } from "./notifier-role";
import { subscriptionIdOf } from "./queue";
import type { SlackSecret } from "./slack-secret";

/** Longer than Slack's slowest response and one retry; the queue's visibility timeout follows from it. */
export const functionTimeoutSeconds = 30;

/** How long Lambda gathers events for one batch. Slack shows them seconds later, but a night of backups needs few messages. */
export const batchingWindowSeconds = 10;

/** The most events in one batch. The notifier groups similar ones into one message. */
export const batchSize = 500;

/** Name of the function, known before it exists: the key and the role name its log group. */
export const functionNameOf = (aws: AwsEnvironment): string => `${aws.namePrefix}-notifier`;

export const logGroupNameOf = (aws: AwsEnvironment): string => logGroupNameFor(functionNameOf(aws));

export type NotifierFunctionProps = FunctionCode & {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly ledger: Ledger | undefined;
  readonly secret: SlackSecret;
  readonly settings: StageSettings["notifier"];
  /** Whether notices of plans and malware scans arrive, which AWS Backup can complete. */
  readonly completesNotices: boolean;
  /** Whether a route checks the tags of resources. */
  readonly readsTags: boolean;
  /** ARNs of SNS topics and EventBridge buses that routes forward to. */
  readonly forwardTargets: readonly string[];
  /** Absent where the stage names no account. */
  readonly accountNames: AccountNames | undefined;
  readonly environment: HandlerEnv;
};

/** The Lambda function that posts to Slack, with its log group and role. `consume` or `subscribe` gives it events. */
export class NotifierFunction extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly logGroupName: string;
  private readonly role: NotifierRole;

  constructor(scope: Construct, id: string, props: NotifierFunctionProps) {
    super(scope, id);
    const { aws, key, settings, deadLetterQueue, ledger } = props;
    const logGroup = defineLogGroup(this, functionNameOf(aws), key, settings.logRetentionDays);
    this.role = new NotifierRole(this, "role", {
      aws,
      key,
      deadLetterQueue,
      logGroupName: logGroupNameOf(aws),
      secret: props.secret,
      keyServices: ["ssm", "sqs", "lambda", ...(ledger ? ["dynamodb"] : [])],
    });
    if (ledger) this.role.grantLedger(ledger);
    if (props.completesNotices) this.role.grantCompleteNotices();
    if (props.readsTags) this.role.grantReadTags();
    if (props.forwardTargets.length > 0) this.role.grantForward(props.forwardTargets);
    if (props.accountNames) this.role.grantReadAccountNames(props.accountNames);
    const lambda = defineFunction(this, {
      name: functionNameOf(aws),
      description: "Turns AWS Backup events into Slack messages",
      archiveName: "notifier.zip",
      code: props,
      key,
      settings,
      timeoutSeconds: functionTimeoutSeconds,
      environment: props.environment,
      deadLetterQueueArn: deadLetterQueue.arn,
      roleArn: this.role.arn,
      dependsOn: [logGroup, this.role.permissions],
    });
    this.name = lambda.functionName;
    this.arn = lambda.arn;
    this.logGroupName = logGroup.name;
  }

  /** Reads a queue in batches; only the events that failed return to it. */
  consume(queue: { readonly arn: string }): void {
    const permission = this.role.grantConsume(queue);
    new LambdaEventSourceMapping(this, "events", {
      eventSourceArn: queue.arn,
      functionName: this.name,
      batchSize,
      maximumBatchingWindowInSeconds: batchingWindowSeconds,
      functionResponseTypes: ["ReportBatchItemFailures"],
      // Lambda's minimum: Slack takes one message a second.
      scalingConfig: { maximumConcurrency: 2 },
      dependsOn: [permission],
    });
  }

  /** Lets the function send events of its own to the queue that it reads. */
  sendTo(queue: { readonly arn: string }): void {
    this.role.grantSend(queue);
  }

  /** Lets a topic, by its name where it is not the stage's, invoke the function, without a queue. */
  subscribe(topicArn: string, deadLetterQueue: DeadLetterQueue, name?: string): void {
    const permission = this.permit(
      name === undefined ? "topic" : `topic-${name}`,
      "sns.amazonaws.com",
      topicArn,
    );
    new SnsTopicSubscription(this, subscriptionIdOf(name), {
      topicArn,
      protocol: "lambda",
      endpoint: this.arn,
      redrivePolicy: deadLetterQueue.subscriptionRedrivePolicy,
      dependsOn: [permission],
    });
  }

  /**
   * Lets a service invoke the function on behalf of one resource. The ARN includes the account, so `source_account`
   * adds nothing, and not every event source sends it (Lambda API reference, AddPermission).
   */
  permit(id: string, service: string, sourceArn: string): LambdaPermission {
    return new LambdaPermission(this, `${id}-permission`, {
      action: "lambda:InvokeFunction",
      functionName: this.name,
      principal: service,
      sourceArn,
    });
  }
}
