import type { Arguments } from "../../../fixtures/stack";
import { type Check, every } from "../check";
import { changed, isOwnKey, resourcesOf, resourceWith, type StackJson, withArguments } from "../stack-json";

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const isReference = (value: unknown, type: string): boolean => String(value).startsWith(`\${${type}.`);

const ofFunction = (isGood: (args: Arguments) => boolean, otherwise: string) =>
  every("aws_lambda_function", isGood, otherwise);

const hasQueue = (stack: StackJson): boolean =>
  resourcesOf(stack, "aws_lambda_event_source_mapping").length > 0;

const brokenFunction =
  (changes: Arguments) =>
  (stack: StackJson): StackJson =>
    changed(stack, "aws_lambda_function", changes);

/** What looks like a credential: a webhook's path, an AWS access key, a private key. */
const secret =
  /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bxox[abprs]-/;

const functionChecks: readonly Check[] = [
  {
    rules: "CKV_AWS_45 CKV_AWS_46 AWS-0029",
    holds: "nothing in the stack looks like a secret",
    problems: (stack) => {
      const found = secret.exec(JSON.stringify(stack));
      return found
        ? [`the stack holds what looks like a secret, beginning with ${found[0].slice(0, 8)}`]
        : [];
    },
    broken: brokenFunction({
      environment: {
        variables: { STAGE: "test", WEBHOOK_PARAMETER_NAME: "https://hooks.slack.com/services/T0" },
      },
    }),
  },
  {
    rules: "CKV_AWS_50 AWS-0066",
    holds: "functions write traces",
    problems: ofFunction(
      ({ tracing_config }) => fieldOf(tracing_config, "mode") === "Active",
      "writes no traces",
    ),
    broken: brokenFunction({ tracing_config: { mode: "PassThrough" } }),
  },
  {
    rules: "CKV_AWS_363 Lambda.2",
    holds: "functions run on a Node.js that AWS supports",
    problems: ofFunction(
      ({ runtime }) => ["nodejs22.x", "nodejs24.x"].includes(String(runtime)),
      "has an old runtime",
    ),
    broken: brokenFunction({ runtime: "nodejs20.x" }),
  },
  {
    rules: "CKV_AWS_116",
    holds: "functions send failed events to the dead-letter queue",
    problems: ofFunction(
      ({ dead_letter_config }) => isReference(fieldOf(dead_letter_config, "target_arn"), "aws_sqs_queue"),
      "has no dead-letter queue",
    ),
    broken: brokenFunction({ dead_letter_config: undefined }),
  },
  {
    rules: "CKV_AWS_173",
    holds: "functions' environments are encrypted with the stack's own key",
    problems: ofFunction(
      ({ environment, kms_key_arn }) => environment !== undefined && isOwnKey(kms_key_arn),
      "has an environment without a key, or a key without an environment",
    ),
    broken: brokenFunction({ kms_key_arn: undefined }),
  },
  {
    rules: "CKV_AWS_258 CKV_AWS_301 CKV_AWS_364 AWS-0067 Lambda.1",
    holds: "functions are invoked by services, each on behalf of one resource of this stack",
    problems: every(
      "aws_lambda_permission",
      ({ principal, source_arn }) =>
        (principal === "sns.amazonaws.com" && isReference(source_arn, "aws_sns_topic")) ||
        (principal === "events.amazonaws.com" && isReference(source_arn, "aws_cloudwatch_event_rule")),
      "allows more than the topic or the rule",
    ),
    broken: (stack) =>
      withArguments(stack, "aws_lambda_permission", "added", {
        principal: "*",
        function_name: "x",
        action: "lambda:InvokeFunction",
      }),
  },
  {
    rules: "CKV_AWS_115",
    holds:
      "a queue has two concurrent readers, and a reservation has room for both; without a queue, one function runs",
    problems: (stack) => [
      ...every(
        "aws_lambda_event_source_mapping",
        ({ scaling_config }) => fieldOf(scaling_config, "maximum_concurrency") === 2,
        "is not limited to two readers",
      )(stack),
      ...(hasQueue(stack)
        ? ofFunction(
            ({ reserved_concurrent_executions: reserved = 2 }) => Number(reserved) >= 2,
            "has a reservation smaller than its two readers",
          )
        : ofFunction(
            ({ reserved_concurrent_executions: reserved }) => reserved === 1,
            "may run many at once, and Slack takes one message a second",
          ))(stack),
    ],
    broken: (stack) =>
      brokenFunction({ reserved_concurrent_executions: hasQueue(stack) ? 1 : undefined })(stack),
  },
];

/** A stage that force-destroys its vault is for testing. */
const isDisposable = (stack: StackJson): boolean =>
  resourcesOf(stack, "aws_backup_vault").some(({ args }) => args["force_destroy"] === true);

const watchChecks: readonly Check[] = [
  {
    rules: "CKV_AWS_66 CKV_AWS_338",
    holds: "logs have a retention, of at least a year unless the stage is disposable",
    problems: (stack) =>
      every(
        "aws_cloudwatch_log_group",
        ({ retention_in_days: days = 0 }) => Number(days) >= (isDisposable(stack) ? 1 : 365),
        "has no retention, or too short a one",
      )(stack),
    broken: (stack) => changed(stack, "aws_cloudwatch_log_group", { retention_in_days: undefined }),
  },
  {
    rules: "CKV_AWS_319",
    holds: "alarms have actions",
    problems: every(
      "aws_cloudwatch_metric_alarm",
      ({ alarm_actions, actions_enabled = true }) =>
        actions_enabled === true && Array.isArray(alarm_actions) && alarm_actions.length > 0,
      "has no action",
    ),
    broken: (stack) => changed(stack, "aws_cloudwatch_metric_alarm", { actions_enabled: false }),
  },
  {
    rules: "SQS dead letters",
    holds: "every other queue moves failed events to the dead-letter queue, before they expire",
    problems: (stack) => {
      const deadLetters = resourceWith(stack, "aws_sqs_queue", ({ name }) =>
        String(name).endsWith("-dead-letters"),
      );
      return resourcesOf(stack, "aws_sqs_queue").flatMap(({ address, args }) =>
        address === deadLetters.address ||
        // Itself a queue of dead letters.
        String(args["name"]).endsWith("-watch-failed-runs") ||
        (String(args["redrive_policy"]).includes(`\${${deadLetters.address}.arn}`) &&
          Number(args["message_retention_seconds"]) < Number(deadLetters.args["message_retention_seconds"]))
          ? []
          : [`${address}: does not use the dead-letter queue, or its events would expire there`],
      );
    },
    broken: (stack) => {
      const { id, args } = resourceWith(stack, "aws_sqs_queue", ({ name }) =>
        String(name).endsWith("-events"),
      );
      const { redrive_policy: _gone, ...rest } = args;
      return withArguments(stack, "aws_sqs_queue", id, rest);
    },
  },
];

export const operationChecks: readonly Check[] = [...functionChecks, ...watchChecks];
