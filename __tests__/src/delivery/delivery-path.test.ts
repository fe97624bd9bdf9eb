import {
  all,
  oneWith,
  only,
  reference,
  ruleOf,
  statementsOf,
  synthesize,
  vaultStage,
} from "../../fixtures/stack";

const daySeconds = 86_400;

/** How long the notifier waits in all after so many failures, without and with full jitter. */
const waitedSeconds = (failures: number): { readonly least: number; readonly most: number } => {
  const delays = Array.from({ length: failures }, (_, failure) => Math.min(15 * 2 ** failure, 900));
  const least = delays.reduce((sum, delay) => sum + delay, 0);
  return { least, most: least * 1.2 };
};

describe("delivery through a queue", () => {
  const stack = synthesize({ ...vaultStage, eventBridge: true });
  const queue = oneWith(stack, "aws_sqs_queue", { name: "backup-notifications-test-events" });
  const deadLetters = oneWith(stack, "aws_sqs_queue", { name: "backup-notifications-test-dead-letters" });
  const lambda = only(stack, "aws_lambda_function");

  const { maxReceiveCount } = JSON.parse(String(queue["redrive_policy"]));

  test("tries 107 times: at once, six times in the first quarter of an hour, then for 25 hours", () => {
    expect(maxReceiveCount).toBe(1 + 6 + (25 * 3600) / 900);
  });

  test("survives a day of Slack outage", () => {
    // SQS counts the first receive too, so there is one wait less than there are receives.
    expect(waitedSeconds(maxReceiveCount - 1).least).toBeGreaterThan(daySeconds);
    expect(maxReceiveCount).toBeLessThanOrEqual(1000);
  });

  test("gives up before SQS would delete an event that is too old", () => {
    const runs = maxReceiveCount * Number(lambda["timeout"]);
    expect(waitedSeconds(maxReceiveCount).most + runs).toBeLessThan(4 * daySeconds);
    expect(queue["message_retention_seconds"]).toBe(4 * daySeconds);
  });

  test("hides an event for six times as long as the function may run, and for the batching window", () => {
    const mapping = only(stack, "aws_lambda_event_source_mapping");
    expect(queue["visibility_timeout_seconds"]).toBe(
      6 * Number(lambda["timeout"]) + Number(mapping["maximum_batching_window_in_seconds"]),
    );
  });

  test("keeps dead letters longer than the queue keeps events, because their age continues", () => {
    expect(deadLetters["message_retention_seconds"]).toBe(14 * daySeconds);
    expect(Number(deadLetters["message_retention_seconds"])).toBeGreaterThan(
      Number(queue["message_retention_seconds"]),
    );
    expect(deadLetters).not.toHaveProperty("redrive_policy");
  });

  test("sends what any hop gives up on to the dead-letter queue", () => {
    const deadLetterArn = expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters_\w+\.arn\}$/);
    expect(JSON.parse(String(queue["redrive_policy"])).deadLetterTargetArn).toEqual(deadLetterArn);
    expect(JSON.parse(String(only(stack, "aws_sns_topic_subscription")["redrive_policy"]))).toEqual({
      deadLetterTargetArn: deadLetterArn,
    });
    expect(only(stack, "aws_cloudwatch_event_target")["dead_letter_config"]).toEqual({ arn: deadLetterArn });
    expect(lambda["dead_letter_config"]).toEqual({ target_arn: deadLetterArn });
  });

  test("gathers events for ten seconds, reads two batches at once, and returns what failed to the queue", () => {
    expect(only(stack, "aws_lambda_event_source_mapping")).toMatchObject({
      batch_size: 500,
      maximum_batching_window_in_seconds: 10,
      function_response_types: ["ReportBatchItemFailures"],
      scaling_config: { maximum_concurrency: 2 },
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.notifier_role_consume_/)],
    });
    expect(all(stack, "aws_lambda_permission")).toEqual([]);
  });

  test("keeps queue policies in the queues: a separate resource would take 25 seconds", () => {
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
    expect(all(stack, "aws_iam_role_policy").map(({ name }) => name)).toEqual(["notices", "notifier"]);
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

  test("subscribes the function, with a dead-letter queue for the subscription", () => {
    expect(only(stack, "aws_sns_topic_subscription")).toMatchObject({
      protocol: "lambda",
      endpoint: expect.stringMatching(/^\$\{aws_lambda_function\./),
      redrive_policy: expect.stringContaining("aws_sqs_queue.dead-letters_"),
    });
    expect(only(stack, "aws_cloudwatch_event_target")["arn"]).toMatch(/^\$\{aws_lambda_function\./);
  });

  test("does not watch a queue that does not exist", () => {
    const names = all(stack, "aws_cloudwatch_metric_alarm").map(({ alarm_name }) => String(alarm_name));
    expect(names).not.toContainEqual(expect.stringMatching(/late-events|lasting-retries/));
    expect(names).toContainEqual(expect.stringContaining("dead-letters"));
  });
});

describe("existing vaults that notify topics of others", () => {
  const topicOf = (name: string) => `arn:aws:sns:eu-central-1:111122223333:${name}`;
  const existingVaults = [
    "Default",
    { name: "payments", subscribeTo: topicOf("team-backups") },
    { name: "orders", subscribeTo: topicOf("team-backups") },
    { name: "audit", subscribeTo: topicOf("audit") },
  ];
  const subscribed = [topicOf("team-backups"), topicOf("audit")];
  const own = expect.stringMatching(/^\$\{aws_sns_topic\.topic_\w+\.arn\}$/);

  test("keep their notification settings: the stage subscribes to each topic once", () => {
    const stack = synthesize({ existingVaults });
    expect(only(stack, "aws_backup_vault_notifications")["backup_vault_name"]).toBe("Default");
    const subscriptions = all(stack, "aws_sns_topic_subscription");
    expect(subscriptions.map(({ topic_arn }) => topic_arn)).toEqual([own, ...subscribed].toReversed());
    for (const subscription of subscriptions) {
      expect(subscription).toMatchObject({
        protocol: "sqs",
        endpoint: expect.stringMatching(/^\$\{aws_sqs_queue\.queue_\w+\.arn\}$/),
        redrive_policy: expect.stringContaining("aws_sqs_queue.dead-letters_"),
      });
    }
  });

  test("may send to the queue, and to the one for dead letters", () => {
    for (const { policy } of all(synthesize({ existingVaults }), "aws_sqs_queue")) {
      expect(statementsOf(policy)[0]).toMatchObject({
        Principal: { Service: "sns.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": [own, ...subscribed] } },
      });
    }
  });

  test("invoke the function with direct delivery", () => {
    const stack = synthesize({ existingVaults, delivery: "direct" });
    expect(all(stack, "aws_sns_topic_subscription").map(({ protocol }) => protocol)).toEqual(
      Array.from({ length: 3 }, () => "lambda"),
    );
    expect(all(stack, "aws_lambda_permission").map(({ source_arn }) => source_arn)).toEqual(
      expect.arrayContaining([own, ...subscribed]),
    );
  });

  test("may not publish to the stage's topic, and are on its dashboard and in its outputs", () => {
    const stack = synthesize({ existingVaults });
    const publish = all(stack, "aws_sns_topic_policy")
      .flatMap(({ policy }) => statementsOf(policy))
      .find(({ Sid }) => Sid === "AwsBackupPublishes");
    expect(publish?.Condition?.["ArnLike"]).toEqual({
      "aws:SourceArn": [reference("data.aws_backup_vault.existing-vault-Default.arn")],
    });
    expect(stack.output["existing_vault_names"]).toEqual({ value: "Default,payments,orders,audit" });
    expect(String(only(stack, "aws_cloudwatch_dashboard")["dashboard_body"])).toContain("payments");
  });

  test("are read before anything is made, so that a misspelled name fails the plan", () => {
    expect(Object.keys(synthesize({ existingVaults }).data["aws_backup_vault"] ?? {})).toHaveLength(4);
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

  test.each([
    [undefined, 1],
    [1, 1],
    [5, 5],
    [false, undefined],
  ] as const)(
    "with direct delivery and reservedConcurrency %s reserves %s",
    (reservedConcurrency, reserved) => {
      const notifier = reservedConcurrency === undefined ? {} : { reservedConcurrency };
      const stack = synthesize({ ...vaultStage, delivery: "direct", notifier });
      expect(only(stack, "aws_lambda_function")["reserved_concurrent_executions"]).toBe(reserved);
    },
  );

  test("gets the stage's settings and the parameter's name in its environment, nothing else", () => {
    const stack = synthesize({
      ...vaultStage,
      mutedKinds: ["backup.started", "recovery-point.modified"],
      slackHosts: ["slack.example.com"],
      accountNames: { "111122223333": "prod" },
    });
    expect(only(stack, "aws_lambda_function")["environment"]).toEqual({
      variables: {
        STAGE: "test",
        DNS_SUFFIX: expect.stringMatching(/^\$\{data\.aws_partition\.\w+\.dns_suffix\}$/),
        WEBHOOK_PARAMETER_NAME: "/backup-notifications/test/slack-webhook-url",
        SLACK_HOSTS: "slack.example.com",
        ROUTES: '[{"kinds":["backup.started","recovery-point.modified"],"post":false}]',
        LAST_ACCOUNT_NAMES_PARAMETER_NAME: "/backup-notifications/test/account-names/1",
        DEAD_LETTER_QUEUE_URL: expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters_\w+\.url\}$/),
        LEDGER_TABLE_NAME: "backup-notifications-test-ledger",
      },
    });
  });

  test("reads account names from parameters, and may read no others", () => {
    const names = Array.from({ length: 100 }, (_, n) => [
      String(100_000_000_000 + n),
      "a-name-of-24-characters.",
    ]);
    const stack = synthesize({ ...vaultStage, accountNames: Object.fromEntries(names) });
    const path = "/backup-notifications/test/account-names";
    expect(all(stack, "aws_ssm_parameter").map(({ name, type }) => [name, type])).toEqual([
      [`${path}/1`, "String"],
      [`${path}/2`, "String"],
    ]);
    const { policy } = oneWith(stack, "aws_iam_role_policy", { name: "account-names" });
    expect(statementsOf(policy)).toEqual([
      {
        Sid: "ReadAccountNames",
        Effect: "Allow",
        Action: ["ssm:GetParameters"],
        Resource: [1, 2].map((number) => expect.stringMatching(new RegExp(`:parameter${path}/${number}$`))),
      },
    ]);
    expect(only(stack, "aws_lambda_function")["environment"]).toMatchObject({
      variables: { LAST_ACCOUNT_NAMES_PARAMETER_NAME: `${path}/2` },
    });
  });

  test("forwards to the topics and buses that routes name, and to nothing else", () => {
    const [topic, bus] = [
      "arn:aws:sns:eu-central-1:111122223333:on-call",
      "arn:aws:events:eu-central-1:111122223333:event-bus/tickets",
    ];
    const routes = [{ forward: bus }, { kinds: ["*.failed"], forward: topic }, { forward: topic }] as const;
    const stack = synthesize({ ...vaultStage, routes });
    const { policy } = oneWith(stack, "aws_iam_role_policy", { name: "forward" });
    expect(statementsOf(policy)).toEqual([
      { Sid: "ForwardToTopics", Effect: "Allow", Action: ["sns:Publish"], Resource: [topic] },
      { Sid: "ForwardToBuses", Effect: "Allow", Action: ["events:PutEvents"], Resource: [bus] },
    ]);
  });

  test("is planned only in the account of the topics and buses that the stage file names", () => {
    const topic = "arn:aws:sns:eu-central-1:111122223333:on-call";
    const accountOf = (stack: ReturnType<typeof synthesize>) =>
      Object.values(stack.data["aws_caller_identity"] ?? {})[0];
    expect(accountOf(synthesize({ ...vaultStage, alarmTopics: [topic] }))?.["lifecycle"]).toEqual({
      postcondition: [
        {
          condition: reference('self.account_id == "111122223333"'),
          error_message: expect.stringMatching(
            /in account 111122223333, and this is account \$\{self\.account_id\};/,
          ),
        },
      ],
    });
    expect(accountOf(synthesize(vaultStage))).not.toHaveProperty("lifecycle");
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
