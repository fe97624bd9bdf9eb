import {
  accountId,
  apiDate,
  arn,
  eventBridgeEvent,
  eventSample,
  type QueueRecord,
  vaultEvent,
  vaultNotification,
} from "../aws-events";
import { invoices, mainVaultArn, plan as nightly, scratch, web } from "../job-sample";
import type { Sample, SampleGroup } from "../sample";

/** Makes samples of events of the EventBridge rule that differ in their state, and in what else they report. */
const stateChanges =
  (group: SampleGroup, prefix: string, eventOf: (state: string, more: object) => QueueRecord) =>
  (id: string, title: string, state: string, more: object = {}): Sample =>
    eventSample(group, `${prefix}-${id}`, title, eventOf(state, more));

const points: SampleGroup = "Recovery points and scans";
const settings: SampleGroup = "Vaults, plans and settings";

const recoveryPointArn = arn("backup", "recovery-point:abcd1234-5678-4bcd-9012-abcdef123456");

const recoveryPoint = stateChanges(points, "recovery-point", (status, more) =>
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

const scan = stateChanges(points, "scan", (state, more) =>
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

const index = stateChanges(points, "index", (indexStatus, more) =>
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

const vault = stateChanges(settings, "vault", (state, more) =>
  eventBridgeEvent("Backup Vault State Change", { backupVaultName: "main", state, ...more }, [mainVaultArn]),
);

const plan = stateChanges(settings, "plan", (state, more) =>
  eventBridgeEvent(
    "Backup Plan State Change",
    { backupPlanId: nightly.BackupPlanId, versionId: nightly.BackupPlanVersion, state, ...more },
    [nightly.BackupPlanArn],
  ),
);

/** AWS documents only the names of these events; the message is invented. */
const accessPoint = (id: string, message: string): Sample =>
  eventSample(
    settings,
    `access-point-${id}`,
    `Access point ${id.replace("-", " ")}`,
    vaultEvent(`ACCESS_POINT_${id.replace("-", "_").toUpperCase()}`, message),
  );

/** What DescribeScanJob and ListRecoveryPointsByResource answer. (AWS Backup API Reference) */
const scanAnswers = {
  "/scan/jobs/7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5": {
    ResourceArn: web.arn,
    ResourceType: web.type,
    BackupVaultName: "main",
    RecoveryPointArn: recoveryPointArn,
  },
  [`/resources/${encodeURIComponent(web.arn)}/recovery-points/`]: {
    RecoveryPoints: [
      {
        RecoveryPointArn: web.recoveryPointArn,
        CreationDate: apiDate("2026-08-20T03:00:00Z"),
        Status: "COMPLETED",
        BackupVaultName: "main",
        AggregatedScanResult: {
          FailedScan: false,
          Findings: [],
          LastComputed: apiDate("2026-08-20T05:00:00Z"),
        },
      },
    ],
  },
};

/** What GetBackupPlan answers. (AWS Backup API Reference) */
const planAnswers = {
  [`/backup/plans/${nightly.BackupPlanId}/`]: { BackupPlan: { BackupPlanName: nightly.BackupPlanName } },
};

/** Events that are not about jobs: recovery points, indexes, scans, vaults, plans, settings, access points. */
export const noticeSamples: readonly Sample[] = [
  eventSample(
    points,
    "continuous-backup-interrupted",
    "Continuous backup interrupted",
    vaultEvent(
      "CONTINUOUS_BACKUP_INTERRUPTED",
      `A continuous backup was interrupted. Resource ARN : ${invoices.arn}`,
    ),
  ),
  eventSample(
    points,
    "recovery-point-modified",
    "Recovery point modified",
    vaultEvent(
      "RECOVERY_POINT_MODIFIED",
      `A recovery point was modified. Recovery point ARN: ${web.recoveryPointArn}.`,
    ),
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
  {
    ...scan("threats", "Malware scan: threats found", "COMPLETED", {
      scanResult: { scanResultStatus: "THREATS_FOUND" },
    }),
    answers: scanAnswers,
  },
  scan("threats-unanswered", "Malware scan: threats found, and AWS Backup does not answer", "COMPLETED", {
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
  eventSample(
    points,
    "index-completed",
    "Index created, from a vault notification",
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
  {
    ...plan("modified", "Plan modified", "MODIFIED", { modifiedAt: "2026-08-22T04:02:00.000Z" }),
    answers: planAnswers,
  },
  plan("deleted", "Plan deleted", "DELETED", { deletionDate: "2026-08-22T04:02:00.000Z" }),
  eventSample(
    settings,
    "region-settings-modified",
    "Region settings modified",
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
