import { BackupClient, ListRestoreJobsCommand, type RestoreJobsListMember } from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { describeTestRestores } from "../../../scripts/cleanup/test-restores";
import type { Context } from "../../../scripts/program/context";

const backup = mockClient(BackupClient);

const planArn =
  "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:backup_notifications_dev_weekly-1";
const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/awsbackup-restore-test-1";

const context = { awsConfig: () => ({ region: "eu-west-1" }) } as unknown as Context;

const linesOf = () =>
  describeTestRestores(
    [{ type: "aws_backup_restore_testing_plan", address: "p", values: { arn: planArn } }],
    "eu-west-1",
    context,
  );

const job = (more: Partial<RestoreJobsListMember>): RestoreJobsListMember => ({
  RestoreJobId: "1",
  Status: "COMPLETED",
  ResourceType: "DynamoDB",
  CreatedResourceArn: table,
  CreatedBy: { RestoreTestingPlanArn: planArn },
  ...more,
});

beforeEach(() => backup.reset());

test.each<[string, Partial<RestoreJobsListMember>, readonly string[]]>([
  [
    "runs",
    { Status: "RUNNING" },
    ["restore job 1 of a test, which still restores; AWS Backup deletes what it makes"],
  ],
  ["lives", {}, [`${table}, which a test restored; AWS Backup deletes it once it is checked`]],
  [
    "could not be deleted",
    { DeletionStatus: "FAILED" },
    [
      `${table}, which a test restored, costs money, and AWS Backup could not delete it: \`aws dynamodb delete-table --table-name awsbackup-restore-test-1 --region eu-west-1\` deletes it`,
    ],
  ],
  ["is deleted", { DeletionStatus: "SUCCESSFUL" }, []],
  ["failed", { Status: "FAILED" }, []],
  ["is another plan's", { CreatedBy: { RestoreTestingPlanArn: `${planArn}0` } }, []],
])("a restore of a test that %s", async (_what, more, expected) => {
  backup.on(ListRestoreJobsCommand).resolves({ RestoreJobs: [job(more)] });
  expect(await linesOf()).toEqual(expected);
  expect(backup.calls()[0]?.args[0].input).toMatchObject({ ByRestoreTestingPlanArn: planArn });
});

test("what AWS does not list is not known", async () => {
  const denied = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
  backup.on(ListRestoreJobsCommand).rejects(denied);
  expect(await linesOf()).toEqual([
    expect.stringMatching(/^what restore tests made: it is not known whether any of it still exists, /),
  ]);
});

test("a stage without restore tests asks nothing", async () => {
  expect(await describeTestRestores([], "eu-west-1", context)).toEqual([]);
  expect(backup.calls()).toEqual([]);
});
