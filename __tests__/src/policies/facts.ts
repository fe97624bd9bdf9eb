import { z } from "zod";
import type { Arguments } from "../../fixtures/stack";
import { resourcesOf, resourceWith, type StackJson } from "./stack-json";

/** What is there only with a watch. */
export type WatchFacts = {
  readonly functionArn: string;
  readonly failedRunsArn: string;
  /** Absent without an own vault. */
  readonly backupRoleArn: string | undefined;
  readonly hasRestoreTests: boolean;
};

/** What is there only with restore tests: of all types with a built-in check, and with one function of the stage's owner. */
export type ValidatorFacts = {
  readonly restoreQueueArn: string;
  readonly functionArns: readonly string[];
  /** `arn:aws`, for buckets, which have neither account nor Region. */
  readonly partition: string;
};

/** What a stack's policies must name, read from the stack itself. */
export type Facts = {
  readonly account: string;
  readonly dnsSuffix: string;
  readonly region: string;
  /** ARN of a resource in this account and Region. */
  readonly arn: (service: string, resource: string) => string;
  readonly root: string;
  readonly topicArn: string;
  /** Topics of others to which the stage subscribes. */
  readonly otherTopicArns: readonly string[];
  readonly alarmTopicArn: string;
  readonly alarmNames: readonly string[];
  /** Absent without a rule. */
  readonly ruleArn: string | undefined;
  /** Absent with direct delivery. */
  readonly queueArn: string | undefined;
  readonly deadLettersArn: string;
  readonly keyArn: string;
  /** Whether other accounts may copy into the vault. */
  readonly receivesCopies: boolean;
  /** Absent without a ledger. */
  readonly ledgerArn: string | undefined;
  readonly vaultArns: readonly string[];
  readonly logGroupArns: readonly string[];
  readonly notifierLogGroupName: string;
  readonly watchLogGroupName: string;
  readonly watchGroupArn: string;
  /** Absent without a watch. */
  readonly watch: WatchFacts | undefined;
  readonly validatorLogGroupName: string;
  /** Of restores of tests, by its name. */
  readonly restoreRuleArn: string;
  /** Absent without restore tests. */
  readonly validator: ValidatorFacts | undefined;
  /** Of the webhook or the bot token, whichever the stage uses. */
  readonly secretParameterName: string;
  /** For the webhooks of further channels. */
  readonly furtherParameterNames: readonly string[];
  /** Whether an EventBridge rule delivers notices of plans and malware scans. */
  readonly hasNotices: boolean;
  /** Whether a route checks the tags of resources. */
  readonly readsTags: boolean;
  /** Topics and buses that routes forward to. */
  readonly forwardArns: readonly string[];
  readonly accountNamesParameterNames: readonly string[];
};

/** Functions of the stage's owner, from the settings of the function that asks them. */
const functionArnsIn = (environment: unknown): readonly string[] =>
  [...JSON.stringify(environment).matchAll(/"functionArn\\*":\\*"([^"\\]+)/g)].flatMap(
    ([, arn]) => arn ?? [],
  );

const only = (ids: readonly string[], what: string): string => {
  const [first, ...rest] = ids;
  if (first === undefined || rest.length > 0) throw new Error(`expected one ${what}, found ${ids.length}`);
  return first;
};

const idOfData = (stack: StackJson, type: string): string => only(Object.keys(stack.data[type] ?? {}), type);

const reference = (address: string, attribute: string): string => `\${${address}.${attribute}}`;

const arnWith = (stack: StackJson, type: string, end: string): string | undefined => {
  const found = resourcesOf(stack, type).filter(({ args }) => String(args["name"]).endsWith(end));
  return found[0] && reference(found[0].address, "arn");
};

const text = z.string();

/** Vaults for copies, and their keys, are in another Region. */
export const isAtHome = ({ provider }: Arguments): boolean => provider === undefined;

/** Which of a stack's functions it is. */
export const isNotifier = ({ function_name }: Arguments): boolean =>
  String(function_name).endsWith("-notifier");
export const isWatch = ({ function_name }: Arguments): boolean => String(function_name).endsWith("-watch");

export const isValidator = ({ function_name }: Arguments): boolean =>
  String(function_name).endsWith("-restore-test");

export const factsOf = (stack: StackJson): Facts => {
  const account = reference(
    `data.aws_caller_identity.${idOfData(stack, "aws_caller_identity")}`,
    "account_id",
  );
  const partitionAddress = `data.aws_partition.${idOfData(stack, "aws_partition")}`;
  const partition = reference(partitionAddress, "partition");
  const region = text.parse(stack.provider["aws"]?.[0]?.["region"]);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const lambda = resourceWith(stack, "aws_lambda_function", isNotifier).args;
  const watch = resourcesOf(stack, "aws_lambda_function").find(({ args }) => isWatch(args));
  const failedRunsArn = arnWith(stack, "aws_sqs_queue", "-watch-failed-runs");
  const backupRoleArn = arnWith(stack, "aws_iam_role", `-AWSBackup-${region}`);
  const { variables } = z
    .object({
      variables: z.object({
        STAGE: text,
        WEBHOOK_PARAMETER_NAME: text,
        BOT_TOKEN_PARAMETER_NAME: text.optional(),
        ROUTES: text,
      }),
    })
    .parse(lambda["environment"]);
  const prefix = `backup-notifications-${variables.STAGE}`;
  const topic = resourceWith(stack, "aws_sns_topic", ({ name }) => name === prefix);
  const alarmTopic = resourceWith(stack, "aws_sns_topic", ({ name }) => name === `${prefix}-alarms`);
  const rule = resourcesOf(stack, "aws_cloudwatch_event_rule").find(({ args }) =>
    String(args["name"]).endsWith("-state-changes"),
  );
  const validator = resourcesOf(stack, "aws_lambda_function").find(({ args }) => isValidator(args));
  const restoreQueueArn = arnWith(stack, "aws_sqs_queue", "-restore-tests");
  const [ledger] = resourcesOf(stack, "aws_dynamodb_table");
  const notifying = resourcesOf(stack, "aws_backup_vault_notifications").map(
    ({ args }) => args["backup_vault_name"],
  );
  const existing = Object.entries(stack.data["aws_backup_vault"] ?? {}).flatMap(([id, { name }]) =>
    notifying.includes(name) ? [id] : [],
  );
  return {
    account,
    dnsSuffix: reference(partitionAddress, "dns_suffix"),
    region,
    arn,
    root: `arn:${partition}:iam::${account}:root`,
    topicArn: reference(topic.address, "arn"),
    otherTopicArns: resourcesOf(stack, "aws_sns_topic_subscription").flatMap(({ args }) =>
      String(args["topic_arn"]).startsWith("$") ? [] : [String(args["topic_arn"])],
    ),
    alarmTopicArn: reference(alarmTopic.address, "arn"),
    alarmNames: resourcesOf(stack, "aws_cloudwatch_metric_alarm").map(({ args }) =>
      String(args["alarm_name"]),
    ),
    ruleArn: rule && reference(rule.address, "arn"),
    queueArn: arnWith(stack, "aws_sqs_queue", "-events"),
    deadLettersArn: text.parse(arnWith(stack, "aws_sqs_queue", "-dead-letters")),
    keyArn: reference(resourceWith(stack, "aws_kms_key", isAtHome).address, "arn"),
    receivesCopies: resourcesOf(stack, "aws_backup_vault_policy").some(({ args }) =>
      String(args["policy"]).includes("CopyIntoBackupVault"),
    ),
    ledgerArn: ledger && reference(ledger.address, "arn"),
    vaultArns: [
      ...resourcesOf(stack, "aws_backup_vault")
        .filter(({ args }) => isAtHome(args))
        .map(({ address }) => reference(address, "arn")),
      ...existing.map((id) => reference(`data.aws_backup_vault.${id}`, "arn")),
    ],
    logGroupArns: resourcesOf(stack, "aws_cloudwatch_log_group").map(({ args }) =>
      arn("logs", `log-group:${args["name"]}`),
    ),
    watchLogGroupName: `/aws/lambda/${prefix}-watch`,
    watchGroupArn: arn("scheduler", `schedule-group/${prefix}-watch`),
    watch:
      watch && failedRunsArn
        ? {
            functionArn: reference(watch.address, "arn"),
            failedRunsArn,
            backupRoleArn,
            hasRestoreTests: "aws_backup_restore_testing_plan" in stack.resource,
          }
        : undefined,
    validatorLogGroupName: `/aws/lambda/${prefix}-restore-test`,
    restoreRuleArn: arn("events", `rule/${prefix}-restore-tests`),
    validator:
      validator && restoreQueueArn
        ? { restoreQueueArn, functionArns: functionArnsIn(validator.args["environment"]), partition }
        : undefined,
    notifierLogGroupName: `/aws/lambda/${lambda["function_name"]}`,
    secretParameterName: variables.BOT_TOKEN_PARAMETER_NAME ?? variables.WEBHOOK_PARAMETER_NAME,
    furtherParameterNames: z
      .object({ value: text })
      .parse(stack.output["further_channels"])
      .value.split(",")
      .filter((name) => name !== "")
      .map((name) => `/backup-notifications/${variables.STAGE}/channels/${name}/slack-webhook-url`),
    hasNotices: String(rule?.args["event_pattern"]).includes("Scan Job State Change"),
    readsTags: variables.ROUTES.includes('"tags":'),
    forwardArns: [
      ...new Set(
        [...variables.ROUTES.matchAll(/"forward":"([^"]+)"/g)].map(([, target]) => text.parse(target)),
      ),
    ],
    accountNamesParameterNames: resourcesOf(stack, "aws_ssm_parameter").map(({ args }) =>
      String(args["name"]),
    ),
  };
};
