import { vaultArn } from "../arn";
import { notFound } from "../errors";
import { pageOf } from "../page";
import { recoveryPointsIn } from "../recovery-points";
import { type Service, vaultOf } from "../service";
import type { Vault } from "../vault";
import { deleteLock, lockSchema, putLock } from "../vault-lock";
import {
  accessPolicySchema,
  createVault,
  createVaultSchema,
  deleteVault,
  notificationsOf,
  notificationsSchema,
  putAccessPolicy,
  putNotifications,
} from "../vaults";
import { parseBody } from "../wire/body";
import { type Call, paramOf, type Route, routesOn } from "../wire/route";

const nameOf = (call: Call): string => paramOf(call, "vault");

/** The ARN of the vault in the path, also for the routes below it. */
export const vaultResource = (service: Service, call: Call): string => vaultArn(service, nameOf(call));

const vaultBody = (service: Service, vault: Vault) => ({
  BackupVaultName: vault.name,
  BackupVaultArn: vault.arn,
  VaultType: "BACKUP_VAULT",
  VaultState: "AVAILABLE",
  EncryptionKeyArn: vault.encryptionKeyArn,
  EncryptionKeyType: vault.encryptionKeyType,
  CreationDate: vault.createdAt,
  CreatorRequestId: vault.creatorRequestId,
  NumberOfRecoveryPoints: recoveryPointsIn(service, vault.name).length,
  Locked: vault.lock !== undefined,
  MinRetentionDays: vault.lock?.minRetentionDays,
  MaxRetentionDays: vault.lock?.maxRetentionDays,
  LockDate: vault.lock?.lockDate,
});

const lifecycleRoutes: readonly Route[] = [
  {
    operation: "CreateBackupVault",
    request: "PUT /backup-vaults/{vault}",
    resource: vaultResource,
    answer: (service, call) => {
      const vault = createVault(service, nameOf(call), parseBody(createVaultSchema, call.body));
      return { BackupVaultName: vault.name, BackupVaultArn: vault.arn, CreationDate: vault.createdAt };
    },
  },
  {
    operation: "DescribeBackupVault",
    request: "GET /backup-vaults/{vault}",
    resource: vaultResource,
    answer: (service, call) => vaultBody(service, vaultOf(service, nameOf(call))),
  },
  {
    operation: "DeleteBackupVault",
    request: "DELETE /backup-vaults/{vault}",
    resource: vaultResource,
    answer: (service, call) => deleteVault(service, nameOf(call)),
  },
  {
    operation: "ListBackupVaults",
    request: "GET /backup-vaults",
    answer: (service, { query }) => {
      const { items, NextToken } = pageOf(service.store.vaults.values(), query);
      return { BackupVaultList: items.map((vault) => vaultBody(service, vault)), NextToken };
    },
  },
];

const notificationPath = "/backup-vaults/{vault}/notification-configuration";

const notificationRoutes = routesOn(vaultResource, [
  {
    operation: "PutBackupVaultNotifications",
    request: `PUT ${notificationPath}`,
    answer: (service, call) =>
      putNotifications(service, nameOf(call), parseBody(notificationsSchema, call.body)),
  },
  {
    operation: "GetBackupVaultNotifications",
    request: `GET ${notificationPath}`,
    answer: (service, call) => {
      const { name, arn, notifications } = notificationsOf(service, nameOf(call));
      return {
        BackupVaultName: name,
        BackupVaultArn: arn,
        SNSTopicArn: notifications?.topicArn,
        BackupVaultEvents: notifications?.events,
      };
    },
  },
  {
    operation: "DeleteBackupVaultNotifications",
    request: `DELETE ${notificationPath}`,
    answer: (service, call) => {
      vaultOf(service, nameOf(call)).notifications = undefined;
    },
  },
]);

const policyPath = "/backup-vaults/{vault}/access-policy";

const policyRoutes = routesOn(vaultResource, [
  {
    operation: "PutBackupVaultAccessPolicy",
    request: `PUT ${policyPath}`,
    answer: (service, call) =>
      putAccessPolicy(service, nameOf(call), parseBody(accessPolicySchema, call.body).Policy),
  },
  {
    operation: "GetBackupVaultAccessPolicy",
    request: `GET ${policyPath}`,
    answer: (service, call) => {
      const { name, arn, accessPolicy } = vaultOf(service, nameOf(call));
      if (accessPolicy === undefined) throw notFound(`Backup vault ${name} has no access policy.`); // Inferred.
      return { BackupVaultName: name, BackupVaultArn: arn, Policy: accessPolicy };
    },
  },
  {
    operation: "DeleteBackupVaultAccessPolicy",
    request: `DELETE ${policyPath}`,
    answer: (service, call) => {
      vaultOf(service, nameOf(call)).accessPolicy = undefined;
    },
  },
]);

const lockPath = "/backup-vaults/{vault}/vault-lock";

const lockRoutes = routesOn(vaultResource, [
  {
    operation: "PutBackupVaultLockConfiguration",
    request: `PUT ${lockPath}`,
    answer: (service, call) => putLock(service, nameOf(call), parseBody(lockSchema, call.body)),
  },
  {
    operation: "DeleteBackupVaultLockConfiguration",
    request: `DELETE ${lockPath}`,
    answer: (service, call) => deleteLock(service, nameOf(call)),
  },
]);

export const vaultRoutes: readonly Route[] = [
  ...lifecycleRoutes,
  ...notificationRoutes,
  ...policyRoutes,
  ...lockRoutes,
];
