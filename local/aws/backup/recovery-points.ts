import { parseArn, vaultArn } from "./arn";
import { BackupError, invalidParameter, invalidRequest, notFound } from "./errors";
import type { CreatedBy } from "./job";
import { isHeld } from "./legal-holds";
import { calculatedLifecycle, type Lifecycle } from "./lifecycle";
import { newRecoveryPointArn, resourceTypeOf } from "./resource";
import { type Service, vaultOf } from "./service";
import type { RecoveryPoint, RecoveryPointStatus } from "./vault";
import { areAsked, checkWord, dateRange } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

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
  if (!store.protectedSequences.has(point.resourceArn)) {
    store.protectedSequences.set(point.resourceArn, point.sequence);
  }
  store.tags.set(point.arn, new Map(Object.entries(input.recoveryPointTags ?? {})));
  return point;
};

/** The recovery points of a vault. */
export const recoveryPointsIn = ({ store }: Service, vaultName: string): RecoveryPoint[] =>
  [...store.recoveryPoints.values()].filter((point) => point.vaultName === vaultName);

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
const deleteRecoveryPoint = (service: Service, vaultName: string, arn: string): void => {
  const { store, clock, timeline } = service;
  const point = recoveryPointOf(service, vaultName, arn);
  if (vaultOf(service, vaultName).lock !== undefined) {
    throw invalidRequest(`Recovery point ${arn} cannot be deleted: its backup vault is locked.`); // Inferred.
  }
  if (point.status === "DELETING") {
    throw new BackupError("InvalidResourceStateException", `Recovery point ${arn} is already being deleted.`);
  }
  if (isHeld(service, arn)) throw invalidRequest(`Recovery point ${arn} is under a legal hold.`); // Inferred.
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

const pointBody = (service: Service, point: RecoveryPoint) => ({
  RecoveryPointArn: point.arn,
  BackupVaultName: point.vaultName,
  BackupVaultArn: vaultArn(service, point.vaultName),
  SourceBackupVaultArn: point.sourceVaultArn,
  ResourceArn: point.resourceArn,
  ResourceType: point.resourceType,
  CreatedBy: point.createdBy,
  IamRoleArn: point.iamRoleArn,
  Status: point.status,
  StatusMessage: point.statusMessage,
  CreationDate: point.createdAt,
  InitiationDate: point.createdAt,
  CompletionDate: point.completedAt,
  BackupSizeInBytes: point.sizeBytes,
  CalculatedLifecycle: calculatedLifecycle(point.lifecycle, point.createdAt),
  Lifecycle: point.lifecycle,
  EncryptionKeyArn: point.encryptionKeyArn,
  IsEncrypted: true,
  IsParent: false,
  VaultType: vaultOf(service, point.vaultName).type,
});

/** Only their recovery points name a vault. (AWS Backup API Reference, ListRecoveryPointsByResource) */
const typesWithVault = ["EC2", "EFS"];

/** Fewer fields, no lifecycle, and the size under another name. (AWS Backup API Reference, RecoveryPointByResource) */
const pointByResourceBody = (service: Service, point: RecoveryPoint) => ({
  RecoveryPointArn: point.arn,
  CreationDate: point.createdAt,
  Status: point.status,
  StatusMessage: point.statusMessage,
  EncryptionKeyArn: point.encryptionKeyArn,
  BackupSizeBytes: point.sizeBytes,
  BackupVaultName: typesWithVault.includes(point.resourceType) ? point.vaultName : undefined,
  IsParent: false,
  VaultType: vaultOf(service, point.vaultName).type,
});

const checkResourceArn = (arn: string | null): void => {
  if (arn === null || parseArn(arn) !== undefined) return;
  throw invalidParameter(`Invalid value for ResourceArn: ${arn} is not an ARN.`);
};

const listedPoints = (service: Service, vaultName: string, query: URLSearchParams): RecoveryPoint[] => {
  const { name } = vaultOf(service, vaultName);
  checkResourceArn(query.get("resourceArn"));
  const isCreatedInRange = dateRange(query, "created");
  return recoveryPointsIn(service, name).filter(
    ({ resourceArn, resourceType, createdBy, createdAt }) =>
      areAsked(query, {
        resourceArn,
        resourceType,
        backupPlanId: createdBy?.BackupPlanId,
        parentRecoveryPointArn: undefined,
      }) && isCreatedInRange(createdAt),
  );
};

/** AWS Backup API Reference, ListRecoveryPointsByResource, MaxResults. */
const leastPageSizeOfRds = 20;

/** In any vault. AWS Backup manages every recovery point here, so `managedByAWSBackupOnly` leaves none out. */
const pointsOfResource = (service: Service, resourceArn: string, query: URLSearchParams): RecoveryPoint[] => {
  checkResourceArn(resourceArn);
  checkWord(query, "managedByAWSBackupOnly", ["true", "false"]);
  const size = query.get("maxResults");
  if (size !== null && Number(size) < leastPageSizeOfRds && resourceTypeOf(resourceArn) === "RDS") {
    // Not InvalidParameterValueException. (seen in boto/boto3 issue 2797)
    throw new BackupError("AccessDeniedException", "Insufficient privileges to perform this action.");
  }
  return [...service.store.recoveryPoints.values()].filter((point) => point.resourceArn === resourceArn);
};

const pointsPath = "/backup-vaults/{vault}/recovery-points";
const pointPath = `${pointsPath}/{point}` as const;

export const recoveryPointRoutes: readonly Route[] = [
  route("ListRecoveryPointsByBackupVault", `GET ${pointsPath}`, (service, { params, query }) =>
    pageOf("RecoveryPoints", listedPoints(service, params.vault, query), query, (point) =>
      pointBody(service, point),
    ),
  ),
  route(
    "ListRecoveryPointsByResource",
    "GET /resources/{resource}/recovery-points",
    (service, { params, query }) =>
      pageOf("RecoveryPoints", pointsOfResource(service, params.resource, query), query, (point) =>
        pointByResourceBody(service, point),
      ),
  ),
  route("DescribeRecoveryPoint", `GET ${pointPath}`, (service, { params }) => ({
    ...pointBody(service, recoveryPointOf(service, params.vault, params.point)),
    StorageClass: "WARM",
  })),
  route("DeleteRecoveryPoint", `DELETE ${pointPath}`, (service, { params }) =>
    deleteRecoveryPoint(service, params.vault, params.point),
  ),
];
