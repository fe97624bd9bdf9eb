import { BackupClient, GetRestoreTestingPlanCommand } from "@aws-sdk/client-backup";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../scripts/doctor/check";
import {
  checkLastRun,
  restoreTestChecks,
  type TestingPlan,
} from "../../../../scripts/doctor/checks/restore-tests";
import { expectedOf, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const [backup, events, iam, lambda, sqs] = [
  mockClient(BackupClient),
  mockClient(EventBridgeClient),
  mockClient(IAMClient),
  mockClient(LambdaClient),
  mockClient(SQSClient),
] as const;

const name = "backup_notifications_dev_weekly";
const queueArn = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev-restore-tests";

const outputs = outputsOf({
  restore_role_arn: "arn:aws:iam::111122223333:role/backup-notifications-dev-restores-eu-west-1",
  restore_test_plan_names: name,
  restore_test_function_name: "backup-notifications-dev-restore-test",
  restore_test_log_group_name: "/aws/lambda/backup-notifications-dev-restore-test",
  restore_test_rule_name: "backup-notifications-dev-restore-tests",
  restore_test_queue_url:
    "https://sqs.eu-west-1.amazonaws.com/111122223333/backup-notifications-dev-restore-tests",
});

/** A Sunday, half past ten. */
const now = Date.UTC(2026, 2, 1, 10, 30);
const dueAt = new Date(Date.UTC(2026, 2, 1, 9));

const plan: TestingPlan = {
  schedule: "cron(0 9 ? * SUN *)",
  timeZone: "Etc/UTC",
  startWindowHours: 24,
  since: new Date(Date.UTC(2026, 1, 1)),
  lastRunAt: dueAt,
};

const notFound = (): Error => Object.assign(new Error("gone"), { name: "ResourceNotFoundException" });

beforeEach(() => {
  for (const client of [backup, events, iam, lambda, sqs]) client.reset();
  backup.on(GetRestoreTestingPlanCommand).resolves({
    RestoreTestingPlan: {
      CreationTime: plan.since,
      RestoreTestingPlanArn: "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:x-1",
      RestoreTestingPlanName: name,
      RecoveryPointSelection: {},
      ScheduleExpression: plan.schedule,
      LastExecutionTime: dueAt,
    },
  });
  events.on(DescribeRuleCommand).resolves({ State: "ENABLED" });
  events.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "1", Arn: queueArn }] });
  iam.on(GetRoleCommand).resolves({
    Role: { Path: "/", RoleName: "r", RoleId: "1", Arn: outputs.restore_role_arn, CreateDate: dueAt },
  });
  lambda.on(GetFunctionConfigurationCommand).resolves({ State: "Active" });
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ State: "Enabled" }] });
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: { ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "0" },
  });
});

const found = async (): Promise<readonly string[]> => {
  const stage = { outputs, expected: expectedOf(), aws: { region: "eu-west-1" }, clock: { now: () => now } };
  const results = await runChecks(restoreTestChecks(stage));
  return results.flatMap(({ name: of, findings }) => findings.map((finding) => `${of}: ${said(finding)}`));
};

test("nothing is wrong with a stage as it was deployed", async () => {
  expect(await found()).toEqual([
    `restore test ${name}: ok: it last ran at 2026-03-01 09:00 UTC`,
    "restore role: ok: backup-notifications-dev-restores-eu-west-1 exists",
    "restores' rule: ok: backup-notifications-dev-restore-tests is enabled",
    "restores' queue: ok: 1 restore to be checked",
    "restores' check: ok: backup-notifications-dev-restore-test reads its queue",
  ]);
});

test("whatever is gone is a problem, and deploying restores it", async () => {
  backup.on(GetRestoreTestingPlanCommand).rejects(notFound());
  events.on(DescribeRuleCommand).rejects(notFound());
  iam.on(GetRoleCommand).rejects(Object.assign(new Error("gone"), { name: "NoSuchEntityException" }));
  lambda.on(ListEventSourceMappingsCommand).rejects(notFound());
  sqs.on(GetQueueAttributesCommand).rejects(Object.assign(new Error("gone"), { name: "QueueDoesNotExist" }));
  for (const line of await found()) {
    expect(line).toMatch(/: problem: .*does not exist.*npm run deploy -- dev eu-west-1/);
  }
});

test("what AWS does not answer is not known, and not gone", async () => {
  const denied = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
  backup.on(GetRestoreTestingPlanCommand).rejects(denied);
  expect((await found())[0]).toMatch(/: unknown: /);
});

test("a rule without its queue, and a function that does not read, are problems", async () => {
  events.on(ListTargetsByRuleCommand).resolves({ Targets: [] });
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [] });
  const lines = await found();
  expect(lines[2]).toMatch(/problem: Targets lacks .*, so no restore of a test is checked/);
  expect(lines[4]).toMatch(/problem: Source is Missing, .*so it reads no restore/);
});

describe("a test's last run", () => {
  const line = (changes: Partial<TestingPlan>, at = now) => said(checkLastRun({ ...plan, ...changes }, at));

  test("may take as long as AWS may take to begin", () => {
    expect(line({ lastRunAt: undefined })).toMatch(/^ok: due since 2026-03-01 09:00 UTC.*it never ran$/);
  });

  test("that did not come is a problem", () => {
    const later = now + 26 * 3_600_000;
    expect(line({ lastRunAt: undefined }, later)).toMatch(
      /^problem: it did not run at 2026-03-01 09:00 UTC; it never ran; /,
    );
    expect(line({ lastRunAt: new Date(Date.UTC(2026, 1, 22, 9)) }, later)).toMatch(
      /^problem: it did not run at 2026-03-01 09:00 UTC; it last ran at 2026-02-22 09:00 UTC/,
    );
  });

  test("was not due where the plan is newer", () => {
    expect(line({ since: new Date(now - 60_000), lastRunAt: undefined })).toBe(
      "ok: not due since it was made or changed; it never ran",
    );
  });

  test("is not judged by a schedule that is not understood", () => {
    expect(line({ schedule: "rate(7 days)" })).toMatch(/^warning: .*rate\(7 days\) is not understood/);
  });
});
