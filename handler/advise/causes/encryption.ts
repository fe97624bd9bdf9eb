import { anyJob, type Cause, inAirGappedVaults, inTroubleshooting, onDashboards } from "./cause";

/** KMS keys that cannot be used, or not for this job. */
export const encryptionCauses: readonly Cause[] = [
  {
    id: "key-unusable",
    pattern: /\bkms key is either disabled or pending deletion\b/i,
    jobTypes: anyJob,
    means: "The KMS key is disabled, pending deletion, or does not let the job's role use it.",
    next: "Enable the key or cancel its deletion, and allow the role in the key policy.",
    example: "KMS key is either disabled or pending deletion or access to KMS key is denied",
    source: onDashboards,
  },
  {
    id: "key-not-accessible",
    pattern: /^(?!.{0,40}\bsnapshot copy failed\b).{0,300}\bgiven key id is not accessible\b/i,
    jobTypes: anyJob,
    means: "The KMS key that the job needs does not exist, is disabled, or does not allow the job's role.",
    next: "In the key policy, allow the role to use the key; for a copy to another account, allow that account too.",
    example: "Given key ID is not accessible",
    source: onDashboards,
  },
  {
    id: "image-key-not-accessible",
    pattern: /\bami snapshot copy failed\b.{0,80}\bgiven key id is not accessible\b/i,
    jobTypes: ["copy"],
    means: "The image's snapshots are encrypted with a KMS key that the destination account cannot use.",
    next: "Share the source's customer managed key with the destination account, including `kms:DescribeKey` and `kms:CreateGrant`; an AWS managed key cannot be shared.",
    example:
      "AMI snapshot copy failed with error: Given key ID is not accessible. You must have DescribeKey permissions on the default key",
    source: onDashboards,
  },
  {
    id: "key-gone",
    pattern: /\bgiven key id does not exist\b/i,
    jobTypes: anyJob,
    means: "The KMS key that the job should use does not exist.",
    next: "Check the key of the vault and of the resource: its ID, its Region, and whether it was deleted.",
    example: "Given key ID does not exist",
    source: onDashboards,
  },
  {
    id: "vault-key-is-aws-managed",
    pattern: /\bvault is encrypted with the default backup service managed key\b/i,
    jobTypes: ["copy"],
    means: "A vault in this copy is encrypted with AWS Backup's AWS managed key, which cannot be shared.",
    next: "Copy between vaults with customer managed keys; a vault's key cannot be changed, so create a new vault.",
    example:
      "Copy job failed because the destination Backup vault is encrypted with the default Backup service managed key. The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS KMS key may be copied.",
    source: onDashboards,
    runAgain: "pointless",
  },
  {
    id: "snapshot-key-is-aws-managed",
    pattern: /\bencrypted with the aws managed key can['’]?t be shared\b/i,
    jobTypes: ["copy"],
    means: "The snapshot is encrypted with an AWS managed key, so no other account can read it.",
    next: "Encrypt the resource with a customer managed key, back it up again, and copy that recovery point.",
    example: "Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot.",
    source: onDashboards,
    runAgain: "pointless",
  },
  {
    id: "volume-key-is-aws-managed",
    pattern: /\bencrypted snapshots with (?:amazon )?ebs default key cannot be shared\b/i,
    jobTypes: ["copy"],
    means:
      "The volume is encrypted with `aws/ebs`, the account's default key, which no other account can use.",
    next: "Encrypt the volume with a customer managed key, back it up again, and copy that recovery point.",
    example: "Encrypted snapshots with Amazon EBS default key cannot be shared",
    source: onDashboards,
    runAgain: "pointless",
  },
  {
    id: "source-snapshot-key",
    pattern:
      /\bsource snapshot kms key\b.{0,200}\bdoes not exist, is not enabled or you do not have permissions?\b/i,
    jobTypes: ["backup", "copy"],
    means: "The job's role cannot use the KMS key that encrypts the database snapshot.",
    next: "Allow the backup role in that key's policy, and check that the key is enabled.",
    example:
      "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it.",
    source: inTroubleshooting,
  },
  {
    id: "air-gapped-vault-needs-own-key",
    pattern: /\bencrypted with an aws managed key and cannot be copied to a logically air-gapped\b/i,
    jobTypes: ["backup"],
    means:
      "The backup is only in the regular vault: its AWS managed key keeps it out of the logically air-gapped vault.",
    next: "Encrypt the resource with a customer managed key, or remove the air-gapped vault from its rule.",
    example:
      "Backup job completed successfully to the target backup vault. This resource is encrypted with an AWS managed key and cannot be copied to a logically air-gapped backup vault.",
    source: inAirGappedVaults,
  },
];
