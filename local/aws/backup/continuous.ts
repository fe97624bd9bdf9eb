import { backupRecoveryPointArn } from "./arn";
import type { BackupJob } from "./job";
import type { PlanDocument } from "./plan-rules";
import { addRecoveryPoint } from "./recovery-points";
import { resourceTypeOf } from "./resource";
import type { Service } from "./service";
import type { RecoveryPoint } from "./vault";

/**
 * Continuous backups: a resource has one recovery point of this kind, which each run of its plan updates. (AWS Backup Developer Guide,
 * Continuous backups and point-in-time recovery)
 */

const types = ["Aurora", "RDS", "S3", "SAP HANA on Amazon EC2"];

type Rule = PlanDocument["Rules"][number];

/** Whether a rule backs up a resource continuously; other types get snapshots. */
export const isContinuous = ({ EnableContinuousBackup }: Rule, resourceArn: string): boolean =>
  EnableContinuousBackup === true && types.includes(resourceTypeOf(resourceArn));

/** Whether another rule of the plan takes this one's place: the one that keeps longest. (same guide, Overlapping continuous backups) */
export const isDisregarded = ({ Rules }: PlanDocument, rule: Rule, resourceArn: string): boolean => {
  if (!isContinuous(rule, resourceArn)) return false;
  const daysOf = ({ Lifecycle }: Rule): number => Lifecycle?.DeleteAfterDays ?? 0;
  const [longest] = Rules.filter((other) => other.EnableContinuousBackup).toSorted(
    (a, b) => daysOf(b) - daysOf(a),
  );
  return longest?.RuleId !== rule.RuleId;
};

const pointOf = ({ store }: Service, resourceArn: string): RecoveryPoint | undefined =>
  [...store.recoveryPoints.values()].find(
    (point) => point.resourceArn === resourceArn && point.status === "AVAILABLE",
  );

const planIdOf = ({ createdBy }: Pick<RecoveryPoint, "createdBy">): string | undefined =>
  createdBy?.BackupPlanId;

/** The plan that already backs up a job's resource continuously, where it is another one: the job then makes a snapshot. */
export const otherContinuousPlan = (service: Service, job: BackupJob): string | undefined => {
  const point = job.isContinuous === true ? pointOf(service, job.resourceArn) : undefined;
  return point !== undefined && planIdOf(point) !== planIdOf(job) ? planIdOf(point) : undefined;
};

/** Makes the recovery point of a continuous backup, or updates it; its date stays that of its beginning. */
export const continuePoint = (service: Service, job: BackupJob): RecoveryPoint => {
  const { clock, store } = service;
  const point = pointOf(service, job.resourceArn);
  if (point === undefined) {
    const name = job.resourceArn.split(/[/:]/).at(-1);
    const arn = backupRecoveryPointArn(service, `continuous:${name}-${job.id.slice(0, 8).toLowerCase()}`);
    return addRecoveryPoint(service, { ...job, arn }, "AVAILABLE");
  }
  const updated = { ...point, completedAt: clock.now(), lifecycle: job.lifecycle, sizeBytes: job.sizeBytes };
  store.recoveryPoints.set(point.arn, updated);
  return updated;
};
