import { z } from "zod";
import { readRestoreTestEnv } from "../../../handler/restore-test/settings";
import type { Stage } from "../../../src/stage";
import type { NamedStage } from "../../../src/stage/load";
import { problemsOf } from "../../../src/stage/problem";
import { restoreTestProblemsOf } from "../../../src/stage/restore-test-settings";
import { stageSchema } from "../../../src/stage/schema";
import { all, oneWith, only, statement, statementsOf, synthesize, vaultStage } from "../../fixtures/stack";

type RestoreTest = NonNullable<Stage["restoreTests"]>[number];

const functionArn = "arn:aws:lambda:eu-central-1:111122223333:function:check-orders";

const example: RestoreTest = {
  name: "weekly",
  schedule: "cron(0 9 ? * SUN *)",
  what: { resourceTypes: ["DynamoDB"] },
  withinMinutes: 30,
};

const withTests = (...restoreTests: readonly RestoreTest[]): Stage => ({
  ...vaultStage,
  watch: true,
  restoreTests: [...restoreTests],
});

const tests: readonly RestoreTest[] = [
  example,
  { ...example, name: "orders", validate: { functionArn } },
  { ...example, name: "quiet", validate: false },
];
const stack = synthesize(withTests(...tests));
const without = synthesize({ ...vaultStage, watch: true });

const prefix = "backup-notifications-test";
const lambda = oneWith(stack, "aws_lambda_function", { function_name: `${prefix}-restore-test` });
const rule = oneWith(stack, "aws_cloudwatch_event_rule", { name: `${prefix}-restore-tests` });
const queue = oneWith(stack, "aws_sqs_queue", { name: `${prefix}-restore-tests` });
const policyOf = (of: typeof stack) => oneWith(of, "aws_iam_role_policy", { name: "validator" })["policy"];

const addressesOf = ({ resource }: typeof stack) =>
  Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((id) => `${type}.${id}`));

test("with restore tests, what a stage had stays at its address; without, it has nothing of them", () => {
  expect(addressesOf(stack)).toEqual(expect.arrayContaining([...addressesOf(without)]));
  expect(without.json).not.toContain("restore-test");
});

test("restore tests need the watch", () => {
  const result = stageSchema.safeParse({ ...withTests(example), watch: undefined });
  expect(result.success ? [] : problemsOf(result.error)).toEqual([
    "restoreTests: need the watch, which finds tests that never ended in a verdict; set watch: true, or remove restoreTests",
  ]);
});

describe("the way of a restore", () => {
  test("begins with a rule for ended restores of the stage's own plans", () => {
    expect(JSON.parse(String(rule["event_pattern"]))).toEqual({
      source: ["aws.backup"],
      "detail-type": ["Restore Job State Change"],
      detail: {
        status: ["COMPLETED", "FAILED", "ABORTED"],
        restoreTestingPlanArn: [
          { prefix: expect.stringMatching(/:restore-testing-plan:backup_notifications_test_$/) },
        ],
      },
    });
    for (const { name } of all(stack, "aws_backup_restore_testing_plan")) {
      expect(name).toMatch(/^backup_notifications_test_/);
    }
  });

  test("does not outgrow EventBridge's pattern, however many tests there are", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...example, name: `t${index}` }));
    const { event_pattern } = oneWith(synthesize(withTests(...many)), "aws_cloudwatch_event_rule", {
      name: `${prefix}-restore-tests`,
    });
    expect(String(event_pattern).length).toBe(String(rule["event_pattern"]).length);
  });

  test("leads through an encrypted queue that only the rule and the function send to", () => {
    expect(queue).toMatchObject({
      kms_master_key_id: expect.stringMatching(/aws_kms_key/),
      visibility_timeout_seconds: 6 * 300,
    });
    expect(statement(queue["policy"], "RuleDelivers")).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Condition: {
        ArnEquals: {
          "aws:SourceArn": expect.stringMatching(/:rule\/backup-notifications-test-restore-tests$/),
        },
      },
    });
    expect(only(stack, "aws_cloudwatch_event_target")).toMatchObject({
      arn: expect.stringMatching(/^\$\{aws_sqs_queue\.restore-test-validator_queue/),
      dead_letter_config: { arn: expect.stringMatching(/^\$\{aws_sqs_queue\.dead-letters/) },
    });
  });

  test("ends in the dead-letter queue where nothing works for six hours, and the rule's failures there too", () => {
    const deadLetters = oneWith(stack, "aws_sqs_queue", { name: `${prefix}-dead-letters` });
    expect(statement(deadLetters["policy"], "RuleDelivers")["Condition"]).toEqual(
      statement(queue["policy"], "RuleDelivers")["Condition"],
    );
    expect(JSON.parse(String(queue["redrive_policy"]))).toEqual({
      deadLetterTargetArn: expect.stringMatching(/aws_sqs_queue\.dead-letters/),
      maxReceiveCount: 12,
    });
  });

  test("reaches the function one restore at a time, as each may take most of its timeout", () => {
    const mappings = all(stack, "aws_lambda_event_source_mapping").map(({ batch_size, event_source_arn }) => [
      batch_size,
      String(event_source_arn).includes("restore-test-validator"),
    ]);
    expect(mappings).toContainEqual([1, true]);
    expect(lambda["timeout"]).toBe(300);
  });

  test("may use the key: EventBridge, and the function's log", () => {
    const policy = String(only(stack, "aws_kms_key")["policy"]);
    expect(policy).toContain("EventBridgeSends");
    expect(policy).toContain("/aws/lambda/backup-notifications-test-restore-test");
    expect(String(only(without, "aws_kms_key")["policy"])).not.toContain("EventBridgeSends");
  });
});

test("the function reads what the stack gives it: each test, who checks it, and its promise", () => {
  const { variables } = z
    .object({ variables: z.record(z.string(), z.string()) })
    .parse(lambda["environment"]);
  const settings = readRestoreTestEnv(variables);
  expect(settings.tests).toEqual([
    {
      name: "weekly",
      planName: "backup_notifications_test_weekly",
      validate: "built-in",
      keepHours: 4,
      withinMinutes: 30,
    },
    {
      name: "orders",
      planName: "backup_notifications_test_orders",
      validate: { functionArn },
      keepHours: 4,
      withinMinutes: 30,
    },
    {
      name: "quiet",
      planName: "backup_notifications_test_quiet",
      validate: "no-one",
      keepHours: 0,
      withinMinutes: 30,
    },
  ]);
  expect(settings.notifierQueueUrl).not.toBe(settings.restoreQueueUrl);
});

describe("the role of the function", () => {
  const actionsIn = (of: typeof stack) => statementsOf(policyOf(of)).flatMap(({ Action }) => Action);

  test("looks at the types that it checks, and at no others", () => {
    expect(actionsIn(stack).filter((action) => /^(?:dynamodb|ec2|rds|s3|fsx|elastic)/.test(action))).toEqual([
      "dynamodb:DescribeTable",
      "dynamodb:Scan",
    ]);
    const buckets = synthesize(withTests({ ...example, what: { resourceTypes: ["S3"] } }));
    expect(actionsIn(buckets)).toEqual(expect.arrayContaining(["s3:ListBucket", "s3:GetObject"]));
    expect(actionsIn(buckets)).not.toContain("dynamodb:Scan");
  });

  test("has each statement once, whatever is tested: IAM takes no Sid twice", () => {
    const metadata = { Aurora: {}, Neptune: {}, RDS: {} };
    const resourceTypes = ["DynamoDB", "S3", "RDS", "Aurora", "Neptune", "EFS", "EBS"] as const;
    const everything = synthesize(
      withTests({ ...example, what: { resourceTypes: [...resourceTypes] }, metadata }),
    );
    const sids = statementsOf(policyOf(everything)).map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
  });

  test("sees recovery points where an empty bucket is compared with its backup, and no other snapshots", () => {
    const ofType = (type: "RDS" | "S3") =>
      synthesize(
        withTests({
          ...example,
          what: { resourceTypes: [type] },
          metadata: type === "RDS" ? { RDS: {} } : {},
        }),
      );
    const databases = ofType("RDS");
    expect(actionsIn(ofType("S3"))).toContain("backup:DescribeRecoveryPoint");
    expect(actionsIn(databases)).not.toContain("backup:DescribeRecoveryPoint");
    expect(statement(policyOf(databases), "CompareSnapshots")["Resource"]).toContainEqual(
      expect.stringMatching(/:snapshot:awsbackup:\*$/),
    );
  });

  test("reads data only of what a test restored", () => {
    expect(statement(policyOf(stack), "CountItems")).toMatchObject({
      Resource: expect.stringMatching(/:table\/awsbackup-restore-test-\*$/),
      Condition: { StringEquals: { "dynamodb:Select": "COUNT" } },
    });
  });

  test("starts the functions that the stage names, and with none, no function", () => {
    expect(statement(policyOf(stack), "AskFunctions")["Resource"]).toEqual([functionArn]);
    expect(actionsIn(synthesize(withTests(example)))).not.toContain("lambda:InvokeFunction");
  });

  test("looks at nothing where no one checks", () => {
    const quiet = synthesize(withTests({ ...example, validate: false }));
    expect(actionsIn(quiet).filter((action) => action.startsWith("dynamodb:"))).toEqual([]);
  });
});

test("names of roles stay within IAM's 64 characters, with the longest stage and Region", () => {
  const longest = synthesize(withTests(example), { region: "ap-southeast-1" });
  const ofTests = all(longest, "aws_iam_role").filter(({ name }) =>
    /-(?:validator|restores)-/.test(String(name)),
  );
  expect(ofTests).toHaveLength(2);
  const extra = 16 - "test".length;
  for (const { name } of ofTests) expect(String(name).length + extra).toBeLessThanOrEqual(64);
});

test("alarms say that the function fails, does not read, or gets nothing", () => {
  const alarm = (id: string) =>
    oneWith(stack, "aws_cloudwatch_metric_alarm", { alarm_name: `${prefix}-${id}` });
  expect(alarm("restore-test-errors")).toMatchObject({ metric_name: "Errors", threshold: 1 });
  expect(alarm("restore-tests-late")).toMatchObject({
    metric_name: "ApproximateAgeOfOldestMessage",
    threshold: 3600,
  });
  expect(alarm("undelivered-restores")).toMatchObject({ metric_name: "FailedInvocations" });
});

describe("what cannot be deployed is refused", () => {
  const problems = (...given: readonly RestoreTest[]) =>
    restoreTestProblemsOf(
      { ...stageSchema.parse(withTests(...given)), name: "test" } satisfies NamedStage,
      "eu-central-1",
    );

  test("not the tests of a usual stage", () => {
    expect(problems(...tests)).toEqual([]);
  });

  test("tests that do not fit into the function's environment, with the sizes", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      ...example,
      name: `t${index}`,
      validate: { functionArn },
    }));
    expect(problems(...many)).toEqual([
      expect.stringMatching(
        /^restoreTests: take \d{4} bytes as JSON, but the environment of the function that checks them has room for 3000: \d+ for the functions of 20 tests, \d+ for the rest of 20 tests; give a test more/,
      ),
    ]);
  });

  test("a function in another Region", () => {
    const elsewhere = functionArn.replace("eu-central-1", "us-east-1");
    expect(problems({ ...example, validate: { functionArn: elsewhere } })).toEqual([
      `restoreTests[0].validate.functionArn: expected a function in eu-central-1, the stage's Region, got "${elsewhere}"; deploy the function there`,
    ]);
  });
});
