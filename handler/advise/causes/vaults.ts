import { anyJob, type Cause, inAirGappedVaults, inEvents, onDashboards, partOnDashboards } from "./cause";

/** Vaults that do not exist, are locked or are of the wrong type, and the recovery points in them. */
export const vaultCauses: readonly Cause[] = [
  {
    id: "vault-gone",
    pattern: /\bbackup vault \S{1,400} does not exist\b/i,
    jobTypes: anyJob,
    means:
      "The vault that the job names does not exist: it was deleted or renamed, or it is in another Region.",
    next: "Create the vault again, or name another one in the plan's rule.",
    example:
      "Backup job failed because backup vault arn:aws:backup:us-west-2:1112233445566:backup-vault:9ab3e749-82c6-4342-9320-5edbf4918b86 does not exist.",
    source: inEvents,
  },
  {
    id: "vault-storage-gone",
    pattern: /\bcould not find cryopod\b/i,
    jobTypes: anyJob,
    means: "AWS Backup cannot find the storage behind a vault, most likely because the vault was deleted.",
    next: "Check that the job's vaults exist in this account and Region.",
    example: "Could not find cryopod",
    source: partOnDashboards,
  },
  {
    id: "backup-retention-outside-lock",
    pattern: /\blifecycle is outside the valid range for backup vault\b/i,
    jobTypes: ["backup"],
    means: "The rule's retention is shorter or longer than the vault's lock allows.",
    next: "Set the rule's retention between the vault's minimum and maximum number of days.",
    example: "Backup job failed because the lifecycle is outside the valid range for backup vault.",
    source: inAirGappedVaults,
    runAgain: "pointless",
  },
  {
    id: "copy-retention-outside-lock",
    pattern: /\bretention specified in the job is not within the range\b/i,
    jobTypes: ["copy"],
    means: "The copy's retention is shorter or longer than the destination vault's lock allows.",
    next: "Set the copy's retention between the destination vault's minimum and maximum number of days.",
    example:
      "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
    source: onDashboards,
    runAgain: "pointless",
  },
  {
    id: "air-gapped-vault-unsupported",
    pattern: /\bresource type is not supported by logically air-gapped\b/i,
    jobTypes: ["backup"],
    means:
      "The backup is only in the regular vault: the logically air-gapped vault does not support this resource type.",
    next: "If that is enough, do nothing; otherwise move the resource to a plan without the air-gapped vault.",
    example:
      "Backup job completed successfully to the target backup vault. This resource type is not supported by logically air-gapped backup vault.",
    source: inAirGappedVaults,
  },
  {
    id: "continuous-backup-elsewhere",
    pattern: /\balready has continuous backup enabled for another vault\b/i,
    jobTypes: ["backup"],
    means: "The resource has a continuous backup in another vault, and it can have only one.",
    next: "Disassociate that recovery point, or let only one rule take continuous backups; in a locked vault it must expire first.",
    example:
      "Bucket {bucket_name} already has continuous backup enabled for another vault Backup job failed.",
    source: inAirGappedVaults,
  },
  {
    id: "continuous-backup-of-another-plan",
    pattern: /\bPITR already configured in backup plan\b/i,
    jobTypes: ["backup"],
    means: "Another plan already backs up the resource continuously, so this job made a snapshot instead.",
    next: "If a snapshot is enough, do nothing; otherwise leave continuous backups of the resource to one plan.",
    example:
      "Enabling continuous backup failed, because of the following error: PITR already configured in backup plan: {backup_plan_arn}",
    source: {
      document: "AWS Backup Developer Guide, Continuous backups and point-in-time recovery",
      wording: "part",
    },
    runAgain: "pointless",
  },
  {
    id: "recovery-point-gone",
    pattern: /\bcannot find recovery point\b/i,
    jobTypes: ["copy", "restore"],
    means: "The recovery point no longer exists: it expired, or someone deleted it.",
    next: "Choose another recovery point of the resource.",
    example: "Cannot find recovery point",
    source: partOnDashboards,
    runAgain: "pointless",
  },
  {
    id: "tags-not-copied-point-unavailable",
    pattern:
      /\bunable to copy resource tags to your backup because source or destination recovery point is unavailable\b/i,
    jobTypes: ["backup", "copy"],
    means:
      "The recovery point was created without the resource's tags, because it was unavailable at that moment.",
    next: "Tag the recovery point manually if access or cost reports depend on its tags.",
    example:
      "We are unable to copy resource tags to your backup because source or destination recovery point is unavailable",
    source: onDashboards,
  },
  {
    id: "tags-not-copied-internal",
    pattern: /\bunable to copy resource tags to your backup because of the internal failure\b/i,
    jobTypes: ["backup", "copy"],
    means: "The recovery point was created without the resource's tags, because of a fault inside AWS.",
    next: "Tag the recovery point manually if access or cost reports depend on its tags.",
    example: "We are unable to copy resource tags to your backup because of the Internal Failure.",
    source: onDashboards,
  },
];
