import type { z } from "zod";
import { flag, object } from "./field";

/** How a plan backs up resources of some types. (AWS Backup API Reference, AdvancedBackupSetting) */
export const backupOptions = {
  /**
   * `true` freezes Windows instances that have AWS's VSS agent, so that their applications' data is consistent; where that
   * fails, AWS makes a plain backup with issues. Default: `false`.
   */
  windowsVss: flag(false),
  /** What of an S3 object is backed up besides its data. Default: all. */
  s3: object(
    {
      /** Its access control list. Default: `true`. */
      acls: flag(true),
      /** Its tags. Default: `true`. */
      objectTags: flag(true),
    },
    { acls: false },
  ).optional(),
};

export type BackupOptions = {
  readonly windowsVss: boolean;
  readonly s3?: z.output<(typeof backupOptions)["s3"]>;
};
