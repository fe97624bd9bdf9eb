import { randomUUID } from "node:crypto";
import { z } from "zod";
import { parseArn, vaultArn } from "./arn";
import { BackupError, found, invalidParameter, invalidRequest } from "./errors";
import { recoveryPointsIn } from "./recovery-points";
import { type Service, vaultOf } from "./service";
import { checkTags, tagsSchema } from "./tags";
import type { Vault } from "./vault";
import { subscribableEvents } from "./vault-event";
import { parseBody } from "./wire/body";
import { areAsked, checkWord } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

const createVaultSchema = z.object({
  BackupVaultTags: tagsSchema.optional(),
  EncryptionKeyArn: z.string().optional(),
  CreatorRequestId: z.string().optional(),
});

type CreateVault = z.infer<typeof createVaultSchema>;

const namePattern = /^[a-zA-Z0-9\-_]{2,50}$/;

/** Without a customer managed key, a vault is encrypted with the key behind `alias/aws/backup`. */
const newVault = (service: Service, name: string, body: CreateVault): Vault => {
  const { accountId, region, store, clock } = service;
  const ownKey = body.EncryptionKeyArn;
  return {
    type: "BACKUP_VAULT",
    name,
    arn: vaultArn(service, name),
    sequence: store.nextSequence(),
    encryptionKeyArn: ownKey ?? `arn:aws:kms:${region}:${accountId}:key/${randomUUID()}`,
    encryptionKeyType: ownKey === undefined ? "AWS_OWNED_KMS_KEY" : "CUSTOMER_MANAGED_KMS_KEY",
    creatorRequestId: body.CreatorRequestId,
    createdAt: clock.now(),
  };
};

/** Vaults that only AWS makes, such as `aws/efs/automatic-backup-vault`, have other names. */
const checkName = (name: string): void => {
  if (namePattern.test(name)) return;
  throw invalidParameter(
    `Invalid Backup vault name ${name}. It must be 2 to 50 letters, digits, hyphens or underscores.`,
  );
};

/** Creates a vault, of whatever name. The same CreatorRequestId again returns the same vault. */
export const createVault = (service: Service, name: string, body: CreateVault): Vault => {
  const { store } = service;
  if (body.EncryptionKeyArn !== undefined && parseArn(body.EncryptionKeyArn)?.service !== "kms") {
    throw invalidParameter(
      `Invalid EncryptionKeyArn ${body.EncryptionKeyArn}. It must be the ARN of a KMS key.`,
    );
  }
  const tags = body.BackupVaultTags ?? {};
  checkTags(tags);
  const existing = store.vaults.get(name);
  if (existing !== undefined) {
    const { arn, creatorRequestId } = existing;
    if (creatorRequestId !== undefined && creatorRequestId === body.CreatorRequestId) return existing;
    throw new BackupError("AlreadyExistsException", "Backup vault with the same name already exists", {
      arn,
      creatorRequestId,
    });
  }
  const vault = newVault(service, name, body);
  store.vaults.set(name, vault);
  store.tags.set(vault.arn, new Map(Object.entries(tags)));
  return vault;
};

const createAirGappedSchema = createVaultSchema.extend({
  MinRetentionDays: z.int().min(7).max(36_500),
  MaxRetentionDays: z.int().min(7).max(36_500),
});

/** Creates a logically air-gapped vault: locked from the start, and for nobody to unlock. */
const createAirGappedVault = (
  service: Service,
  name: string,
  { MinRetentionDays: min, MaxRetentionDays: max, ...body }: z.infer<typeof createAirGappedSchema>,
): Vault => {
  if (min > max) throw invalidParameter("MinRetentionDays cannot be greater than MaxRetentionDays.");
  const vault: Vault = {
    ...createVault(service, name, body),
    type: "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
    lock: { minRetentionDays: min, maxRetentionDays: max, lockDate: service.clock.now() },
  };
  service.store.vaults.set(name, vault);
  return vault;
};

/** Deletes an empty vault. */
const deleteVault = (service: Service, name: string): void => {
  const vault = vaultOf(service, name);
  if (recoveryPointsIn(service, name).length > 0) {
    throw invalidRequest("Backup vault cannot be deleted because it contains recovery points.", {
      code: "ERROR_9101",
    });
  }
  service.store.vaults.delete(name);
  service.store.tags.delete(vault.arn);
};

const notificationsSchema = z.object({
  SNSTopicArn: z.string(),
  BackupVaultEvents: z.array(z.string()),
});

/** Replaces the vault's topic and events. */
export const putNotifications = (
  service: Service,
  name: string,
  body: z.infer<typeof notificationsSchema>,
): void => {
  checkName(name);
  const vault = vaultOf(service, name);
  const topic = parseArn(body.SNSTopicArn);
  if (topic?.service !== "sns" || topic.accountId !== service.accountId || topic.resource.endsWith(".fifo")) {
    throw invalidParameter(
      `Invalid SNSTopicArn ${body.SNSTopicArn}. It must be a standard topic of account ${service.accountId}.`,
    );
  }
  if (!body.BackupVaultEvents.every((event) => subscribableEvents.includes(event))) {
    throw invalidParameter(
      `Please select from the following list of notifications ${subscribableEvents.join(", ")}`,
    );
  }
  vault.notifications = { topicArn: body.SNSTopicArn, events: [...new Set(body.BackupVaultEvents)] };
};

const vaultBody = (service: Service, vault: Vault) => ({
  BackupVaultName: vault.name,
  BackupVaultArn: vault.arn,
  VaultType: vault.type,
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

/** (AWS Backup API Reference, ListBackupVaults) There are none of the last kind here. */
const vaultTypes = ["BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "RESTORE_ACCESS_BACKUP_VAULT"];

const vaultPath = "/backup-vaults/{vault}";
const notificationPath = `${vaultPath}/notification-configuration` as const;

export const vaultRoutes: readonly Route[] = [
  route("CreateBackupVault", `PUT ${vaultPath}`, (service, { params, body }) => {
    checkName(params.vault);
    const vault = createVault(service, params.vault, parseBody(createVaultSchema, body));
    return { BackupVaultName: vault.name, BackupVaultArn: vault.arn, CreationDate: vault.createdAt };
  }),
  route(
    "CreateLogicallyAirGappedBackupVault",
    "PUT /logically-air-gapped-backup-vaults/{vault}",
    (service, { params, body }) => {
      const input = parseBody(createAirGappedSchema, body);
      const vault = createAirGappedVault(service, params.vault, input);
      return {
        BackupVaultName: vault.name,
        BackupVaultArn: vault.arn,
        CreationDate: vault.createdAt,
        VaultState: "AVAILABLE",
      };
    },
  ),
  route("DescribeBackupVault", `GET ${vaultPath}`, (service, { params }) =>
    vaultBody(service, vaultOf(service, params.vault)),
  ),
  route("DeleteBackupVault", `DELETE ${vaultPath}`, (service, { params }) =>
    deleteVault(service, params.vault),
  ),
  route("ListBackupVaults", "GET /backup-vaults", (service, { query }) => {
    checkWord(query, "vaultType", vaultTypes);
    const vaults = [...service.store.vaults.values()].filter(({ type }) =>
      areAsked(query, { vaultType: type }),
    );
    return pageOf("BackupVaultList", vaults, query, (vault) => vaultBody(service, vault));
  }),
  route("PutBackupVaultNotifications", `PUT ${notificationPath}`, (service, { params, body }) =>
    putNotifications(service, params.vault, parseBody(notificationsSchema, body)),
  ),
  route("GetBackupVaultNotifications", `GET ${notificationPath}`, (service, { params }) => {
    const { name, arn, notifications } = vaultOf(service, params.vault);
    const message = `Failed reading notifications from database for Backup vault ${name}`;
    const { topicArn, events } = found(notifications, message);
    return {
      BackupVaultName: name,
      BackupVaultArn: arn,
      SNSTopicArn: topicArn,
      BackupVaultEvents: events,
    };
  }),
  route("DeleteBackupVaultNotifications", `DELETE ${notificationPath}`, (service, { params }) => {
    vaultOf(service, params.vault).notifications = undefined;
  }),
];
