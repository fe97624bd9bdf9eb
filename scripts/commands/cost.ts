import { z } from "zod";
import { counts, latencyMetric } from "../../handler/telemetry/metrics";
import { watchMetrics } from "../../handler/watch/metrics";

import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { commandLineOf, type Target } from "../stack/commands";
import { synthesizeAs } from "../stack/synthesized-stack";

/** List prices in dollars a month. (AWS KMS pricing; Amazon CloudWatch pricing) */
const prices = {
  region: "us-east-1",
  asOf: "November 2026",
  key: 1,
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
};

/** Metrics that notifier and watch publish. AWS charges only for those that had a value. */
const metricsOf = (schedules: readonly unknown[]): number =>
  [
    ...[...counts, latencyMetric].filter(
      (name) => name !== "DigestsDelivered" || schedules.includes("digest"),
    ),
    ...(schedules.includes("check") ? watchMetrics : []),
  ].length;

type Price = { readonly name: string; readonly each: number };

/** What costs the same whether anything happens or not. */
const alwaysOn: Readonly<Record<string, Price>> = {
  aws_kms_key: { name: "KMS key", each: prices.key },
  aws_cloudwatch_metric_alarm: { name: "CloudWatch alarms", each: prices.alarm },
  // A stage's functions share their metrics.
  aws_lambda_function: { name: "custom metrics, at most", each: prices.metric },
  aws_cloudwatch_dashboard: { name: "CloudWatch dashboard", each: prices.dashboard },
};

const paidByUse: Readonly<Record<string, string>> = {
  aws_sns_topic: "SNS",
  aws_sqs_queue: "SQS",
  aws_lambda_function: "Lambda and X-Ray",
  aws_cloudwatch_log_group: "CloudWatch Logs",
  aws_dynamodb_table: "DynamoDB",
  aws_kms_key: "KMS requests",
  aws_backup_vault: "AWS Backup storage",
  aws_backup_logically_air_gapped_vault: "storage in the air-gapped vault",
  aws_backup_restore_testing_plan: "restore tests, and what they restore",
  aws_efs_file_system: "EFS",
  aws_s3_bucket: "S3",
};

const free =
  /^aws_(?:iam_|scheduler_|cloudwatch_event_|sns_topic_|backup_(?:plan|selection|vault_(?:notifications|policy|lock_configuration)|restore_testing_selection)$|lambda_(?:permission|event|function_event)|(?:kms_alias|ssm_parameter|vpc|vpc_ipv4_cidr_block_association|subnet|db_subnet_group|flow_log|(?:default_)?security_group)$|s3_bucket_)/;

const stackSchema = z.object({
  provider: z.object({ aws: z.array(z.object({ region: z.string().optional() })) }),
  resource: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
});

export type Cost = {
  readonly region: string;
  readonly items: readonly { readonly name: string; readonly count: number; readonly each: number }[];
  readonly dollarsPerMonth: number;
  readonly paidByUse: readonly string[];
  /** Resources whose price is not in the sum: instances by their type, and types that no table here knows. */
  readonly notIncluded: readonly string[];
};

/** Test resources that cost something while they exist, by type, class and size. */
const testResources: Readonly<Record<string, (resource: Readonly<Record<string, unknown>>) => string>> = {
  aws_instance: ({ instance_type }) =>
    `the test instance (${instance_type}), its disk and detailed monitoring`,
  aws_ebs_volume: ({ size }) => `the test volume (${size} GiB)`,
  aws_db_instance: ({ instance_class, allocated_storage }) =>
    `the test database (${instance_class}, ${allocated_storage} GiB) and the secret of its password`,
};

const notIncludedOf = (type: string, resources: readonly Readonly<Record<string, unknown>>[]): string[] => {
  const describe = testResources[type];
  if (describe) return resources.map(describe);
  return type in alwaysOn || type in paidByUse || free.test(type) ? [] : [type];
};

/** What a synthesized stack costs a month. */
export const costOf = (json: string): Cost => {
  const { provider, resource } = stackSchema.parse(JSON.parse(json));
  const countOf = (type: string): number => Object.keys(resource[type] ?? {}).length;
  const schedules = Object.values(resource["aws_scheduler_schedule"] ?? {}).map(({ name }) => name);
  const items = Object.entries(alwaysOn).flatMap(([type, { name, each }]) => {
    const isMetrics = type === "aws_lambda_function" && countOf(type) > 0;
    const count = isMetrics ? metricsOf(schedules) : countOf(type);
    return count === 0 ? [] : [{ name, count, each }];
  });
  return {
    region: provider.aws[0]?.region ?? prices.region,
    items,
    dollarsPerMonth: items.reduce((sum, { count, each }) => sum + count * each, 0),
    paidByUse: Object.entries(paidByUse).flatMap(([type, name]) => (countOf(type) > 0 ? [name] : [])),
    notIncluded: Object.entries(resource).flatMap(([type, resources]) =>
      notIncludedOf(type, Object.values(resources)),
    ),
  };
};

const dollars = (amount: number): string => amount.toFixed(2);

/** The cost in lines for the terminal. */
export const costLines = (stage: string, cost: Cost): readonly string[] => [
  `Stage ${stage} in ${cost.region}, dollars a month, list prices of ${prices.region} in ${prices.asOf}:`,
  ...cost.items.map(
    ({ name, count, each }) =>
      `  ${name.padEnd(24)}${String(count).padStart(3)} x ${dollars(each)}  ${dollars(count * each).padStart(6)}`,
  ),
  `  ${"total".padEnd(36)}${dollars(cost.dollarsPerMonth).padStart(6)}`,
  "An account's first 3 dashboards, 10 alarms and 10 custom metrics are free. After the key's first and second yearly rotation it costs 1.00 more each.",
  `Paid by use: ${cost.paidByUse.join(", ")}.`,
  ...cost.notIncluded.map((what) => `Not included: ${what}.`),
  ...(cost.region === prices.region
    ? []
    : [`The prices in ${cost.region} differ; see AWS's price list for KMS and CloudWatch.`]),
];

/** The cost in one line. */
export const shortCostLine = (target: Target, cost: Cost): string =>
  `About ${dollars(cost.dollarsPerMonth)} dollars a month before use${cost.notIncluded.length > 0 ? `, without ${cost.notIncluded.join(", ")}` : ""}; each item: ${commandLineOf("cost", target)}`;

/** Shows what a stage costs. */
export const cost = async (request: StageRequest, context: Context): Promise<void> => {
  const found = await synthesizeAs(request, context, costOf);
  for (const line of costLines(request.stage, found)) context.terminal.say(line);
};
