import { BackupVaultPolicy } from "@cdktf/provider-aws/lib/backup-vault-policy";
import type { Construct } from "constructs";
import { deletionPolicySid } from "../outputs";
import type { BackupVault } from "./backup-vault";

export type DeletionPolicyProps = {
  readonly vault: BackupVault;
  /** The only role that may delete recovery points, change their retention, or change this policy. */
  readonly breakGlassRoleArn: string;
};

/** What takes protection away from a recovery point, or from this policy. (AWS Backup API Reference) */
const deniedActions = [
  "backup:DeleteRecoveryPoint",
  "backup:UpdateRecoveryPointLifecycle",
  "backup:PutBackupVaultAccessPolicy",
  "backup:DeleteBackupVaultAccessPolicy",
];

/**
 * Denies to everyone but one role what would remove backups from a vault. A role's sessions have its ARN as
 * `aws:PrincipalArn`. (AWS Backup Developer Guide, vault access policies; IAM User Guide, global condition keys)
 */
export class DeletionPolicy extends BackupVaultPolicy {
  constructor(scope: Construct, id: string, { vault, breakGlassRoleArn }: DeletionPolicyProps) {
    super(scope, id, {
      backupVaultName: vault.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: deletionPolicySid,
            Effect: "Deny",
            Principal: "*",
            Action: deniedActions,
            Resource: "*",
            Condition: { ArnNotEquals: { "aws:PrincipalArn": breakGlassRoleArn } },
          },
        ],
      }),
    });
  }
}
