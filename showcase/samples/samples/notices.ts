import {
  accountId,
  arn,
  batchOf,
  eventBridgeEvent,
  type QueueRecord,
  vaultNotification,
} from "../aws-events";
import { invoices, mainVaultArn, scratch, web } from "../job-sample";
import type { Sample, SampleGroup } from "../sample";

const sample = (id: string, title: string, group: SampleGroup, record: QueueRecord): Sample => ({
  id,
  title,
  group,
  answers: {},
  input: batchOf(record),
});

const points: SampleGroup = "Recovery points and scans";
const settings: SampleGroup = "Vaults, plans and settings";

const recoveryPointArn = arn("backup", "recovery-point:abcd1234-5678-4bcd-9012-abcdef123456");

const recoveryPoint = (id: string, title: string, status: string, more: object = {}): Sample =>
  sample(
    `recovery-point-${id}`,
    title,
    points,
    eventBridgeEvent(
      "Recovery Point State Change",
      {
        backupVaultName: "main",
        backupVaultArn: mainVaultArn,
        resourceArn: scratch.arn,
        resourceType: scratch.type,
        isEncrypted: "false",
        storageClass: "WARM",
        status,
        lifecycle: { deleteAfterDays: 35 },
        calculatedLifeCycle: { deleteAt: "2026-09-26T03:00:00.000Z" },
        ...more,
      },
      [recoveryPointArn],
    ),
  );

const scan = (id: string, title: string, state: string, more: object = {}): Sample =>
  sample(
    `scan-${id}`,
    title,
    points,
    eventBridgeEvent(
      "Scan Job State Change",
      {
        scanJobId: "7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5",
        scanId: "b21f0c9d8e7a6f5b",
        malwareScanner: "GUARDDUTY",
        scannerRoleArn: `arn:aws:iam::${accountId}:role/AWSBackup-scans`,
        scanBaseRecoveryPointArn: recoveryPointArn,
        state,
        ...more,
      },
      [recoveryPointArn],
    ),
  );

const index = (id: string, title: string, indexStatus: string, more: object = {}): Sample =>
  sample(
    `index-${id}`,
    title,
    points,
    eventBridgeEvent("Recovery Point Index State Change", {
      recoveryPointArn: invoices.recoveryPointArn,
      accountId,
      resourceType: invoices.type,
      sourceResourceArn: invoices.arn,
      isIndexingContinuous: false,
      indexStatus,
      ...more,
    }),
  );

const vault = (id: string, title: string, state: string, more: object = {}): Sample =>
  sample(
    `vault-${id}`,
    title,
    settings,
    eventBridgeEvent("Backup Vault State Change", { backupVaultName: "main", state, ...more }, [
      mainVaultArn,
    ]),
  );

const planId = "0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10";

const plan = (id: string, title: string, state: string, more: object): Sample =>
  sample(
    `plan-${id}`,
    title,
    settings,
    eventBridgeEvent(
      "Backup Plan State Change",
      {
        backupPlanId: planId,
        versionId: "NTAwNmI3MTctMTJmNC00N2E0LWFhYjAtNDQ2YzA1YjVhYzgw",
        state,
        ...more,
      },
      [arn("backup", `backup-plan:${planId}`)],
    ),
  );

/** AWS documents only the names of these events; the message is invented. */
const accessPoint = (id: string, message: string): Sample =>
  sample(
    `access-point-${id}`,
    `Access point ${id.replace("-", " ")}`,
    settings,
    vaultNotification(message, {
      EventType: `ACCESS_POINT_${id.replace("-", "_").toUpperCase()}`,
      AccountId: accountId,
    }),
  );

/** Events that are not about jobs: recovery points, indexes, scans, vaults, plans, settings, access points. */
export const noticeSamples: readonly Sample[] = [
  sample(
    "continuous-backup-interrupted",
    "Continuous backup interrupted",
    points,
    vaultNotification(`A continuous backup was interrupted. Resource ARN : ${invoices.arn}`, {
      EventType: "CONTINUOUS_BACKUP_INTERRUPTED",
      AccountId: accountId,
    }),
  ),
  sample(
    "recovery-point-modified",
    "Recovery point modified",
    points,
    vaultNotification(`A recovery point was modified. Recovery point ARN: ${web.recoveryPointArn}.`, {
      EventType: "RECOVERY_POINT_MODIFIED",
      AccountId: accountId,
    }),
  ),
  recoveryPoint("deleting-manually", "Recovery point being deleted manually", "DELETING", {
    deletedBy: "MANUAL_DELETE",
  }),
  recoveryPoint("deleted-manually", "Recovery point deleted manually", "DELETED", {
    deletedBy: "MANUAL_DELETE",
  }),
  recoveryPoint("deleted", "Recovery point deleted at the end of its lifecycle", "DELETED"),
  recoveryPoint("expired", "Recovery point expired", "EXPIRED", {
    statusMessage: "Insufficient permissions to delete the recovery point",
  }),
  recoveryPoint("partial", "Recovery point partially created", "PARTIAL", {
    statusMessage: "Some nested recovery points could not be created",
  }),
  recoveryPoint("stopped", "Recovery point of a continuous backup stopped", "STOPPED"),
  recoveryPoint("creating", "Recovery point being created", "CREATING"),
  recoveryPoint("available", "Recovery point available", "AVAILABLE"),
  recoveryPoint("completed", "Recovery point completed", "COMPLETED"),
  recoveryPoint("deleting", "Recovery point being deleted at the end of its lifecycle", "DELETING"),
  scan("created", "Malware scan created", "CREATED"),
  scan("running", "Malware scan running", "RUNNING"),
  scan("threats", "Malware scan: threats found", "COMPLETED", {
    scanResult: { scanResultStatus: "THREATS_FOUND" },
  }),
  scan("clean", "Malware scan: no threats found", "COMPLETED", {
    scanResult: { scanResultStatus: "NO_THREATS_FOUND" },
  }),
  scan("issues", "Malware scan completed with issues", "COMPLETED_WITH_ISSUES", {
    statusMessage: "12 files could not be read",
  }),
  scan("failed", "Malware scan failed", "FAILED", {
    statusMessage: "The scanner role cannot be assumed",
  }),
  scan("canceled", "Malware scan canceled", "CANCELED"),
  index("pending", "Index pending", "PENDING"),
  sample(
    "index-completed",
    "Index created, from a vault notification",
    points,
    vaultNotification(
      `An AWS Backup backup index job was completed. Indexed recovery point arn: ${invoices.recoveryPointArn}`,
      {
        EventType: "RECOVERY_POINT_INDEXING_COMPLETED",
        AccountId: accountId,
        IndexStatus: "ACTIVE",
        IsIndexingContinuous: "false",
        RecoveryPointArn: invoices.recoveryPointArn,
      },
    ),
  ),
  index("active", "Index created", "ACTIVE", { indexCompletionTime: "2026-08-22T04:01:00.000Z" }),
  index("failed", "Index failed", "FAILED", {
    indexStatusMessage: "The role has no permission to index this recovery point",
  }),
  index("deleting", "Index being deleted", "DELETING"),
  index("deleted", "Index deleted", "DELETED"),
  vault("created", "Vault created", "CREATED"),
  vault("locked", "Vault modified, locked", "MODIFIED", { isLocked: "true" }),
  vault("unlocked", "Vault modified, not locked", "MODIFIED", { isLocked: "false" }),
  vault("deleted", "Vault deleted", "DELETED"),
  plan("created", "Plan created", "CREATED", { creationDate: "2026-08-22T04:02:00.000Z" }),
  plan("modified", "Plan modified", "MODIFIED", { modifiedAt: "2026-08-22T04:02:00.000Z" }),
  plan("deleted", "Plan deleted", "DELETED", { deletionDate: "2026-08-22T04:02:00.000Z" }),
  sample(
    "region-settings-modified",
    "Region settings modified",
    settings,
    eventBridgeEvent("Region Setting State Change", {
      state: "MODIFIED",
      modifiedAt: "2026-08-22T04:02:00.000Z",
      ResourceTypeOptInPreference: { EBS: true, RDS: false, S3: true },
    }),
  ),
  accessPoint("available", "An access point became available."),
  accessPoint("creation-failed", "An access point could not be created."),
  accessPoint("disassociated", "An access point was disassociated."),
  accessPoint("expired", "An access point expired."),
  accessPoint("deletion-failed", "An access point could not be deleted."),
  accessPoint("deleted", "An access point was deleted."),
];
