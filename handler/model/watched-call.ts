/**
 * Calls of AWS Backup's API that take away protection, or change who may. A stage's EventBridge rule hears them, if the
 * account has a trail. (AWS Backup API Reference)
 */
export type WatchedCall =
  | "StopBackupJob"
  | "DeleteRecoveryPoint"
  | "UpdateRecoveryPointLifecycle"
  | "DisassociateRecoveryPoint"
  | "DisassociateRecoveryPointFromParent"
  | "DeleteBackupVault"
  | "PutBackupVaultLockConfiguration"
  | "DeleteBackupVaultLockConfiguration"
  | "PutBackupVaultAccessPolicy"
  | "DeleteBackupVaultAccessPolicy"
  | "PutBackupVaultNotifications"
  | "DeleteBackupVaultNotifications"
  | "UpdateBackupPlan"
  | "DeleteBackupPlan"
  | "DeleteBackupSelection"
  | "UpdateRegionSettings";

/** What `npm run cleanup` adds to the user agent of its calls, and of Terraform's. */
export const cleanupAgent = "backup-notifications-cleanup";
