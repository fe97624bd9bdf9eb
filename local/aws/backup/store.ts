import type { BackupJob, CopyJob, Outcome, RestoreJob } from "./job";
import type { Plan } from "./plan";
import type { RecoveryPoint, Vault } from "./vault";

/** The state of the service. */
export type Store = {
  readonly vaults: Map<string, Vault>;
  readonly plans: Map<string, Plan>;
  readonly backupJobs: Map<string, BackupJob>;
  readonly copyJobs: Map<string, CopyJob>;
  readonly restoreJobs: Map<string, RestoreJob>;
  /** By ARN. */
  readonly recoveryPoints: Map<string, RecoveryPoint>;
  /** By the tagged resource's ARN. */
  readonly tags: Map<string, Map<string, string>>;
  /** Ids of jobs by `<operation> <idempotency token>`. */
  readonly idempotentJobIds: Map<string, string>;
  readonly optIn: Map<string, boolean>;
  readonly management: Map<string, boolean>;
  /** Planned outcomes of the next jobs, by `<kind> <resource ARN>`. */
  readonly outcomes: Map<string, Outcome[]>;
  /** ARNs of recovery points that AWS Backup's role is not allowed to delete. */
  readonly undeletable: Set<string>;
  nextSequence(): number;
};

export const newStore = (resourceTypes: readonly string[]): Store => {
  let sequence = 0;
  return {
    vaults: new Map(),
    plans: new Map(),
    backupJobs: new Map(),
    copyJobs: new Map(),
    restoreJobs: new Map(),
    recoveryPoints: new Map(),
    tags: new Map(),
    idempotentJobIds: new Map(),
    optIn: new Map(resourceTypes.map((type) => [type, true])),
    management: new Map([
      ["DynamoDB", true],
      ["EFS", true],
    ]),
    outcomes: new Map(),
    undeletable: new Set(),
    nextSequence: () => ++sequence,
  };
};
