import type { CopyCause } from "../model/found";
import type { OptIns, Selection } from "../selection/selection";
import type { Answer } from "./answer";

/** A rule of a backup plan. (AWS Backup API Reference, BackupRule) */
export type Rule = {
  /** Whether an update of the plan keeps it is not documented. */
  readonly id?: string;
  readonly name: string;
  readonly vaultName?: string;
  readonly schedule: string;
  /** IANA; UTC where AWS names none. */
  readonly timeZone: string;
  readonly startWindowMinutes: number;
  readonly completionWindowMinutes: number;
  /** Absent where the rule keeps its recovery points forever. */
  readonly deleteAfterDays?: number;
  /** ARNs of the vaults that get a copy of each of its recovery points. */
  readonly copyTo?: readonly string[];
  /** Whether its backups go into a vault that is not the stage's: it may only take the time of another rule. */
  readonly isElsewhere?: true;
  /** The logically air-gapped vault into which AWS Backup makes its backups where it can. */
  readonly airGappedVaultName?: string;
};

/** A selection of a plan, with when it began to count. */
export type PlanSelection = Selection & { readonly createdAt: Date };

export type Plan = {
  readonly id: string;
  readonly name: string;
  /** When its current version was made: its rules say nothing about the time before. */
  readonly changedAt: Date;
  /** Empty where none makes backups into a vault of the stage. */
  readonly rules: Answer<readonly Rule[]>;
  readonly selections: Answer<readonly PlanSelection[]>;
};

/**
 * A resource that may need backups, from the inventory or from what AWS Backup protects. One that is not in this list is not
 * judged: AWS Backup names deleted ones as long as they have recovery points.
 */
export type Resource = {
  readonly arn: string;
  readonly tags: Answer<Readonly<Record<string, string>>>;
  /** Tags stay for a while on what is terminated, and recovery points on what is deleted. */
  readonly exists: Answer<boolean>;
};

/** (AWS Backup API Reference, ProtectedResource) */
export type ProtectedResource = {
  readonly arn: string;
  /** Whatever became of the recovery point, and in whatever vault it is, so the newest good one is not younger. */
  readonly lastBackupAt: Date;
  /** Of that recovery point. */
  readonly vaultName?: string;
  /** AWS Backup's word: `Aurora`, which its ARN does not show. */
  readonly resourceType?: string;
  /** Asked only where needed; absent otherwise, which says nothing. */
  readonly points?: Answer<readonly RecoveryPoint[]>;
};

export type RecoveryPoint = {
  readonly arn: string;
  /** Start of the job. A copy has the date of its source. */
  readonly createdAt: Date;
  /** AWS's word: `COMPLETED`. */
  readonly status: string;
  readonly vaultName?: string;
};

export type JobKind = "backup" | "copy" | "restore";

export type Job = {
  readonly kind: JobKind;
  readonly id: string;
  readonly resourceArn: string;
  readonly vaultName: string;
  /** AWS's word: `COMPLETED`. */
  readonly state: string;
  readonly createdAt: Date;
  /** Absent while it runs. */
  readonly endedAt?: Date;
  /** When it left its start window. */
  readonly startedAt?: Date;
  /** AWS Backup's word: `RDS`. */
  readonly resourceType?: string;
  /** Of a backup. What it means differs by type. */
  readonly bytes?: number;
  /** AWS's word for why: `CONCURRENT_JOB`. */
  readonly messageCategory?: string;
  /** AWS's own text. */
  readonly text?: string;
  readonly planId?: string;
  readonly ruleId?: string;
  readonly ruleName?: string;
  /** Of a copy. */
  readonly destinationVaultArn?: string;
  /** Of a part of a composite backup. */
  readonly parentJobId?: string;
};

/** Backups and copies of a time, to be compared. */
export type CopyFacts = {
  readonly backups: readonly Job[];
  /** Created since the first of the backups. */
  readonly copies: readonly Job[];
};

/** A copy that was reported as missing, and is not known to be made. */
export type OpenCopy = {
  readonly arn: string;
  readonly destinationVaultArn: string;
  /** When its backup ended. */
  readonly since: Date;
  readonly cause?: CopyCause;
};

/** A setting of AWS, as text that can be compared: a topic's ARN, a policy's digest, `none`. */
export type Setting = {
  readonly of: "vault-notifications" | "vault-lock" | "vault-policy" | "key";
  /** The vault's or the key's ARN. */
  readonly arn: string;
  readonly expected: string;
  readonly seen: Answer<string>;
};

/** The role of the stage's own selections. */
export type OwnRole = {
  readonly arn: string;
  readonly is: "usable" | "gone" | "not-assumable" | "lacks-tags";
};

/** What the stage hears of, from its own settings. */
export type Hearing = {
  readonly kinds: readonly JobKind[];
  readonly vaultNames: readonly string[] | "all-vaults";
  /** When the watch was deployed: what ended before may never have been sent. */
  readonly since: Date;
};

/** What the ledger keeps of a resource. */
export type Remembered = {
  readonly arn: string;
  /** When the watch first saw that a plan selects it. */
  readonly firstSelectedAt: Date;
};

/** A limit that the stage sets instead of the one that follows from the plans' rules. */
export type OverdueLimit = {
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly resourceTypes?: readonly string[];
  /** Names of plans. */
  readonly plans?: readonly string[];
  readonly hours: number;
};

/** A stage's own idea of which resources must be protected: any of the tags, or any of the types. */
export type MustProtect = {
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly resourceTypes: readonly string[];
};

/** Everything that the watch judges by. Lists may have any order. */
export type Facts = {
  readonly plans: Answer<readonly Plan[]>;
  readonly resources: Answer<readonly Resource[]>;
  readonly protectedResources: Answer<readonly ProtectedResource[]>;
  /** Of the Region. */
  readonly optIns: Answer<OptIns>;
  readonly jobs: Answer<readonly Job[]>;
  /** Backups that were asked for to find causes: whether their ends were heard is not known. */
  readonly causeJobs?: readonly Job[];
  /** Of which resources these lists have the newest backup of the last 30 days. Absent: of all. */
  readonly jobsAskedOf?: ReadonlySet<string>;
  /** Absent where no rule copies. */
  readonly copies?: Answer<CopyFacts>;
  readonly openCopies?: readonly OpenCopy[];
  /** IDs of jobs whose end the ledger knows. */
  readonly heardJobIds: Answer<ReadonlySet<string>>;
  /** When the oldest event in the queue and the dead-letter queues was sent. */
  readonly oldestWaitingAt: Answer<Date | "none">;
  readonly remembered: Answer<readonly Remembered[]>;
  /** Whether a part of what is remembered could not be read: it is as if it were new. */
  readonly hasForgotten?: boolean;
  /** When the last check was that was remembered. */
  readonly lastCheckAt?: Date;
  readonly settings: readonly Setting[];
  /** Plans that the stage owns. */
  readonly ownPlanIds?: readonly string[];
  /** The stage's own role, as far as IAM shows it. */
  readonly ownRole?: Answer<OwnRole>;
  /** Limits that the stage sets; the first that fits counts. */
  readonly overdueLimits?: readonly OverdueLimit[];
  readonly hearing: Hearing;
  readonly mustProtect?: MustProtect;
};
