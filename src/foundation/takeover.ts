import type { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { dependable, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * What AWS creates a second time without an error: it returns the one that exists, or overwrites it. Policies of these
 * follow them. (API references: CreateTopic, Subscribe, CreateQueue, PutRule, PutTargets, PutMetricAlarm, PutDashboard,
 * PutMetricFilter)
 */
export const adoptableTypes: readonly string[] = [
  "aws_sns_topic",
  "aws_sns_topic_subscription",
  "aws_sqs_queue",
  "aws_cloudwatch_event_rule",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_metric_alarm",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_metric_filter",
];

/**
 * A clone without the state must not adopt what runs: whatever AWS would hand over comes after the alias of the stage's
 * key, which AWS refuses to create twice. (AWS KMS API reference, CreateAlias: AlreadyExistsException)
 */
export const preventTakeover = (stack: Construct, alias: KmsAlias): void => {
  for (const resource of stack.node.findAll()) {
    if (resource instanceof TerraformResource && adoptableTypes.includes(resource.terraformResourceType)) {
      resource.dependsOn = [...(resource.dependsOn ?? []), dependable(alias)];
    }
  }
};
