import type { Lifecycle } from "./lifecycle";
import type { Numbered } from "./wire/page";

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

export type JobKind = Job["kind"];

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

type JobBase<Kind extends string, State extends string> = Numbered & {
  readonly kind: Kind;
  readonly id: string;
  /** The vault of the recovery point that a backup makes, and that a copy or a restore reads. */
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly iamRoleArn: string;
  readonly createdAt: Date;
  readonly createdBy: CreatedBy | undefined;
  readonly outcome: Outcome;
  state: State;
  endedAt?: Date;
  statusMessage?: string;
  messageCategory?: string;
  sizeBytes: number;
};

export type BackupJob = JobBase<
  "backup",
  "CREATED" | "RUNNING" | "ABORTING" | "ABORTED" | "COMPLETED" | "FAILED" | "EXPIRED" | "PARTIAL"
> & {
  readonly startBy: Date;
  readonly completeBy: Date;
  readonly lifecycle: Lifecycle | undefined;
  readonly recoveryPointTags: Readonly<Record<string, string>>;
  readonly copyActions: readonly CopyAction[];
  /** Whether it should make or update a continuous recovery point. */
  readonly isContinuous?: boolean;
  startedAt?: Date;
  recoveryPointArn?: string;
};

/** As a plan's rule has it. */
type CopyAction = {
  readonly DestinationBackupVaultArn: string;
  readonly Lifecycle?: Lifecycle | undefined;
};

export type CopyJob = JobBase<"copy", "CREATED" | "RUNNING" | "COMPLETED" | "FAILED" | "PARTIAL"> & {
  readonly sourceRecoveryPointArn: string;
  readonly destinationVaultArn: string;
  readonly lifecycle: Lifecycle | undefined;
  readonly createdByBackupJobId: string | undefined;
  destinationRecoveryPointArn?: string;
};

export type RestoreJob = JobBase<"restore", "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "ABORTED"> & {
  readonly recoveryPointArn: string;
  readonly recoveryPointCreatedAt: Date;
  readonly newName: string | undefined;
  /** Of a restore test. */
  readonly test: { readonly planArn: string; readonly validationWindowHours: number } | undefined;
  createdResourceArn?: string;
  deletion?: { readonly status: string; readonly message?: string };
  validation?: { readonly status: string; readonly message: string | undefined };
};

export type Job = BackupJob | CopyJob | RestoreJob;
