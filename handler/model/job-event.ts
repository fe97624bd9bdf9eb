import type { Advice } from "./advice";
import type { BackupHistory } from "./backup-history";
import type { JobPhase, JobType } from "./job-phase";
import type { Origin } from "./origin";
import type { Parts } from "./parts";

/** How long a recovery point is kept, and where; in days from its creation. */
export type Lifecycle = {
  readonly moveToColdStorageAfterDays?: number;
  readonly deleteAfterDays?: number;
  readonly optInToArchiveForSupportedResources?: boolean;
};

/** What is known about a job besides its state. The event carries some of it, AWS Backup's API the rest. */
export type JobDetails = {
  readonly resourceArn?: string;
  /** AWS Backup's word: `EC2`, `EBS`, `DynamoDB`. */
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly vaultName?: string;
  /** The same vault, of a copy job the one that holds what is copied. It may be another account's. */
  readonly vaultArn?: string;
  /** Of a copy job: the vault that receives the copy. */
  readonly destinationVaultArn?: string;
  readonly recoveryPointArn?: string;
  /** Of a copy job: the recovery point that is copied. */
  readonly sourceRecoveryPointArn?: string;
  /** The role that AWS Backup assumes for the job. */
  readonly roleArn?: string;
  /** Of the recovery point that the job creates. */
  readonly lifecycle?: Lifecycle;
  /** AWS Backup's option `WindowsVSS`: `enabled` or `disabled`. */
  readonly windowsVss?: string;
  /** Of a restore job: the resource that was created. */
  readonly createdResourceArn?: string;
  /** Of a restore job: when the restored recovery point was created. */
  readonly recoveryPointCreatedAt?: Date;
  /** Of a restore test: the restore testing plan. */
  readonly restoreTestingPlanArn?: string;
  /** Of a restore test, AWS's word (RestoreValidationStatus): `SUCCESSFUL`, `TIMED_OUT`. */
  readonly validationStatus?: string;
  /** What the validation itself said. */
  readonly validationMessage?: string;
  /** Of a restore test, AWS's word (RestoreDeletionStatus) for the deletion of the restored resource. */
  readonly deletionStatus?: string;
  readonly deletionMessage?: string;
  readonly planId?: string;
  readonly planName?: string;
  readonly ruleId?: string;
  readonly ruleName?: string;
  /** Of a backup that a plan started: its scheduled time plus the start window, equal for all jobs of the run. */
  readonly startBy?: Date;
  /** AWS Backup's status message: why a job failed, or what a completed one left out. */
  readonly reason?: string;
  /** Who stopped the job, and from where, as CloudTrail recorded it: `alice (role Admin), from 192.0.2.7`. */
  readonly stoppedBy?: string;
  /** `SUCCESS`, or the category of an issue (DescribeBackupJob's MessageCategory). */
  readonly messageCategory?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** 0 is a real size: an incremental backup without changes. */
  readonly sizeBytes?: number;
  /** Of a part of a composite backup, such as a resource of a CloudFormation stack: the job of the whole. */
  readonly parentJobId?: string;
  /** What the job of the whole backs up: `shop-core (CloudFormation)`. */
  readonly parentName?: string;
  /** Of the job of a composite backup. */
  readonly parts?: Parts;
};

/** A backup, copy or restore job changed its state. */
export type JobEvent = {
  readonly kind: "job";
  readonly jobType: JobType;
  readonly phase: JobPhase;
  /** AWS's own word for the state, as it came: `COMPLETED`, `EXPIRED`. Absent where the event names none. */
  readonly state?: string;
  /** Absent on a copy job's CREATED event. As AWS writes it: upper or lower case. */
  readonly jobId?: string;
  /** AWS's sentence, shown where the phase is unknown. */
  readonly text?: string;
  readonly origin: Origin;
  readonly details: JobDetails;
  readonly advice?: Advice;
  /** Why AWS Backup could not be asked about this job, in a few words. Not a problem of the job itself. */
  readonly unanswered?: string;
  /** The stage itself stopped it: logged, not posted. */
  readonly isExpected?: true;
  /** Of a finished backup only; of a good one only where AWS Backup was asked and answered. */
  readonly backupHistory?: BackupHistory;
};
