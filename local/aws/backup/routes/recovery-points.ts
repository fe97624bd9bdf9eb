import { z } from "zod";
import { parseArn, vaultArn } from "../arn";
import { invalidParameter } from "../errors";
import { calculatedLifecycle, lifecycleSchema } from "../lifecycle";
import { pageOf } from "../page";
import {
  deleteRecoveryPoint,
  recoveryPointOf,
  recoveryPointsFrom,
  recoveryPointsIn,
  updateLifecycle,
} from "../recovery-points";
import { resourceTypeOf } from "../resource";
import { type Service, vaultOf } from "../service";
import type { RecoveryPoint } from "../vault";
import { parseBody } from "../wire/body";
import { dateRange, isAsked } from "../wire/filters";
import { type Call, paramOf, type Route } from "../wire/route";
import { vaultResource } from "./vaults";

const vaultNameIn = (call: Call): string => paramOf(call, "vault");
const arnIn = (call: Call): string => paramOf(call, "point");
const pointResource = (_service: Service, call: Call): string => arnIn(call);

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
  VaultType: "BACKUP_VAULT",
});

/** Fewer fields, and the size under another name. (AWS Backup API Reference, RecoveryPointByResource) */
const pointByResourceBody = (point: RecoveryPoint) => ({
  RecoveryPointArn: point.arn,
  CreationDate: point.createdAt,
  Status: point.status,
  StatusMessage: point.statusMessage,
  EncryptionKeyArn: point.encryptionKeyArn,
  BackupSizeBytes: point.sizeBytes,
  BackupVaultName: point.vaultName,
  IsParent: false,
  VaultType: "BACKUP_VAULT",
});

const listedPoints = (service: Service, call: Call): RecoveryPoint[] => {
  const { query } = call;
  const { name } = vaultOf(service, vaultNameIn(call));
  const resourceArn = query.get("resourceArn");
  if (resourceArn !== null && parseArn(resourceArn) === undefined) {
    throw invalidParameter(`Invalid value for ResourceArn: ${resourceArn} is not an ARN.`);
  }
  const isCreatedInRange = dateRange(query, "created");
  return recoveryPointsIn(service, name).filter(
    (point) =>
      isAsked(query, "resourceArn", point.resourceArn) &&
      isAsked(query, "resourceType", point.resourceType) &&
      isAsked(query, "backupPlanId", point.createdBy?.BackupPlanId) &&
      isAsked(query, "parentRecoveryPointArn", undefined) &&
      isCreatedInRange(point.createdAt),
  );
};

/** AWS Backup manages every recovery point here, so `managedByAWSBackupOnly` leaves none out. */
const pointsOfResource = (service: Service, call: Call): RecoveryPoint[] => {
  const resourceArn = paramOf(call, "resource");
  if (parseArn(resourceArn) === undefined) {
    throw invalidParameter(`Invalid value for ResourceArn: ${resourceArn} is not an ARN.`);
  }
  const managedOnly = call.query.get("managedByAWSBackupOnly");
  if (managedOnly !== null && managedOnly !== "true" && managedOnly !== "false") {
    throw invalidParameter(`Invalid value for ManagedByAWSBackupOnly: ${managedOnly}.`);
  }
  const size = call.query.get("maxResults");
  if (size !== null && Number(size) < leastPageSizeOfRds && resourceTypeOf(resourceArn) === "RDS") {
    throw invalidParameter(`Invalid MaxResults ${size}. Amazon RDS requires at least ${leastPageSizeOfRds}.`);
  }
  return recoveryPointsFrom(service, resourceArn);
};

/** AWS Backup API Reference, ListRecoveryPointsByResource, MaxResults. */
const leastPageSizeOfRds = 20;

const pointsPath = "/backup-vaults/{vault}/recovery-points";
const pointPath = `${pointsPath}/{point}`;
const updateSchema = z.object({ Lifecycle: lifecycleSchema.optional() });

export const recoveryPointRoutes: readonly Route[] = [
  {
    operation: "ListRecoveryPointsByBackupVault",
    request: `GET ${pointsPath}`,
    resource: vaultResource,
    answer: (service, call) => {
      const { items, NextToken } = pageOf(listedPoints(service, call), call.query);
      return { RecoveryPoints: items.map((point) => pointBody(service, point)), NextToken };
    },
  },
  {
    operation: "ListRecoveryPointsByResource",
    request: "GET /resources/{resource}/recovery-points",
    answer: (service, call) => {
      const { items, NextToken } = pageOf(pointsOfResource(service, call), call.query);
      return { RecoveryPoints: items.map(pointByResourceBody), NextToken };
    },
  },
  {
    operation: "DescribeRecoveryPoint",
    request: `GET ${pointPath}`,
    resource: pointResource,
    answer: (service, call) => ({
      ...pointBody(service, recoveryPointOf(service, vaultNameIn(call), arnIn(call))),
      StorageClass: "WARM",
    }),
  },
  {
    operation: "DeleteRecoveryPoint",
    request: `DELETE ${pointPath}`,
    resource: pointResource,
    answer: (service, call) => deleteRecoveryPoint(service, vaultNameIn(call), arnIn(call)),
  },
  {
    operation: "UpdateRecoveryPointLifecycle",
    request: `POST ${pointPath}`,
    resource: pointResource,
    answer: (service, call) => {
      const { Lifecycle } = parseBody(updateSchema, call.body);
      const point = updateLifecycle(service, vaultNameIn(call), arnIn(call), Lifecycle);
      return {
        BackupVaultArn: vaultArn(service, point.vaultName),
        RecoveryPointArn: point.arn,
        Lifecycle: point.lifecycle,
        CalculatedLifecycle: calculatedLifecycle(point.lifecycle, point.createdAt),
      };
    },
  },
];
