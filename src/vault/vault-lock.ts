import { BackupVaultLockConfiguration } from "@cdktf/provider-aws/lib/backup-vault-lock-configuration";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { LockSettings } from "../stage/vault-lock";

export type VaultLockProps = {
  readonly vault: { readonly name: string };
  readonly lock: LockSettings;
  /** Of the vault's Region, where that is not the stage's. */
  readonly provider?: TerraformProvider;
};

/**
 * Locks a vault: no recovery point leaves it before its retention ends. With `changeable_for_days` nobody can remove the lock after
 * those days. (AWS Backup Developer Guide, AWS Backup Vault Lock)
 */
export class VaultLock extends BackupVaultLockConfiguration {
  constructor(scope: Construct, id: string, { vault, lock, provider }: VaultLockProps) {
    super(scope, id, {
      backupVaultName: vault.name,
      ...(provider && { provider }),
      ...(lock.minRetentionDays !== undefined && { minRetentionDays: lock.minRetentionDays }),
      ...(lock.maxRetentionDays !== undefined && { maxRetentionDays: lock.maxRetentionDays }),
      // Only a compliance lock has them.
      ...(lock.changeableForDays !== undefined && { changeableForDays: lock.changeableForDays }),
    });
  }
}
