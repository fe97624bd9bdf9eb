import { arn, batchOf, eventBridgeEvent, jobIdOf } from "../aws-events";
import {
  ended,
  home,
  invoices,
  type JobSample,
  jobSample,
  mainVaultArn,
  ordersDatabase,
  ordersTable,
  type Resource,
  scratch,
  shop,
  web,
} from "../job-sample";
import type { Sample } from "../sample";

const gib = 1024 ** 3;

const backup = (
  id: string,
  title: string,
  resource: Resource,
  state: string,
  described: NonNullable<JobSample["described"]> = {},
  earlier?: NonNullable<JobSample["earlier"]>,
): Sample =>
  jobSample({
    id: `backup-${id}`,
    title,
    group: "Backup jobs",
    jobType: "backup",
    resource,
    state,
    described,
    ...(earlier && { earlier }),
  });

const failed = (id: string, title: string, resource: Resource, reason: string, category: string): Sample =>
  backup(`failed-${id}`, title, resource, "FAILED", {
    StatusMessage: reason,
    MessageCategory: category,
    ...ended("03:11:00"),
  });

/** An event of the EventBridge rule, with AWS's quirks: sizes are strings, a status message has its own quotes. */
const event = (
  id: string,
  title: string,
  state: string,
  more: Readonly<Record<string, unknown>>,
): Sample => ({
  id: `backup-${id}`,
  title,
  group: "Backup jobs",
  answers: {},
  input: batchOf(
    eventBridgeEvent("Backup Job State Change", {
      backupJobId: jobIdOf(id),
      state,
      creationDate: "2026-08-22T03:00:00.000Z",
      ...more,
    }),
  ),
});

const detail = {
  backupVaultArn: mainVaultArn,
  backupVaultName: "main",
  bytesTransferred: "0",
  backupSizeInBytes: "8589934592",
  resourceArn: scratch.arn,
  resourceType: scratch.type,
  percentDone: 0,
  startBy: "2026-08-22T04:00:00.000Z",
  createdBy: {
    backupPlanId: "0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10",
    backupPlanArn: arn("backup", "backup-plan:0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10"),
  },
};

/** Backup jobs in every state. */
export const backupJobSamples: readonly Sample[] = [
  backup("started", "Backup started", web, "RUNNING"),
  event("created", "Backup created, from EventBridge with three details", "CREATED", {}),
  event("pending", "Backup pending, from EventBridge", "PENDING", { ...detail, statusMessage: "" }),
  backup("completed", "Backup completed", web, "COMPLETED", {
    MessageCategory: "SUCCESS",
    BackupSizeInBytes: 8 * gib,
    PercentDone: "100.0",
    RecoveryPointArn: web.recoveryPointArn,
    ...ended("03:24:00"),
  }),
  backup("completed-unchanged", "Backup completed, nothing had changed", home, "COMPLETED", {
    MessageCategory: "SUCCESS",
    BackupSizeInBytes: 0,
    RecoveryPointArn: home.recoveryPointArn,
    ...ended("03:02:10"),
  }),
  backup(
    "recovered",
    "Backup completed, after two failures",
    ordersDatabase,
    "COMPLETED",
    { MessageCategory: "SUCCESS", RecoveryPointArn: ordersDatabase.recoveryPointArn, ...ended("03:16:00") },
    [{ state: "COMPLETED" }, { state: "COMPLETED" }, { state: "FAILED" }, { state: "EXPIRED" }],
  ),
  backup(
    "completed-small",
    "Backup completed, much smaller than usual",
    ordersTable,
    "COMPLETED",
    { MessageCategory: "SUCCESS", BackupSizeInBytes: 2_097_152, ...ended("03:04:00") },
    [30, 31, 31, 32, 32, 33, 33].map((mebibytes) => ({
      state: "COMPLETED",
      sizeBytes: mebibytes * 1024 ** 2,
    })),
  ),
  backup(
    "completed-bare",
    "Backup that could not be checked: the AWS Backup API denies access",
    web,
    "COMPLETED",
    false,
  ),
  backup("issues-s3", "Backup completed with issues: nothing was backed up", invoices, "COMPLETED", {
    StatusMessage: `No objects were backed up from the source bucket ${invoices.name}`,
    MessageCategory: "AccessDenied",
    ...ended("03:35:00"),
  }),
  backup("issues-vss", "Backup completed with issues: Windows VSS", web, "COMPLETED", {
    StatusMessage: "Windows VSS Backup Job Error encountered, trying for regular backup",
    MessageCategory: "VSS_ERROR",
    BackupSizeInBytes: 80 * gib,
    ...ended("03:44:00"),
  }),
  backup("issues-no-reason", "Backup completed with issues, without a reason", ordersTable, "COMPLETED", {
    MessageCategory: "OTHER_ISSUE",
    BackupSizeInBytes: 31_457_280,
    ...ended("03:06:00"),
  }),
  backup("partial", "Backup partially completed", shop, "PARTIAL", {
    StatusMessage: "2 of 14 nested backups failed.",
    IsParent: true,
    NumberOfChildJobs: 14,
    ChildJobsInState: { COMPLETED: 12, FAILED: 2 },
    BackupSizeInBytes: 12 * gib,
    ...ended("03:52:00"),
  }),
  failed(
    "key",
    "Backup failed: the key cannot be used",
    ordersDatabase,
    "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
    "AccessDenied",
  ),
  failed(
    "role",
    "Backup failed: the role cannot be assumed",
    web,
    "IAM Role arn:aws:iam::111122223333:role/service-role/AWSBackup-prod cannot be assumed by AWS Backup",
    "AccessDenied",
  ),
  failed(
    "versioning",
    "Backup failed: the bucket's versioning cannot be read",
    invoices,
    "Customer credential miss permission to get bucket versioning for bucket.",
    "AccessDenied",
  ),
  failed(
    "vault-gone",
    "Backup failed: the vault does not exist",
    ordersTable,
    "Backup job failed because backup vault main does not exist.",
    "OTHER",
  ),
  failed(
    "unknown-reason",
    "Backup failed: an unknown reason",
    home,
    "The file system changed while it was read (code 7781): try again, or ask AWS Support.",
    "OTHER",
  ),
  backup(
    "failed-third",
    "Backup failed, for the third night",
    ordersDatabase,
    "FAILED",
    {
      StatusMessage:
        "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
      MessageCategory: "AccessDenied",
      ...ended("03:11:00"),
    },
    [{ state: "COMPLETED" }, { state: "FAILED" }, { state: "FAILED" }],
  ),
  backup(
    "failed-no-reason",
    "Backup failed without a reason, and there is no good backup",
    scratch,
    "FAILED",
    ended("03:09:00"),
    [{ state: "FAILED" }, { state: "FAILED" }],
  ),
  backup("failed-bare", "Backup failed, the AWS Backup API denies access", scratch, "FAILED", false),
  backup("expired-window", "Backup expired: it took longer than its window", home, "EXPIRED", {
    StatusMessage: "Backup job expired before completion.",
    ...ended("04:00:00"),
  }),
  backup("expired-concurrent", "Backup expired: another job was running", ordersTable, "EXPIRED", {
    StatusMessage: "Backup job failed because there was a running job for the same resource.",
    ...ended("04:00:00"),
  }),
  backup("aborted", "Backup stopped by a user", scratch, "ABORTED", {
    StatusMessage: "Backup job was stopped by user.",
    ...ended("03:20:00"),
  }),
  event("aborting", "Backup stopping, from EventBridge", "ABORTING", detail),
  event("failed-event", "Backup failed, from EventBridge", "FAILED", {
    ...detail,
    completionDate: "2026-08-22T03:04:10.000Z",
    statusMessage: '"Backup job failed because backup vault main does not exist."',
  }),
  {
    ...failed(
      "mention",
      "Backup failed, the stage mentions @here",
      ordersDatabase,
      "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
      "AccessDenied",
    ),
    routes: [{ kinds: ["backup.failed"], mention: "here" }],
  },
  jobSample({
    id: "backup-unknown-state",
    title: "Backup in a state that AWS may add",
    group: "Backup jobs",
    jobType: "backup",
    resource: web,
    state: "SUSPENDED",
    sentence: "An AWS Backup job was suspended.",
  }),
];
