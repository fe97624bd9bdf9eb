import type { BackupJob } from "@aws-sdk/client-backup";
import { judgeLastBackup, lastBackupsOf } from "../../../../scripts/doctor/checks/last-backup";
import { judgeLedger } from "../../../../scripts/doctor/checks/ledger";
import { judgeResourceTypes } from "../../../../scripts/doctor/checks/resource-types";
import { putBack, said } from "../../support/doctor";
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

const judge = (jobs: readonly BackupJob[], isOwn = true): string =>
  said(judgeLastBackup(lastBackupsOf(jobs), isOwn, now, outputsOf()));

test.each([
  ["a good one", [job(9, "COMPLETED")], "ok: the last backup was 9 h ago, COMPLETED"],
  [
    "good ones in any order",
    [job(33, "FAILED"), job(9, "PARTIAL"), job(57, "COMPLETED")],
    "ok: the last backup was 9 h ago, PARTIAL",
  ],
  [
    "a good one, and one that runs",
    [job(1, "RUNNING"), job(25, "COMPLETED")],
    "ok: the last backup was 1 d 1 h ago, COMPLETED",
  ],
  [
    "an old one",
    [job(27, "COMPLETED")],
    "warning: the last backup was 1 d 3 h ago; check the plan's schedule, and that resources carry the tags of `selectionTags`",
  ],
  [
    "a bad one after a good one",
    [job(2, "FAILED", '"The role lacks ec2:CreateImage."'), job(26, "COMPLETED")],
    "warning: the last backup ended FAILED 2 h ago (The role lacks ec2:CreateImage), the last good one was 1 d 2 h ago; look at job job-2 in the AWS Backup console",
  ],
  [
    "a bad one",
    [job(2, "EXPIRED")],
    "warning: the last backup ended EXPIRED 2 h ago, none was good in the last 8 days; look at job job-2 in the AWS Backup console",
  ],
  [
    "none",
    [],
    "warning: no backup in the last 8 days; start one with `npm run trigger-backup -- dev eu-west-1`",
  ],
])("a vault with %s", (_jobs, jobs, sentence) => {
  expect(judge(jobs)).toBe(sentence);
});

test("a stage without a test instance needs to be told what to back up", () => {
  expect(said(judgeLastBackup({}, true, now, outputsOf({ instance_id: "" })))).toMatch(
    /start one with `npm run trigger-backup -- dev eu-west-1 --resource <arn>`$/,
  );
});

test("an existing vault has a schedule of its own: only a bad end is worth a warning", () => {
  expect(judge([job(100, "COMPLETED")], false)).toBe("ok: the last backup was 4 d 4 h ago, COMPLETED");
  expect(judge([], false)).toBe("ok: no backup in the last 8 days");
  expect(judge([job(3, "ABORTED")], false)).toMatch(/^warning: the last backup ended ABORTED 3 h ago/);
});

test.each([
  [{ EC2: true, EBS: true }, "i-0", "ok: all are backed up"],
  [
    { S3: false, EC2: true, Aurora: false },
    "i-0",
    "ok: not backed up in this Region, as it is set: Aurora, S3",
  ],
  [{ EC2: false }, "", "ok: not backed up in this Region, as it is set: EC2"],
  [
    { EC2: false },
    "i-0",
    "problem: AWS Backup does not take EC2 in eu-west-1, so the test instance is not backed up; switch it on with `aws backup update-region-settings --region eu-west-1 --resource-type-opt-in-preference EC2=true`",
  ],
])("resource types %j with the instance %j", (optIns, instance_id, sentence) => {
  expect(said(judgeResourceTypes(optIns, outputsOf({ instance_id })))).toBe(sentence);
});

test.each([
  [{ status: "ACTIVE", timeToLive: "ENABLED" }, "ok: ledger is active"],
  [{ status: "ACTIVE", timeToLive: "ENABLING" }, "ok: ledger is active"],
  [undefined, `problem: ledger does not exist; ${putBack}`],
  [{ status: "UPDATING", timeToLive: "ENABLED" }, "warning: ledger is updating; look again in a minute"],
  [
    { status: "ACTIVE", timeToLive: "DISABLED" },
    `warning: ledger never forgets: its time to live is off; ${putBack}`,
  ],
])("a ledger that is %j", (ledger, sentence) => {
  expect(said(judgeLedger(ledger, outputsOf({ ledger_table_name: "ledger" })))).toBe(sentence);
});
