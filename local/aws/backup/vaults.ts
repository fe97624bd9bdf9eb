import { randomUUID } from "node:crypto";
import { z } from "zod";
import { parseArn, vaultArn } from "./arn";
import { BackupError, found, invalidParameter, invalidRequest } from "./errors";
import { recoveryPointsIn } from "./recovery-points";
import { type Service, vaultOf } from "./service";
import { checkTags } from "./tags";
import type { Vault } from "./vault";
import { subscribableEvents } from "./vault-event";

export const createVaultSchema = z.object({
  BackupVaultTags: z.record(z.string(), z.string()).optional(),
  EncryptionKeyArn: z.string().optional(),
  CreatorRequestId: z.string().optional(),
});

export type CreateVault = z.infer<typeof createVaultSchema>;

const namePattern = /^[a-zA-Z0-9\-_]{2,50}$/;

/** Without a customer managed key, a vault is encrypted with the key behind `alias/aws/backup`. */
const newVault = (service: Service, name: string, body: CreateVault): Vault => {
  const { accountId, region, store, clock } = service;
  const ownKey = body.EncryptionKeyArn;
  return {
    name,
    arn: vaultArn(service, name),
    sequence: store.nextSequence(),
    encryptionKeyArn: ownKey ?? `arn:aws:kms:${region}:${accountId}:key/${randomUUID()}`,
    encryptionKeyType: ownKey === undefined ? "AWS_OWNED_KMS_KEY" : "CUSTOMER_MANAGED_KMS_KEY",
    creatorRequestId: body.CreatorRequestId,
    createdAt: clock.now(),
  };
};

/** Creates a vault. The same CreatorRequestId again returns the same vault. */
export const createVault = (service: Service, name: string, body: CreateVault): Vault => {
  const { store } = service;
  if (!namePattern.test(name)) {
    throw invalidParameter(
      `Invalid Backup vault name ${name}. It must be 2 to 50 letters, digits, hyphens or underscores.`,
    );
  }
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

/** Deletes an empty vault. */
export const deleteVault = (service: Service, name: string): void => {
  const vault = vaultOf(service, name);
  if (recoveryPointsIn(service, name).length > 0) {
    throw invalidRequest("Backup vault cannot be deleted because it contains recovery points.", {
      code: "ERROR_9101",
    });
  }
  service.store.vaults.delete(name);
  service.store.tags.delete(vault.arn);
};

export const notificationsSchema = z.object({
  SNSTopicArn: z.string(),
  BackupVaultEvents: z.array(z.string()),
});

/** Replaces the vault's topic and events. */
export const putNotifications = (
  service: Service,
  name: string,
  body: z.infer<typeof notificationsSchema>,
): void => {
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

/** The vault and its notifications. @throws BackupError where it has none. */
export const notificationsOf = (
  service: Service,
  name: string,
): Required<Pick<Vault, "notifications">> & Vault => {
  const vault = vaultOf(service, name);
  const message = `Failed reading notifications from database for Backup vault ${name}`;
  return { ...vault, notifications: found(vault.notifications, message) };
};

export const accessPolicySchema = z.object({ Policy: z.string().optional() });

export const putAccessPolicy = (service: Service, name: string, policy: string | undefined): void => {
  const vault = vaultOf(service, name);
  try {
    vault.accessPolicy = policy && JSON.stringify(JSON.parse(policy));
  } catch {
    throw invalidParameter("Invalid access policy. It must be a JSON document."); // Inferred.
  }
};
