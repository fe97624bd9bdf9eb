import type { Lifecycle } from "./lifecycle";
import type { Numbered } from "./page";

/** The plan and rule that created a job or a recovery point. (RecoveryPointCreator) */
export type CreatedBy = {
  readonly BackupPlanId: string;
  readonly BackupPlanArn: string;
  readonly BackupPlanName: string;
  readonly BackupPlanVersion: string;
  readonly BackupRuleId: string;
  readonly BackupRuleName: string;
  readonly BackupRuleCron: string;
  readonly BackupRuleTimezone: string;
};

export type JobKind = "backup" | "copy" | "restore";

/** How a job ends, and how long it runs. */
export type Outcome = {
  readonly state: "COMPLETED" | "FAILED" | "EXPIRED" | "PARTIAL" | "ABORTED";
  readonly statusMessage?: string;
  /** `SUCCESS`, `AccessDenied`, ...; COMPLETED with any other than SUCCESS is "completed with issues". */
  readonly messageCategory?: string;
  readonly sizeBytes?: number;
  /** By the scheduler's clock; the timeline's default where absent. */
  readonly runningMs?: number;
};

type JobBase = Numbered & {
  readonly id: string;
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly iamRoleArn: string;
  readonly createdAt: Date;
  readonly createdBy: CreatedBy | undefined;
  readonly outcome: Outcome;
  endedAt?: Date;
  statusMessage?: string;
  messageCategory?: string;
  sizeBytes: number;
};

export type BackupJobState =
  | "CREATED"
  | "RUNNING"
  | "ABORTING"
  | "ABORTED"
  | "COMPLETED"
  | "FAILED"
  | "EXPIRED"
  | "PARTIAL";

export type BackupJob = JobBase & {
  readonly kind: "backup";
  readonly vaultName: string;
  readonly startBy: Date;
  readonly completeBy: Date;
  readonly lifecycle: Lifecycle | undefined;
  readonly recoveryPointTags: Readonly<Record<string, string>>;
  readonly backupOptions: Readonly<Record<string, string>>;
  readonly copyActions: readonly CopyAction[];
  state: BackupJobState;
  startedAt?: Date;
  recoveryPointArn?: string;
};

export type CopyAction = {
  readonly destinationVaultArn: string;
  readonly lifecycle: Lifecycle | undefined;
};

export type CopyJob = JobBase & {
  readonly kind: "copy";
  readonly sourceVaultArn: string;
  readonly sourceRecoveryPointArn: string;
  readonly destinationVaultArn: string;
  readonly lifecycle: Lifecycle | undefined;
  readonly createdByBackupJobId: string | undefined;
  state: "CREATED" | "RUNNING" | "COMPLETED" | "FAILED" | "PARTIAL";
  destinationRecoveryPointArn?: string;
};

export type RestoreJob = JobBase & {
  readonly kind: "restore";
  readonly vaultArn: string;
  readonly recoveryPointArn: string;
  readonly recoveryPointCreatedAt: Date;
  state: "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "ABORTED";
  createdResourceArn?: string;
  validation?: { readonly status: string; readonly message: string | undefined };
};
