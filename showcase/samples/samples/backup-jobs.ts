import { arn, eventBridgeEvent, eventSample, jobIdOf } from "../aws-events";
import {
  backupJob,
  ended,
  home,
  invoices,
  jobSample,
  mainVaultArn,
  ordersDatabase,
  ordersTable,
  plan,
  type Resource,
  scratch,
  shop,
  succeeded,
  web,
} from "../job-sample";
import { reasons } from "../reason";
import type { Sample } from "../sample";

const gib = 1024 ** 3;

const backup = (id: string, title: string, ...job: Parameters<typeof backupJob>): Sample =>
  jobSample("Backup jobs", `backup-${id}`, title, backupJob(...job));

const failed = (id: string, title: string, resource: Resource, reason: string, category: string): Sample =>
  backup(`failed-${id}`, title, resource, "FAILED", ended("03:11:00", reason, category));

/** An event of the EventBridge rule, with AWS's quirks: sizes are strings, a status message has its own quotes. */
const event = (id: string, title: string, state: string, more: Readonly<Record<string, unknown>>): Sample =>
  eventSample(
    "Backup jobs",
    `backup-${id}`,
    title,
    eventBridgeEvent("Backup Job State Change", {
      backupJobId: jobIdOf(id),
      state,
      creationDate: "2026-08-22T03:00:00.000Z",
      ...more,
    }),
  );

const stackArn = arn("cloudformation", "stack/shop-core/0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10");

const detail = {
  backupVaultArn: mainVaultArn,
  backupVaultName: "main",
  bytesTransferred: "0",
  backupSizeInBytes: "8589934592",
  resourceArn: scratch.arn,
  resourceType: scratch.type,
  percentDone: 0,
  startBy: "2026-08-22T04:00:00.000Z",
  createdBy: { backupPlanId: plan.BackupPlanId, backupPlanArn: plan.BackupPlanArn },
};

/** Backup jobs in every state. */
export const backupJobSamples: readonly Sample[] = [
  backup("started", "Backup started", web, "RUNNING", {}),
  event("created", "Backup created, from EventBridge with three details", "CREATED", {}),
  event("pending", "Backup pending, from EventBridge", "PENDING", { ...detail, statusMessage: "" }),
  backup("completed", "Backup completed", web, "COMPLETED", {
    ...succeeded("03:24:00", 8 * gib),
    PercentDone: "100.0",
    RecoveryPointArn: web.recoveryPointArn,
  }),
  backup("completed-unchanged", "Backup completed, nothing had changed", home, "COMPLETED", {
    ...succeeded("03:02:10", 0),
    RecoveryPointArn: home.recoveryPointArn,
  }),
  backup(
    "recovered",
    "Backup completed, after two failures",
    ordersDatabase,
    "COMPLETED",
    { ...succeeded("03:16:00"), RecoveryPointArn: ordersDatabase.recoveryPointArn },
    ["COMPLETED", "COMPLETED", "FAILED", "EXPIRED"],
  ),
  backup(
    "completed-small",
    "Backup completed, much smaller than usual",
    ordersTable,
    "COMPLETED",
    succeeded("03:04:00", 2_097_152),
    [30, 31, 31, 32, 32, 33, 33].map((mebibytes) => mebibytes * 1024 ** 2),
  ),
  backup(
    "completed-bare",
    "Backup that could not be checked: the AWS Backup API denies access",
    web,
    "COMPLETED",
    false,
  ),
  backup(
    "issues-s3",
    "Backup completed with issues: nothing was backed up",
    invoices,
    "COMPLETED",
    ended("03:35:00", reasons.nothingSaved, "AccessDenied"),
  ),
  backup("issues-vss", "Backup completed with issues: Windows VSS", web, "COMPLETED", {
    ...ended("03:44:00", "Windows VSS Backup Job Error encountered, trying for regular backup", "VSS_ERROR"),
    BackupSizeInBytes: 80 * gib,
  }),
  backup("issues-no-reason", "Backup completed with issues, without a reason", ordersTable, "COMPLETED", {
    ...ended("03:06:00", undefined, "OTHER_ISSUE"),
    BackupSizeInBytes: 31_457_280,
  }),
  backup("partial", "Backup partially completed", shop, "PARTIAL", {
    ...ended("03:52:00", "2 of 14 nested backups failed."),
    IsParent: true,
    NumberOfChildJobs: 14,
    ChildJobsInState: { COMPLETED: 12, FAILED: 2 },
    BackupSizeInBytes: 12 * gib,
  }),
  failed("key", "Backup failed: the key cannot be used", ordersDatabase, reasons.key, "AccessDenied"),
  failed("role", "Backup failed: the role cannot be assumed", web, reasons.role, "AccessDenied"),
  failed(
    "versioning",
    "Backup failed: the bucket's versioning cannot be read",
    invoices,
    "Customer credential miss permission to get bucket versioning for bucket.",
    "AccessDenied",
  ),
  failed("vault-gone", "Backup failed: the vault does not exist", ordersTable, reasons.vault, "OTHER"),
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
    ended("03:11:00", reasons.key, "AccessDenied"),
    ["COMPLETED", "FAILED", "FAILED"],
  ),
  backup(
    "failed-no-reason",
    "Backup failed without a reason, and there is no good backup",
    scratch,
    "FAILED",
    ended("03:09:00"),
    ["FAILED", "FAILED"],
  ),
  backup(
    "failed-deleted-soon",
    "Backup failed, and the last good one is soon deleted",
    ordersDatabase,
    "FAILED",
    ended("03:11:00", reasons.key, "AccessDenied"),
    ["COMPLETED", "FAILED", "FAILED", "FAILED", "FAILED"],
    { keptDays: 7 },
  ),
  backup(
    "failed-points-unknown",
    "Backup failed, the AWS Backup API refuses to list recovery points",
    ordersDatabase,
    "FAILED",
    ended("03:11:00", reasons.key, "AccessDenied"),
    undefined,
    "refused",
  ),
  backup("failed-bare", "Backup failed, the AWS Backup API denies access", scratch, "FAILED", false),
  jobSample(
    "Backup jobs",
    "backup-failed-reason-in-text",
    "Backup failed, the API denies access, but the notification gives the reason",
    { ...backupJob(ordersTable, "FAILED", false), reasonInText: reasons.listTags },
  ),
  backup(
    "expired-window",
    "Backup expired: it took longer than its window",
    home,
    "EXPIRED",
    ended("04:00:00", reasons.completionWindow),
  ),
  backup(
    "expired-concurrent",
    "Backup expired: another job was running",
    ordersTable,
    "EXPIRED",
    ended("04:00:00", reasons.runningJob),
  ),
  backup(
    "aborted",
    "Backup stopped by a user",
    scratch,
    "ABORTED",
    ended("03:20:00", "Backup job was stopped by user."),
  ),
  backup(
    "aborted-none-left",
    "Backup stopped, and all recovery points were deleted",
    home,
    "ABORTED",
    ended("03:20:00", "Backup job was stopped by user."),
    undefined,
    "deleted",
  ),
  event("partial-stack", "Backup of a CloudFormation stack with a part that failed", "PARTIAL", {
    ...detail,
    resourceArn: stackArn,
    resourceType: "CloudFormation",
    completionDate: "2026-08-22T03:45:00.000Z",
    isParent: true,
    numberOfChildJobs: 8,
    childJobsInState: { COMPLETED: 7, FAILED: 1 },
  }),
  event("failed-part", "Backup of a stack's part failed", "FAILED", {
    ...detail,
    resourceArn: ordersDatabase.arn,
    resourceType: ordersDatabase.type,
    completionDate: "2026-08-22T03:11:00.000Z",
    statusMessage: '"The DB instance is not in available state"',
    parentJobId: jobIdOf("partial-stack"),
  }),
  event("aborting", "Backup stopping, from EventBridge", "ABORTING", detail),
  event("failed-event", "Backup failed, from EventBridge", "FAILED", {
    ...detail,
    completionDate: "2026-08-22T03:04:10.000Z",
    statusMessage: `"${reasons.vault}"`,
  }),
  {
    ...failed(
      "mention",
      "Backup failed, the stage mentions @here",
      ordersDatabase,
      reasons.key,
      "AccessDenied",
    ),
    routes: [{ kinds: ["backup.failed"], mention: "here" }],
  },
  backup("unknown-state", "Backup in a state that AWS may add", web, "SUSPENDED", {}),
];
