import { z } from "zod";
import type { Stage } from "../../../src/stage";
import { all, oneWith, only, statement, statementsOf, synthesize, vaultStage } from "../../fixtures/stack";

const watched: Stage = { ...vaultStage, watch: { digest: { at: "07:30", timeZone: "Europe/Berlin" } } };

const stack = synthesize(watched);
const plain = synthesize(vaultStage);

const functionIn = (of: typeof stack) =>
  oneWith(of, "aws_lambda_function", { function_name: "backup-notifications-test-watch" });

const variablesIn = (of: typeof stack) =>
  z.object({ variables: z.record(z.string(), z.string()) }).parse(functionIn(of)["environment"]).variables;

const settingsIn = (of: typeof stack) => JSON.parse(variablesIn(of)["WATCH"] ?? "");

const policyOf = (of: typeof stack, name: string) => oneWith(of, "aws_iam_role_policy", { name })["policy"];

const scheduleNamed = (name: string, of = stack) => oneWith(of, "aws_scheduler_schedule", { name });

const addressesOf = ({ resource }: typeof stack) =>
  Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((id) => `${type}.${id}`));

test("a stage without a watch has nothing of it", () => {
  expect(addressesOf(plain).filter((address) => /[._]watch|scheduler/.test(address))).toEqual([]);
  expect(plain.json).not.toContain("backup-notifications-test-watch");
  expect(Object.keys(plain.output).filter((name) => name.startsWith("watch"))).toEqual([]);
});

test("with a watch, what a stage had stays at its address", () => {
  expect(addressesOf(stack)).toEqual(expect.arrayContaining([...addressesOf(plain)]));
});

describe("the schedules", () => {
  test("check each hour and send the digest at its hour, in its time zone, exactly then", () => {
    expect(scheduleNamed("check")).toMatchObject({
      schedule_expression: "rate(1 hour)",
      flexible_time_window: { mode: "OFF" },
    });
    expect(scheduleNamed("digest")).toMatchObject({
      schedule_expression: "cron(30 7 * * ? *)",
      schedule_expression_timezone: "Europe/Berlin",
      flexible_time_window: { mode: "OFF" },
    });
  });

  test("give the function the time at which a run was due, which EventBridge Scheduler fills in", () => {
    for (const task of ["check", "digest"]) {
      const { input } = z.object({ input: z.string() }).parse(scheduleNamed(task)["target"]);
      expect(input).toBe(`{"task":"${task}","scheduledAt":"<aws.scheduler.scheduled-time>"}`);
    }
    expect(stack.json).toContain("<aws.scheduler.scheduled-time>");
  });

  test("are tried again, and what is given up goes to a queue", () => {
    const target = z
      .object({
        dead_letter_config: z.object({ arn: z.string() }),
        retry_policy: z.object({
          maximum_event_age_in_seconds: z.int().min(60).max(86_400),
          maximum_retry_attempts: z.int().min(1).max(185),
        }),
      })
      .loose();
    for (const schedule of all(stack, "aws_scheduler_schedule")) {
      expect(target.parse(schedule["target"]).dead_letter_config.arn).toMatch(
        /aws_sqs_queue\.watch_failed-runs/,
      );
    }
  });

  test("run with a role that only this group can use, for this function and queue", () => {
    const role = oneWith(stack, "aws_iam_role", { name: "backup-notifications-test-schedule-eu-central-1" });
    const [trust] = statementsOf(role["assume_role_policy"]);
    expect(trust).toMatchObject({
      Principal: { Service: "scheduler.amazonaws.com" },
      Condition: {
        StringEquals: {
          "aws:SourceAccount": expect.stringContaining("account_id"),
          "aws:SourceArn": expect.stringMatching(/:schedule-group\/backup-notifications-test-watch$/),
        },
      },
    });
    expect(statement(policyOf(stack, "schedule"), "StartWatch")).toMatchObject({
      Action: "lambda:InvokeFunction",
      Resource: expect.stringMatching(/^\$\{aws_lambda_function\.watch_\w+\.arn\}$/),
    });
  });

  test("have no digest where the stage wants none", () => {
    const without = synthesize({ ...vaultStage, watch: { digest: false, checkEveryHours: 6 } });
    expect(all(without, "aws_scheduler_schedule").map(({ name }) => name)).toEqual(["check"]);
    expect(scheduleNamed("check", without)["schedule_expression"]).toBe("rate(6 hours)");
    expect(without.json).not.toContain("digest-missing");
    expect(settingsIn(without)).toMatchObject({ digest: false });
  });
});

describe("the function", () => {
  test("knows where events wait, and what AWS should say of the stage", () => {
    expect(JSON.parse(variablesIn(stack)["WAITING_QUEUE_URLS"] ?? "")).toEqual([
      expect.stringMatching(/aws_sqs_queue\.queue_\w+\.url/),
      expect.stringMatching(/aws_sqs_queue\.dead-letters_\w+\.url/),
    ]);
    const vault = expect.stringMatching(/^\$\{aws_backup_vault\.vault_\w+\.arn\}$/);
    expect(settingsIn(stack)).toEqual({
      vaultNames: ["backup-notifications-test"],
      heardKinds: ["backup", "restore"],
      overdue: [],
      expected: [
        {
          of: "vault-notifications",
          arn: vault,
          expected: expect.stringMatching(/^\$\{aws_sns_topic\.topic_\w+\.arn\}$/),
        },
        { of: "vault-lock", arn: vault, expected: "none" },
        { of: "vault-policy", arn: vault, expected: "none" },
        { of: "key", arn: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/), expected: "Enabled" },
      ],
      ownPlanIds: [expect.stringMatching(/^\$\{aws_backup_plan\./)],
      ownRoleArn: expect.stringMatching(/^\$\{aws_iam_role\.vault_role_\w+\.arn\}$/),
      timeZone: "Europe/Berlin",
      digest: true,
      routeTagKeys: [],
    });
  });

  test("expects the vault's lock and the statements of its policy, and others' topics at their vaults", () => {
    const team = "arn:aws:sns:eu-central-1:111122223333:team";
    const locked = synthesize({
      vault: {
        ...vaultStage.vault,
        lock: { minRetentionDays: 7 },
        breakGlassRoleArn: "arn:aws:iam::111122223333:role/break-glass",
      },
      existingVaults: ["Default", { name: "team", subscribeTo: team }],
      watch: true,
    });
    const { expected } = settingsIn(locked);
    const ofKind = (kind: string) =>
      expected
        .filter(({ of }: { of: string }) => of === kind)
        .map((one: { expected: string }) => one.expected);
    expect(ofKind("vault-lock")).toEqual(["governance 7 -"]);
    expect(ofKind("vault-policy")).toEqual(["OnlyBreakGlassRole"]);
    expect(ofKind("vault-notifications")).toHaveLength(1);
    expect(settingsIn(locked).notifyingVaults).toEqual([
      { topicArn: expect.stringMatching(/^\$\{aws_sns_topic\./), names: ["Default"] },
      { topicArn: team, names: ["team"] },
    ]);
  });

  test("hears all jobs of all vaults only where EventBridge reports them", () => {
    expect(settingsIn(synthesize({ ...watched, jobs: "all-vaults" }))).toMatchObject({
      vaultNames: "all-vaults",
      heardKinds: ["backup", "copy", "restore"],
    });
    expect(settingsIn(synthesize({ ...watched, events: ["BACKUP_JOB_FAILED"] }))).toMatchObject({
      heardKinds: [],
    });
  });

  test("gets the stage's limits, what must be protected, and the tags that its routes check", () => {
    const given = synthesize({
      ...vaultStage,
      routes: [{ tags: { team: "payments" }, mention: "here" }],
      watch: {
        overdue: [
          { tags: { tier: ["gold", "silver"] }, hours: 6 },
          { plans: ["weekly"], hours: 200 },
        ],
        unprotected: { tags: { environment: "prod" }, resourceTypes: ["RDS"] },
      },
    });
    expect(settingsIn(given)).toMatchObject({
      overdue: [
        { tags: { tier: ["gold", "silver"] }, hours: 6 },
        { plans: ["weekly"], hours: 200 },
      ],
      mustProtect: { tags: { environment: ["prod"] }, resourceTypes: ["RDS"] },
      routeTagKeys: ["team"],
    });
  });

  test("writes only its own items of the ledger, and sends only to the notifier's queue and its own", () => {
    const policy = policyOf(stack, "watch");
    expect(statement(policy, "WriteOwnItems")).toMatchObject({
      Action: ["dynamodb:UpdateItem"],
      Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["watch|*"] } },
    });
    const sending = statementsOf(policy).filter(({ Action }) => [Action].flat().includes("sqs:SendMessage"));
    expect(sending.map(({ Resource }) => Resource)).toEqual([
      expect.stringMatching(/aws_sqs_queue\.queue_/),
      expect.stringMatching(/aws_sqs_queue\.watch_failed-runs/),
    ]);
    expect(JSON.stringify(statementsOf(policy))).not.toMatch(/Delete|Put(?!LogEvents|T)|Start|ssm:/);
  });

  test("may look at the stage's own role only, and at none without an own vault", () => {
    expect(statement(policyOf(stack, "watch"), "ReadBackupRole")["Resource"]).toMatch(/vault_role/);
    const without = synthesize({ existingVaults: ["Default"], watch: { digest: false } });
    expect(String(policyOf(without, "watch"))).not.toContain("iam:");
  });

  test("writes into an encrypted log, and its failed runs are encrypted", () => {
    const logGroup = oneWith(stack, "aws_cloudwatch_log_group", {
      name: "/aws/lambda/backup-notifications-test-watch",
    });
    expect(logGroup["kms_key_id"]).toMatch(/aws_kms_key/);
    expect(String(only(stack, "aws_kms_key")["policy"])).toContain(
      "/aws/lambda/backup-notifications-test-watch",
    );
    expect(
      oneWith(stack, "aws_sqs_queue", { name: "backup-notifications-test-watch-failed-runs" })[
        "kms_master_key_id"
      ],
    ).toMatch(/aws_kms_key/);
  });
});

test("alarms say that the watch fails, does not run, gives up, and that its digest is missing", () => {
  const alarm = (id: string) =>
    oneWith(stack, "aws_cloudwatch_metric_alarm", { alarm_name: `backup-notifications-test-${id}` });
  expect(alarm("watch-errors")).toMatchObject({ metric_name: "Errors", threshold: 3 });
  expect(alarm("watch-stopped")).toMatchObject({
    metric_name: "WatchChecks",
    evaluation_periods: 2,
    treat_missing_data: "breaching",
  });
  expect(alarm("watch-failed-runs")).toMatchObject({ metric_name: "ApproximateNumberOfMessagesVisible" });
  expect(alarm("digest-missing")).toMatchObject({
    metric_name: "DigestsDelivered",
    evaluation_periods: 26,
    treat_missing_data: "breaching",
  });
});

test("the outputs name the function, its log, its schedules and its failed runs", () => {
  expect(Object.keys(stack.output).filter((name) => name.startsWith("watch_"))).toEqual([
    "watch_check_every_hours",
    "watch_failed_runs_queue_url",
    "watch_function_name",
    "watch_log_group_name",
    "watch_schedule_group_name",
  ]);
});
