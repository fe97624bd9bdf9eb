import { arn, eventBridgeEvent, eventSample, jobIdOf } from "../aws-events";
import {
  ended,
  type Job,
  jobSample,
  ordersDatabase,
  ordersTable,
  type Resource,
  scratch,
  web,
} from "../job-sample";
import { reasons } from "../reason";
import type { Sample, SampleGroup } from "../sample";

const gib = 1024 ** 3;

const job =
  (jobType: Job["jobType"], group: SampleGroup, prefix: string) =>
  (
    id: string,
    title: string,
    resource: Resource,
    state: string,
    described: NonNullable<Job["described"]> = {},
  ): Sample =>
    jobSample(group, `${prefix}-${id}`, title, { jobType, resource, state, described });

const copy = job("copy", "Copy jobs", "copy");
const restore = job("restore", "Restore jobs", "restore");
const test = job("restore", "Restore tests", "restore-test");

/** An event of the EventBridge rule: when the job is created, the state has a different key. */
const restoreEvent = (id: string, title: string, detail: Readonly<Record<string, unknown>>): Sample =>
  eventSample(
    "Restore jobs",
    `restore-${id}`,
    title,
    eventBridgeEvent("Restore Job State Change", {
      restoreJobId: jobIdOf(`restore-${id}`),
      creationDate: "2026-08-22T03:32:00.000Z",
      ...detail,
    }),
  );

const testing = {
  CreatedBy: { RestoreTestingPlanArn: arn("backup", "restore-testing-plan:weekly_restore-1a2b3c4d") },
  CreatedResourceArn: arn("rds", "db:awsbackup-restore-test-0a1b2c3d"),
  ExpectedCompletionTimeMinutes: 30,
};

/** Copy jobs in every state. A failed copy's notification contains only its id. */
export const copyJobSamples: readonly Sample[] = [
  copy("started", "Copy started", web, "RUNNING", { CopySizeInBytes: 0 }),
  eventSample(
    "Copy jobs",
    "copy-created",
    "Copy created, from EventBridge without an id",
    eventBridgeEvent(
      "Copy Job State Change",
      { state: "CREATED", creationDate: "2026-08-22T03:26:00.000Z" },
      [web.recoveryPointArn],
    ),
  ),
  copy("completed", "Copy completed", web, "COMPLETED", {
    BackupSizeInBytes: 8 * gib,
    DestinationRecoveryPointArn: "arn:aws:ec2:eu-central-1::image/ami-0123456789abcdef0",
    ...ended("03:44:00"),
  }),
  copy(
    "issues",
    "Copy completed with issues",
    scratch,
    "COMPLETED",
    ended("03:44:00", undefined, "InvalidParameters"),
  ),
  copy(
    "partial",
    "Copy partially completed",
    web,
    "PARTIAL",
    ended("03:58:00", "1 of 3 nested copies failed."),
  ),
  copy("failed", "Copy failed: tags cannot be read", web, "FAILED", ended("03:30:00", reasons.tags)),
  copy(
    "failed-lock",
    "Copy failed: the vault lock does not allow the retention",
    ordersDatabase,
    "FAILED",
    ended(
      "03:27:00",
      "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
    ),
  ),
  copy("failed-bare", "Copy failed, the AWS Backup API denies access", web, "FAILED", false),
  copy("aborted", "Copy stopped", scratch, "ABORTED", ended("03:31:00")),
  copy("unknown-state", "Copy in a state that AWS may add", web, "SUSPENDED"),
];

/** Restore jobs in every state. */
export const restoreJobSamples: readonly Sample[] = [
  restoreEvent("created", "Restore created, from EventBridge", { state: "CREATED" }),
  restoreEvent("pending", "Restore pending, from EventBridge", {
    status: "PENDING",
    backupSizeInBytes: "8589934592",
    percentDone: 0,
    resourceType: "EC2",
  }),
  restore("started", "Restore started", web, "RUNNING"),
  restore("completed", "Restore completed", web, "COMPLETED", {
    BackupSizeInBytes: 8 * gib,
    CreatedResourceArn: arn("ec2", "instance/i-0fedcba9876543210"),
    PercentDone: "100.00%",
    ...ended("03:50:00"),
  }),
  restore("unchecked", "Restore that could not be checked: the API denies access", web, "COMPLETED", false),
  restore(
    "failed",
    "Restore failed",
    web,
    "FAILED",
    ended(
      "03:34:00",
      "AWS Backup does not permit attaching a new instance profile to an EC2 instance. Choose the instance profile of the backed up instance, or none.",
    ),
  ),
  restore("failed-bare", "Restore failed, the AWS Backup API denies access", web, "FAILED", false),
  restore("aborted", "Restore stopped", ordersTable, "ABORTED", ended("03:40:00")),
  restore("unknown-state", "Restore in a state that AWS may add", web, "SUSPENDED"),
];

/** A restore test that completed, and how far its validation is. */
const validation = (id: string, title: string, status: string, more: object = {}): Sample =>
  test(id, title, ordersDatabase, "COMPLETED", {
    ...testing,
    ValidationStatus: status,
    ...more,
    ...ended("03:50:00"),
  });

/** Restore tests: restore jobs of a restore testing plan, and the results of their validation. */
export const restoreTestSamples: readonly Sample[] = [
  test("started", "Restore test started", ordersDatabase, "RUNNING", { CreatedBy: testing.CreatedBy }),
  validation("completed", "Restore test completed, not validated yet", "VALIDATING"),
  validation("successful", "Restore test: validation successful", "SUCCESSFUL", {
    ValidationStatusMessage: "1,204,311 rows read",
    DeletionStatus: "SUCCESSFUL",
  }),
  validation("validation-failed", "Restore test: validation failed", "FAILED", {
    ValidationStatusMessage: "table orders is empty",
    DeletionStatus: "DELETING",
  }),
  validation("timed-out", "Restore test: validation timed out", "TIMED_OUT", {
    DeletionStatus: "FAILED",
    DeletionStatusMessage: "The DB instance has deletion protection enabled",
  }),
  test("failed", "Restore test failed: it could not start in time", ordersDatabase, "FAILED", {
    CreatedBy: testing.CreatedBy,
    ...ended(
      "04:02:00",
      "Restore job was unable to start within the specified start window. Try increasing your start window.",
    ),
  }),
];
