import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { RestoreTestEnv } from "../../handler/restore-test/settings";
import {
  defineFunction,
  defineLogGroup,
  type FunctionCode,
  logGroupNameFor,
} from "../delivery/bundled-function";
import type { DeadLetterQueue } from "../delivery/dead-letter-queue";
import { type DeliveryQueue, visibilityTimeoutSecondsOf } from "../delivery/queue";
import { queuePolicy } from "../delivery/queue-policy";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { restoreTestPlanNameOf } from "../outputs";
import type { RestoreTestSettings } from "../stage/restore-test";
import { testSettingsOf } from "../stage/restore-test-settings";
import type { StageSettings } from "../stage/schema";
import { ValidatorRole } from "./validator-role";

export type ValidatorProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly code: FunctionCode;
  readonly stage: string;
  readonly tests: readonly RestoreTestSettings[];
  /** Of the notifier: what both functions share. */
  readonly notifier: Pick<StageSettings["notifier"], "runtime" | "architecture" | "logRetentionDays">;
  /** The notifier's. */
  readonly queue: DeliveryQueue;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly usesFips: boolean;
};

/** Longer than a function of the stage's owner has time for (`handler/restore-test/check/own-function.ts`). */
const timeoutSeconds = 300;

const memoryMegabytes = 256;

const daySeconds = 86_400;

/**
 * Receives of a restore until SQS moves it to the dead-letter queue: six hours, with the visibility timeout between two. Only what
 * fails counts: a restore that waits is sent again.
 */
const maxReceiveCount = 12;

/** Name of the function, known before it exists: the key and the role name its log group. */
const functionNameOf = (aws: AwsEnvironment): string => `${aws.namePrefix}-restore-test`;

export const validatorLogGroupNameOf = (aws: AwsEnvironment): string => logGroupNameFor(functionNameOf(aws));

/** Of the rule and of the queue behind it. */
const restoresNameOf = (aws: AwsEnvironment): string => `${aws.namePrefix}-restore-tests`;

/** By name: the policies of the queues to which the rule sends come before it. */
export const restoreRuleArnOf = (aws: AwsEnvironment): string =>
  aws.arn("events", `rule/${restoresNameOf(aws)}`);

/**
 * Checks what restore tests restored: a rule for the restores of the stage's plans, a queue, and a function that reads it. It sends
 * verdicts to the notifier's queue, and never calls Slack.
 */
export class Validator extends Construct {
  readonly functionName: string;
  readonly logGroupName: string;
  readonly ruleName: string;
  readonly queue: { readonly name: string; readonly arn: string; readonly url: string };

  constructor(scope: Construct, id: string, props: ValidatorProps) {
    super(scope, id);
    const { aws, key } = props;
    this.queue = this.restoresQueue(props);
    const logGroup = defineLogGroup(this, functionNameOf(aws), key, props.notifier.logRetentionDays);
    const role = new ValidatorRole(this, "role", {
      ...props,
      logGroupName: validatorLogGroupNameOf(aws),
      restoreQueueArn: this.queue.arn,
    });
    const lambda = defineFunction(this, {
      name: functionNameOf(aws),
      description: "Checks what restore tests restored",
      archiveName: "restore-test.zip",
      code: props.code,
      key,
      settings: { ...props.notifier, memoryMegabytes, reservedConcurrency: false },
      timeoutSeconds,
      environment: {
        STAGE: props.stage,
        NOTIFIER_QUEUE_URL: props.queue.url,
        RESTORE_QUEUE_URL: this.queue.url,
        TESTS: JSON.stringify(testSettingsOf(props.stage, props.tests)),
        DNS_SUFFIX: aws.dnsSuffix,
        ...(props.usesFips && { AWS_USE_FIPS_ENDPOINT: "true" }),
      } satisfies RestoreTestEnv,
      deadLetterQueueArn: props.deadLetterQueue.arn,
      roleArn: role.arn,
      dependsOn: [logGroup, role.permissions],
    });
    this.functionName = lambda.functionName;
    this.logGroupName = logGroup.name;
    new LambdaEventSourceMapping(this, "restores", {
      eventSourceArn: this.queue.arn,
      functionName: this.functionName,
      // One after the other, each may take most of the timeout.
      batchSize: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 2 },
      dependsOn: [role.permissions],
    });
    this.ruleName = this.rule(props);
  }

  private restoresQueue({ aws, key, deadLetterQueue }: ValidatorProps): Validator["queue"] {
    const name = restoresNameOf(aws);
    const { arn, url } = new SqsQueue(this, "queue", {
      name,
      kmsMasterKeyId: key.arn,
      visibilityTimeoutSeconds: visibilityTimeoutSecondsOf({
        functionTimeoutSeconds: timeoutSeconds,
        batchingWindowSeconds: 0,
      }),
      messageRetentionSeconds: 4 * daySeconds,
      policy: queuePolicy(aws.arn("sqs", name), [
        { sid: "RuleDelivers", service: "events.amazonaws.com", sourceArn: restoreRuleArnOf(aws) },
      ]),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount }),
    });
    return { name, arn, url };
  }

  private rule({ aws, stage, deadLetterQueue }: ValidatorProps): string {
    // A list of plans would outgrow a pattern's 2,048 characters. (Amazon EventBridge User Guide, quotas) What it lets through of a
    // stage whose name begins alike is none of the function's tests.
    const prefix = aws.arn("backup", `restore-testing-plan:${restoreTestPlanNameOf(stage, "")}`);
    const rule = new CloudwatchEventRule(this, "rule", {
      name: restoresNameOf(aws),
      description: "Restores of the stage's restore tests that are over",
      // (AWS Backup Developer Guide, restore testing validation)
      eventPattern: JSON.stringify({
        source: ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        detail: {
          status: ["COMPLETED", "FAILED", "ABORTED"],
          restoreTestingPlanArn: [{ prefix }],
        },
      }),
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      arn: this.queue.arn,
      deadLetterConfig: { arn: deadLetterQueue.arn },
    });
    return rule.name;
  }
}
