import { arn, batchOf, eventBridgeEvent, jobIdOf } from "../aws-events";
import {
  ended,
  type JobSample,
  jobSample,
  ordersDatabase,
  ordersTable,
  type Resource,
  scratch,
  web,
} from "../job-sample";
import type { Sample } from "../sample";

const gib = 1024 ** 3;

const job =
  (jobType: "copy" | "restore", group: JobSample["group"], prefix: string) =>
  (
    id: string,
    title: string,
    resource: Resource,
    state: string,
    described: JobSample["described"] = {},
    sentence?: string,
  ): Sample =>
    jobSample({
      id: `${prefix}-${id}`,
      title,
      group,
      jobType,
      resource,
      state,
      described,
      ...(sentence !== undefined && { sentence }),
    });

const copy = job("copy", "Copy jobs", "copy");
const restore = job("restore", "Restore jobs", "restore");
const test = job("restore", "Restore tests", "restore-test");

/** An event of the EventBridge rule: when the job is created, the state has a different key. */
const restoreEvent = (id: string, title: string, detail: Readonly<Record<string, unknown>>): Sample => ({
  id: `restore-${id}`,
  title,
  group: "Restore jobs",
  answers: {},
  input: batchOf(
    eventBridgeEvent("Restore Job State Change", {
      restoreJobId: jobIdOf(`restore-${id}`),
      creationDate: "2026-08-22T03:32:00.000Z",
      ...detail,
    }),
  ),
});

const testing = {
  CreatedBy: { RestoreTestingPlanArn: arn("backup", "restore-testing-plan:weekly_restore-1a2b3c4d") },
  CreatedResourceArn: arn("rds", "db:awsbackup-restore-test-0a1b2c3d"),
  ExpectedCompletionTimeMinutes: 30,
};

/** Copy jobs in every state. A failed copy's notification contains only its id. */
export const copyJobSamples: readonly Sample[] = [
  copy("started", "Copy started", web, "RUNNING", { CopySizeInBytes: 0 }),
  {
    id: "copy-created",
    title: "Copy created, from EventBridge without an id",
    group: "Copy jobs",
    answers: {},
    input: batchOf(
      eventBridgeEvent(
        "Copy Job State Change",
        { state: "CREATED", creationDate: "2026-08-22T03:26:00.000Z" },
        [web.recoveryPointArn],
      ),
    ),
  },
  copy("completed", "Copy completed", web, "COMPLETED", {
    BackupSizeInBytes: 8 * gib,
    DestinationRecoveryPointArn: "arn:aws:ec2:eu-central-1::image/ami-0123456789abcdef0",
    ...ended("03:44:00"),
  }),
  copy("issues", "Copy completed with issues", scratch, "COMPLETED", {
    MessageCategory: "InvalidParameters",
    ...ended("03:44:00"),
  }),
  copy("partial", "Copy partially completed", web, "PARTIAL", {
    StatusMessage: "1 of 3 nested copies failed.",
    ...ended("03:58:00"),
  }),
  copy("failed", "Copy failed: tags cannot be read", web, "FAILED", {
    StatusMessage: "Access denied exception while trying to list tags",
    ...ended("03:30:00"),
  }),
  copy("failed-lock", "Copy failed: the vault lock does not allow the retention", ordersDatabase, "FAILED", {
    StatusMessage:
      "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
    ...ended("03:27:00"),
  }),
  copy("failed-bare", "Copy failed, the AWS Backup API denies access", web, "FAILED", false),
  copy("aborted", "Copy stopped", scratch, "ABORTED", ended("03:31:00")),
  copy(
    "unknown-state",
    "Copy in a state that AWS may add",
    web,
    "SUSPENDED",
    {},
    "An AWS Copy job was suspended.",
  ),
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
  restore("failed", "Restore failed", web, "FAILED", {
    StatusMessage:
      "AWS Backup does not permit attaching a new instance profile to an EC2 instance. Choose the instance profile of the backed up instance, or none.",
    ...ended("03:34:00"),
  }),
  restore("failed-bare", "Restore failed, the AWS Backup API denies access", web, "FAILED", false),
  restore("aborted", "Restore stopped", ordersTable, "ABORTED", ended("03:40:00")),
  restore(
    "unknown-state",
    "Restore in a state that AWS may add",
    web,
    "SUSPENDED",
    {},
    "An AWS Restore job was suspended.",
  ),
];

/** Restore tests: restore jobs of a restore testing plan, and the results of their validation. */
export const restoreTestSamples: readonly Sample[] = [
  test("started", "Restore test started", ordersDatabase, "RUNNING", { CreatedBy: testing.CreatedBy }),
  test("completed", "Restore test completed, not validated yet", ordersDatabase, "COMPLETED", {
    ...testing,
    ValidationStatus: "VALIDATING",
    ...ended("03:50:00"),
  }),
  test("successful", "Restore test: validation successful", ordersDatabase, "COMPLETED", {
    ...testing,
    ValidationStatus: "SUCCESSFUL",
    ValidationStatusMessage: "1,204,311 rows read",
    DeletionStatus: "SUCCESSFUL",
    ...ended("03:50:00"),
  }),
  test("validation-failed", "Restore test: validation failed", ordersDatabase, "COMPLETED", {
    ...testing,
    ValidationStatus: "FAILED",
    ValidationStatusMessage: "table orders is empty",
    DeletionStatus: "DELETING",
    ...ended("03:50:00"),
  }),
  test("timed-out", "Restore test: validation timed out", ordersDatabase, "COMPLETED", {
    ...testing,
    ValidationStatus: "TIMED_OUT",
    DeletionStatus: "FAILED",
    DeletionStatusMessage: "The DB instance has deletion protection enabled",
    ...ended("03:50:00"),
  }),
  test("failed", "Restore test failed: it could not start in time", ordersDatabase, "FAILED", {
    CreatedBy: testing.CreatedBy,
    StatusMessage:
      "Restore job was unable to start within the specified start window. Try increasing your start window.",
    ...ended("04:02:00"),
  }),
];
