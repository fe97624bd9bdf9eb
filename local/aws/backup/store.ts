import type { BackupJob, CopyJob, Outcome, RestoreJob } from "./job";
import type { LegalHold } from "./legal-hold";
import type { DeletedPlan, Plan } from "./plan";
import type { RestoreTestingPlan } from "./restore-testing-plan";
import type { RecoveryPoint, Vault } from "./vault";

/** The state of a new service, without a vault. */
export const newStore = (resourceTypes: readonly string[]) => {
  let sequence = 0;
  return {
    vaults: new Map<string, Vault>(),
    plans: new Map<string, Plan>(),
    deletedPlans: [] as DeletedPlan[],
    backupJobs: new Map<string, BackupJob>(),
    copyJobs: new Map<string, CopyJob>(),
    restoreJobs: new Map<string, RestoreJob>(),
    /** By name. */
    restoreTestingPlans: new Map<string, RestoreTestingPlan>(),
    /** Active legal holds by id. */
    legalHolds: new Map<string, LegalHold>(),
    /** By ARN. */
    recoveryPoints: new Map<string, RecoveryPoint>(),
    /** When each resource was first backed up, in the order of creation, by its ARN. */
    protectedSequences: new Map<string, number>(),
    /** By the tagged resource's ARN. */
    tags: new Map<string, Map<string, string>>(),
    /** Ids of jobs by `<operation> <idempotency token>`. */
    idempotentJobIds: new Map<string, string>(),
    optIn: new Map(resourceTypes.map((type) => [type, true])),
    management: new Map([
      ["DynamoDB", true],
      ["EFS", true],
    ]),
    /** Planned outcomes of the next jobs, by `<kind> <resource ARN>`. */
    outcomes: new Map<string, Outcome[]>(),
    /** ARNs of recovery points that AWS Backup's role is not allowed to delete. */
    undeletable: new Set<string>(),
    /** ARNs of resources of which AWS Backup cannot delete what tests restored. */
    undeletableRestores: new Set<string>(),
    nextSequence: () => ++sequence,
  };
};

export type Store = ReturnType<typeof newStore>;
