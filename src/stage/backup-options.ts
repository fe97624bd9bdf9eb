import { flag } from "./field";

/**
 * How a plan backs up resources of some types. AWS Backup has options for S3, too, which the AWS provider refuses.
 * (AWS Backup API Reference, AdvancedBackupSetting; hashicorp/terraform-provider-aws#45810)
 */
export const backupOptions = {
  /**
   * `true` freezes Windows instances that have AWS's VSS agent, so that their applications' data is consistent; where that
   * fails, AWS makes a plain backup with issues. Default: `false`.
   */
  windowsVss: flag(false),
};

export type BackupOptions = { readonly windowsVss: boolean };
