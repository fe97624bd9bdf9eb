import type { CreatedBy } from "./job";
import type { Lifecycle } from "./lifecycle";
import type { Numbered } from "./wire/page";

type VaultLock = {
  readonly minRetentionDays: number | undefined;
  readonly maxRetentionDays: number | undefined;
  /** When a compliance lock becomes immutable; absent with a governance lock. */
  readonly lockDate: Date | undefined;
};

export type Vault = Numbered & {
  readonly type: "BACKUP_VAULT" | "LOGICALLY_AIR_GAPPED_BACKUP_VAULT";
  readonly name: string;
  readonly arn: string;
  readonly encryptionKeyArn: string;
  readonly encryptionKeyType: "AWS_OWNED_KMS_KEY" | "CUSTOMER_MANAGED_KMS_KEY";
  readonly creatorRequestId: string | undefined;
  readonly createdAt: Date;
  notifications?: { readonly topicArn: string; readonly events: readonly string[] } | undefined;
  accessPolicy?: string | undefined;
  lock?: VaultLock | undefined;
};

export type RecoveryPointStatus =
  | "COMPLETED"
  | "PARTIAL"
  | "DELETING"
  | "EXPIRED"
  /** Of a continuous backup: it goes on, or it was ended. */
  | "AVAILABLE"
  | "STOPPED";

export type RecoveryPoint = Numbered & {
  readonly arn: string;
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly iamRoleArn: string;
  readonly encryptionKeyArn: string;
  readonly createdAt: Date;
  readonly completedAt: Date;
  readonly sizeBytes: number;
  readonly createdBy: CreatedBy | undefined;
  readonly lifecycle: Lifecycle | undefined;
  /** Of a copy: the vault it came from. */
  readonly sourceVaultArn: string | undefined;
  status: RecoveryPointStatus;
  statusMessage?: string;
};
