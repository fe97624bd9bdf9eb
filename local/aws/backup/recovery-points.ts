import { BackupError, invalidRequest, notFound } from "./errors";
import type { CreatedBy } from "./job";
import { checkLifecycle, type Lifecycle } from "./lifecycle";
import { otherEventNotification } from "./other-event";
import { newRecoveryPointArn, resourceTypeOf } from "./resource";
import { type Service, vaultOf } from "./service";
import type { RecoveryPoint, RecoveryPointStatus } from "./vault";

type NewRecoveryPoint = {
  readonly arn?: string;
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly iamRoleArn: string;
  readonly createdAt: Date;
  readonly sizeBytes: number;
  readonly lifecycle: Lifecycle | undefined;
  readonly recoveryPointTags?: Readonly<Record<string, string>>;
  readonly createdBy: CreatedBy | undefined;
  readonly sourceVaultArn?: string | undefined;
};

/** Puts a recovery point into an existing vault. */
export const addRecoveryPoint = (
  service: Service,
  input: NewRecoveryPoint,
  status: RecoveryPointStatus,
  completedAt: Date = service.clock.now(),
): RecoveryPoint => {
  const { store, clock } = service;
  const point: RecoveryPoint = {
    arn: input.arn ?? newRecoveryPointArn(service, input.resourceArn, clock.now()),
    vaultName: input.vaultName,
    sequence: store.nextSequence(),
    resourceArn: input.resourceArn,
    resourceType: resourceTypeOf(input.resourceArn),
    iamRoleArn: input.iamRoleArn,
    encryptionKeyArn: vaultOf(service, input.vaultName).encryptionKeyArn,
    createdAt: input.createdAt,
    completedAt,
    sizeBytes: input.sizeBytes,
    createdBy: input.createdBy,
    sourceVaultArn: input.sourceVaultArn,
    status,
    lifecycle: input.lifecycle,
  };
  store.recoveryPoints.set(point.arn, point);
  store.tags.set(point.arn, new Map(Object.entries(input.recoveryPointTags ?? {})));
  return point;
};

/** The recovery points of a vault. */
export const recoveryPointsIn = ({ store }: Service, vaultName: string): RecoveryPoint[] =>
  [...store.recoveryPoints.values()].filter((point) => point.vaultName === vaultName);

/** The recovery points of a resource, in any vault. */
export const recoveryPointsFrom = ({ store }: Service, resourceArn: string): RecoveryPoint[] =>
  [...store.recoveryPoints.values()].filter((point) => point.resourceArn === resourceArn);

export const recoveryPointOf = (service: Service, vaultName: string, arn: string): RecoveryPoint => {
  vaultOf(service, vaultName);
  const point = service.store.recoveryPoints.get(arn);
  if (point === undefined || point.vaultName !== vaultName) {
    throw notFound(`Cannot find recovery point with ARN ${arn}`);
  }
  return point;
};

/**
 * Deletes a recovery point: DELETING at once, gone a moment later. Where AWS Backup's role is not allowed to delete
 * it, the API still returns 200; the recovery point becomes EXPIRED and stays.
 */
export const deleteRecoveryPoint = (service: Service, vaultName: string, arn: string): void => {
  const { store, clock, timeline } = service;
  const point = recoveryPointOf(service, vaultName, arn);
  if (vaultOf(service, vaultName).lock !== undefined) {
    throw invalidRequest(`Recovery point ${arn} cannot be deleted: its backup vault is locked.`); // Inferred.
  }
  if (point.status === "DELETING") {
    throw new BackupError("InvalidResourceStateException", `Recovery point ${arn} is already being deleted.`);
  }
  if (isInUse(service, arn)) throw invalidRequest(`Recovery point ${arn} is in use by a running job.`); // Inferred.
  point.status = "DELETING";
  clock.after(timeline.deletingMs, () => {
    if (store.undeletable.has(arn)) {
      point.status = "EXPIRED";
      point.statusMessage = "Insufficient permissions to delete this recovery point."; // Inferred.
      return;
    }
    store.recoveryPoints.delete(arn);
    store.tags.delete(arn);
  });
};

const isInUse = ({ store }: Service, arn: string): boolean =>
  [...store.copyJobs.values()].some((job) => job.sourceRecoveryPointArn === arn && !job.endedAt) ||
  [...store.restoreJobs.values()].some((job) => job.recoveryPointArn === arn && !job.endedAt);

/** Changes how long a recovery point is kept, and notifies its vault's topic. */
export const updateLifecycle = (
  service: Service,
  vaultName: string,
  arn: string,
  lifecycle: Lifecycle | undefined,
): RecoveryPoint => {
  const point = recoveryPointOf(service, vaultName, arn);
  checkLifecycle(lifecycle);
  point.lifecycle = lifecycle;
  const event = { kind: "recovery-point-modified", recoveryPointArn: arn } as const;
  service.publisher.toTopic(vaultOf(service, vaultName), otherEventNotification(event, service.accountId));
  return point;
};
