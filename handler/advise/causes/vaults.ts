import { anyJob, type Cause, inAirGappedVaults, inEvents, onDashboards, partOnDashboards } from "./cause";

/** Vaults that are gone, locked or of the wrong kind, and the recovery points in them. */
export const vaultCauses: readonly Cause[] = [
  {
    id: "vault-gone",
    pattern: /\bbackup vault \S{1,400} does not exist\b/i,
    jobTypes: anyJob,
    means:
      "The vault that the job names is not there: it was deleted or renamed, or it is in another Region.",
    next: "Make the vault again, or name another one in the plan's rule.",
    example:
      "Backup job failed because backup vault arn:aws:backup:us-west-2:1112233445566:backup-vault:9ab3e749-82c6-4342-9320-5edbf4918b86 does not exist.",
    source: inEvents,
  },
  {
    id: "vault-storage-gone",
    pattern: /\bcould not find cryopod\b/i,
    jobTypes: anyJob,
    means: "AWS Backup does not find the storage behind a vault, most likely because the vault was deleted.",
    next: "See that the job's vaults exist in this account and Region.",
    example: "Could not find cryopod",
    source: partOnDashboards,
  },
  {
    id: "backup-retention-outside-lock",
    pattern: /\blifecycle is outside the valid range for backup vault\b/i,
    jobTypes: ["backup"],
    means: "The rule keeps backups for a shorter or longer time than the vault's lock allows.",
    next: "Set the rule's retention to a number of days between the vault's minimum and maximum.",
    example: "Backup job failed because the lifecycle is outside the valid range for backup vault.",
    source: inAirGappedVaults,
    runAgain: "pointless",
  },
  {
    id: "copy-retention-outside-lock",
    pattern: /\bretention specified in the job is not within the range\b/i,
    jobTypes: ["copy"],
    means: "The copy would be kept for a shorter or longer time than the destination vault's lock allows.",
    next: "Set the copy's retention to a number of days between the destination vault's minimum and maximum.",
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
      "The backup is in the ordinary vault only: a logically air-gapped vault does not take this type of resource.",
    next: "Nothing, if that is enough; else put the resource into a plan without the air-gapped vault.",
    example:
      "Backup job completed successfully to the target backup vault. This resource type is not supported by logically air-gapped backup vault.",
    source: inAirGappedVaults,
  },
  {
    id: "continuous-backup-elsewhere",
    pattern: /\balready has continuous backup enabled for another vault\b/i,
    jobTypes: ["backup"],
    means: "The resource has a continuous backup in another vault, and it can have one only.",
    next: "Disassociate that recovery point, or let one rule alone take continuous backups; in a locked vault it must first expire.",
    example:
      "Bucket {bucket_name} already has continuous backup enabled for another vault Backup job failed.",
    source: inAirGappedVaults,
  },
  {
    id: "recovery-point-gone",
    pattern: /\bcannot find recovery point\b/i,
    jobTypes: ["copy", "restore"],
    means: "The recovery point is gone: it expired, or somebody deleted it.",
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
      "The recovery point was made without the resource's tags, because it could not be reached at that moment.",
    next: "Tag the recovery point by hand if access or cost reports depend on its tags.",
    example:
      "We are unable to copy resource tags to your backup because source or destination recovery point is unavailable",
    source: onDashboards,
  },
  {
    id: "tags-not-copied-internal",
    pattern: /\bunable to copy resource tags to your backup because of the internal failure\b/i,
    jobTypes: ["backup", "copy"],
    means: "The recovery point was made without the resource's tags, because of a fault inside AWS.",
    next: "Tag the recovery point by hand if access or cost reports depend on its tags.",
    example: "We are unable to copy resource tags to your backup because of the Internal Failure.",
    source: onDashboards,
  },
];
