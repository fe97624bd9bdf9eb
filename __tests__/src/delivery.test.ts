import { all, oneWith, only, ruleOf, statementsOf, synthesize, vaultStage } from "../fixtures/stack";

const daySeconds = 86_400;

describe("delivery through a queue", () => {
  const stack = synthesize({ ...vaultStage, eventBridge: true });
  const queue = oneWith(stack, "aws_sqs_queue", { name: "backup-notifications-test-events" });
  const deadLetters = oneWith(stack, "aws_sqs_queue", { name: "backup-notifications-test-dead-letters" });
  const lambda = only(stack, "aws_lambda_function");

  test("outlasts a day of Slack outage", () => {
    const { maxReceiveCount } = JSON.parse(String(queue["redrive_policy"]));
    expect(maxReceiveCount * Number(queue["visibility_timeout_seconds"])).toBeGreaterThan(daySeconds);
    expect(maxReceiveCount).toBeLessThanOrEqual(1000);
    expect(queue["message_retention_seconds"]).toBe(4 * daySeconds);
  });

  test("hides an event for six times as long as the function may run", () => {
    expect(queue["visibility_timeout_seconds"]).toBe(6 * Number(lambda["timeout"]));
  });

  test("keeps dead letters for longer than the queue keeps events, since their age goes on", () => {
    expect(deadLetters["message_retention_seconds"]).toBe(14 * daySeconds);
    expect(deadLetters).not.toHaveProperty("redrive_policy");
  });

  test("leaves what any hop gives up in the dead-letter queue", () => {
    const deadLetterArn = expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters_\w+\.arn\}$/);
    expect(JSON.parse(String(queue["redrive_policy"])).deadLetterTargetArn).toEqual(deadLetterArn);
    expect(JSON.parse(String(only(stack, "aws_sns_topic_subscription")["redrive_policy"]))).toEqual({
      deadLetterTargetArn: deadLetterArn,
    });
    expect(only(stack, "aws_cloudwatch_event_target")["dead_letter_config"]).toEqual({ arn: deadLetterArn });
    expect(lambda["dead_letter_config"]).toEqual({ target_arn: deadLetterArn });
  });

  test("reads ten events at a time, two batches at once, and takes back those that failed", () => {
    expect(only(stack, "aws_lambda_event_source_mapping")).toMatchObject({
      batch_size: 10,
      function_response_types: ["ReportBatchItemFailures"],
      scaling_config: { maximum_concurrency: 2 },
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.notifier_role_consume_/)],
    });
    expect(all(stack, "aws_lambda_permission")).toEqual([]);
  });

  test("carries queue policies in the queues: each resource of its own would cost 25 seconds", () => {
    expect(Object.keys(stack.resource).filter((type) => type.startsWith("aws_sqs"))).toEqual([
      "aws_sqs_queue",
    ]);
  });
});

describe("direct delivery", () => {
  const stack = synthesize({ ...vaultStage, delivery: "direct", eventBridge: true });

  test("has no queue but the one for dead letters", () => {
    expect(only(stack, "aws_sqs_queue")["name"]).toBe("backup-notifications-test-dead-letters");
    expect(all(stack, "aws_lambda_event_source_mapping")).toEqual([]);
    expect(stack.output["queue_url"]).toEqual({ value: "" });
    expect(all(stack, "aws_iam_role_policy").map(({ name }) => name)).toEqual(["notifier"]);
  });

  test("lets exactly this topic and this rule invoke the function", () => {
    const permissions = all(stack, "aws_lambda_permission").map(({ principal, source_arn }) => [
      principal,
      source_arn,
    ]);
    expect(permissions).toEqual([
      ["events.amazonaws.com", expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\.\S+\.arn\}$/)],
      ["sns.amazonaws.com", expect.stringMatching(/^\$\{aws_sns_topic\.topic_\w+\.arn\}$/)],
    ]);
  });

  test("subscribes the function, with a dead-letter queue of the subscription's own", () => {
    expect(only(stack, "aws_sns_topic_subscription")).toMatchObject({
      protocol: "lambda",
      endpoint: expect.stringMatching(/^\$\{aws_lambda_function\./),
      redrive_policy: expect.stringContaining("aws_sqs_queue.dead-letters_"),
    });
    expect(only(stack, "aws_cloudwatch_event_target")["arn"]).toMatch(/^\$\{aws_lambda_function\./);
  });

  test("does not watch a queue that is not there", () => {
    const names = all(stack, "aws_cloudwatch_metric_alarm").map(({ alarm_name }) => String(alarm_name));
    expect(names).not.toContainEqual(expect.stringContaining("late-events"));
    expect(names).toContainEqual(expect.stringContaining("dead-letters"));
  });
});

describe("alarms", () => {
  const stack = synthesize({ ...vaultStage, alarmEmail: "ops@example.com", eventBridge: true });

  test("each go to the alarm topic, good news too, and say what missing data means", () => {
    const alarms = all(stack, "aws_cloudwatch_metric_alarm");
    expect(alarms).toHaveLength(9);
    const topic = [expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_\w+\.arn\}$/)];
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        alarm_actions: topic,
        ok_actions: topic,
        treat_missing_data: "notBreaching",
      });
      expect(String(alarm["alarm_description"]).length).toBeGreaterThan(40);
    }
  });

  test("reach people by e-mail, never through the topic that feeds Slack", () => {
    expect(oneWith(stack, "aws_sns_topic_subscription", { protocol: "email" })).toMatchObject({
      endpoint: "ops@example.com",
      topic_arn: expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_/),
    });
  });

  test("go off when the notifier takes 80 % of its time", () => {
    expect(
      oneWith(stack, "aws_cloudwatch_metric_alarm", {
        alarm_name: "backup-notifications-test-function-duration",
      }),
    ).toMatchObject({ extended_statistic: "p99", threshold: 24_000 });
  });
});

describe("the notifier", () => {
  test.each(["nodejs22.x", "nodejs24.x"] as const)("runs on %s", (runtime) => {
    const stack = synthesize({ ...vaultStage, notifier: { runtime } });
    expect(only(stack, "aws_lambda_function")).toMatchObject({ runtime, architectures: ["arm64"] });
  });

  test("takes memory, log retention and reserved concurrency from the stage", () => {
    const notifier = { memoryMegabytes: 256, logRetentionDays: 30, reservedConcurrency: 3 };
    const stack = synthesize({ ...vaultStage, notifier });
    expect(only(stack, "aws_lambda_function")).toMatchObject({
      memory_size: 256,
      reserved_concurrent_executions: 3,
    });
    expect(only(stack, "aws_cloudwatch_log_group")).toMatchObject({ retention_in_days: 30 });
  });

  test("reserves no concurrency by default: a new account has too little to spare", () => {
    expect(only(synthesize(vaultStage), "aws_lambda_function")).not.toHaveProperty(
      "reserved_concurrent_executions",
    );
  });

  test("gets the stage's settings and the parameter's name in its environment, nothing else", () => {
    const stack = synthesize({
      ...vaultStage,
      mutedKinds: ["backup.started", "recovery-point.modified"],
      slackHosts: ["slack.example.com"],
    });
    expect(only(stack, "aws_lambda_function")["environment"]).toEqual({
      variables: {
        STAGE: "test",
        WEBHOOK_PARAMETER_NAME: "/backup-notifications/test/slack-webhook-url",
        SLACK_HOSTS: "slack.example.com",
        MUTED_KINDS: "backup.started,recovery-point.modified",
        DEAD_LETTER_QUEUE_URL: expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters_\w+\.url\}$/),
        LEDGER_TABLE_NAME: "",
      },
    });
  });

  test("is zipped by either archive provider, with fixed modes where the provider can", () => {
    const zipOf = (archive?: string) =>
      Object.values(synthesize(vaultStage, { providerVersions: { archive } }).data["archive_file"] ?? {})[0];
    expect(zipOf()).toMatchObject({ output_path: "notifier.zip", output_file_mode: "0644" });
    expect(zipOf("2.4.0")).toHaveProperty("output_file_mode", "0644");
    expect(zipOf("1.3.0")).not.toHaveProperty("output_file_mode");
  });

  test("does not change its policy when a rule is added to the plan", () => {
    const more = {
      ...vaultStage.vault,
      rules: [ruleOf(), ruleOf({ name: "weekly" })],
      selectionTags: { a: "b" },
    };
    const [before, after] = [vaultStage, { vault: more }].map((stage) =>
      statementsOf(oneWith(synthesize(stage), "aws_iam_role_policy", { name: "notifier" })["policy"]),
    );
    expect(after).toEqual(before);
  });
});
