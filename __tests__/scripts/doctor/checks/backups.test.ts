import type { BackupJob } from "@aws-sdk/client-backup";
import { checkLastBackup } from "../../../../scripts/doctor/checks/last-backup";
import { checkNextBackups } from "../../../../scripts/doctor/checks/next-backups";
import { checkResourceTypes } from "../../../../scripts/doctor/checks/resource-types";
import { said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const now = Date.parse("2026-08-22T12:00:00Z");
const hour = 3_600_000;

const job = (
  hoursAgo: number,
  State: NonNullable<BackupJob["State"]>,
  StatusMessage?: string,
): BackupJob => ({
  BackupJobId: `job-${hoursAgo}`,
  State,
  CreationDate: new Date(now - hoursAgo * hour),
  ...(StatusMessage && { StatusMessage }),
});

const found = (jobs: readonly BackupJob[], isOwn = true): string =>
  said(checkLastBackup(jobs, isOwn, now, outputsOf()));

test.each([
  ["a successful one", [job(9, "COMPLETED")], "ok: the last backup was 9 h ago, COMPLETED"],
  [
    "successful ones in any order",
    [job(33, "FAILED"), job(9, "PARTIAL"), job(57, "COMPLETED")],
    "warning: the last backup was 9 h ago, PARTIAL; look at job job-9 in the AWS Backup console",
  ],
  [
    "one with issues",
    [{ ...job(9, "COMPLETED"), MessageCategory: "AccessDenied" }],
    "warning: the last backup was 9 h ago, COMPLETED with issues (AccessDenied); look at job job-9 in the AWS Backup console",
  ],
  [
    "one without",
    [{ ...job(9, "COMPLETED"), MessageCategory: "Success" }],
    "ok: the last backup was 9 h ago, COMPLETED",
  ],
  [
    "a successful one, and one that runs",
    [job(1, "RUNNING"), job(25, "COMPLETED")],
    "ok: the last backup was 1 d 1 h ago, COMPLETED",
  ],
  [
    "an old one",
    [job(27, "COMPLETED")],
    "warning: the last backup was 1 d 3 h ago; check the schedules, and what the plans select, with `npm run selection -- dev eu-west-1`",
  ],
  [
    "a failed one after a successful one",
    [job(2, "FAILED", '"The role lacks ec2:CreateImage."'), job(26, "COMPLETED")],
    "warning: the last backup ended FAILED 2 h ago (The role lacks ec2:CreateImage), the last successful one was 1 d 2 h ago; look at job job-2 in the AWS Backup console",
  ],
  [
    "a failed one",
    [job(2, "EXPIRED")],
    "warning: the last backup ended EXPIRED 2 h ago, none was successful in the last 8 days; look at job job-2 in the AWS Backup console",
  ],
  [
    "none",
    [],
    "warning: no backup in the last 8 days; start one with `npm run trigger-backup -- dev eu-west-1`",
  ],
])("a vault with %s", (_jobs, jobs, sentence) => {
  expect(found(jobs)).toBe(sentence);
});

test("a stage without a test instance needs a resource to back up", () => {
  expect(
    said(checkLastBackup([], true, now, outputsOf({ instance_id: "", test_resource_arns: "" }))),
  ).toMatch(/start one with `npm run trigger-backup -- dev eu-west-1 --resource <arn>`$/);
});

test("an existing vault has its own schedule: only a failed job is worth a warning", () => {
  expect(found([job(100, "COMPLETED")], false)).toBe("ok: the last backup was 4 d 4 h ago, COMPLETED");
  expect(found([], false)).toBe("ok: no backup in the last 8 days");
  expect(found([job(3, "ABORTED")], false)).toMatch(/^warning: the last backup ended ABORTED 3 h ago/);
});

const ofInstance = { EC2: ["the test instance"] };

test.each([
  [{ EC2: true, EBS: true }, ofInstance, "ok: all are enabled"],
  [{ S3: false, EC2: true, Aurora: false }, ofInstance, "ok: not enabled in this Region: Aurora, S3"],
  [{ EC2: false }, {}, "ok: not enabled in this Region: EC2"],
  [
    { EC2: false },
    ofInstance,
    "problem: AWS Backup is not enabled for EC2 in eu-west-1, so the plans skip the test instance; enable it, for the whole account in this Region, with `aws backup update-region-settings --region eu-west-1 --resource-type-opt-in-preference EC2=true`",
  ],
  [
    { EBS: true },
    ofInstance,
    "warning: AWS Backup does not say whether it is enabled for EC2 in eu-west-1, so the plans may skip the test instance; see `aws backup describe-region-settings --region eu-west-1`",
  ],
  [
    { EC2: false, Aurora: false, DynamoDB: false },
    { ...ofInstance, DynamoDB: ["the test table"], Aurora: ["Aurora resources of databases"] },
    "problem: AWS Backup is not enabled for EC2, DynamoDB and Aurora in eu-west-1, so the plans skip the test instance, the test table and Aurora resources of databases; enable it, for the whole account in this Region, with `aws backup update-region-settings --region eu-west-1 --resource-type-opt-in-preference EC2=true,DynamoDB=true,Aurora=true`",
  ],
])("resource types %j where a stage needs %j", (optIns, needed, sentence) => {
  expect(said(checkResourceTypes(optIns, { optIns: needed }, "eu-west-1"))).toBe(sentence);
});

describe("the next backups", () => {
  const next = (preview: Parameters<typeof checkNextBackups>[0]): string =>
    said(checkNextBackups(preview, outputsOf()));
  const BackupPlan = {
    BackupPlanName: "plan",
    Rules: [{ RuleId: "r1", RuleName: "daily", TargetBackupVaultName: "main" }],
  };

  test("are shown as AWS sees them", () => {
    const ScheduledRunsPreview = [{ ExecutionTime: new Date("2026-08-23T05:00:00Z"), RuleId: "r1" }];
    expect(next({ BackupPlan, ScheduledRunsPreview })).toBe(
      "ok: the plan runs next 2026-08-23 05:00 UTC (daily)",
    );
  });

  test("are a warning where there is none", () => {
    expect(next({ BackupPlan, ScheduledRunsPreview: [] })).toMatch(
      /^warning: AWS Backup schedules no run of the plan; check the schedules of `rules` in stages\/dev\.ts/,
    );
  });

  test("are a problem where AWS does not find the plan", () => {
    expect(next(undefined)).toBe(
      "problem: AWS Backup does not find the plan; restore it with `npm run deploy -- dev eu-west-1`",
    );
  });

  test("of one of several plans name the plan, by its id where AWS does not find it", () => {
    const several = (preview: Parameters<typeof checkNextBackups>[0]): string =>
      said(checkNextBackups(preview, outputsOf(), "6a1c"));
    const ScheduledRunsPreview = [{ ExecutionTime: new Date("2026-08-23T05:00:00Z"), RuleId: "r1" }];
    expect(several({ BackupPlan, ScheduledRunsPreview })).toBe(
      "ok: plan plan runs next 2026-08-23 05:00 UTC (daily)",
    );
    expect(several(undefined)).toMatch(/^problem: AWS Backup does not find plan 6a1c;/);
  });

  test("are not known where AWS leaves them out", () => {
    expect(next({ BackupPlan })).toBe(
      "unknown: could not be checked: AWS Backup left out the scheduled runs of the plan",
    );
  });
});
