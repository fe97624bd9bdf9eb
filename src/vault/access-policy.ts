import { BackupVaultPolicy } from "@cdktf/provider-aws/lib/backup-vault-policy";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type PolicyStatement, policyDocument } from "../foundation/iam-policy";
import { copyPolicySid, deletionPolicySid } from "../outputs";
import type { ReceivedCopies } from "../stage/received-copies";

type Access = {
  /** The only role that may delete recovery points, change their retention, or change this policy. */
  readonly breakGlassRoleArn?: string | undefined;
  /** Who may copy into the vault; absent where only its own account may. */
  readonly receivesCopiesFrom?: ReceivedCopies | undefined;
};

export type AccessPolicyProps = Access & {
  readonly vault: { readonly name: string };
  readonly partition: string;
  /** Of the vault's Region, where that is not the stage's. */
  readonly provider?: TerraformProvider;
};

/** What takes protection away from a recovery point, or from this policy. (AWS Backup API Reference) */
const deniedActions = [
  "backup:DeleteRecoveryPoint",
  "backup:UpdateRecoveryPointLifecycle",
  "backup:PutBackupVaultAccessPolicy",
  "backup:DeleteBackupVaultAccessPolicy",
];

/** A role's sessions have its ARN as `aws:PrincipalArn`. (IAM User Guide, global condition keys) */
const onlyBreakGlassRole = (roleArn: string): PolicyStatement => ({
  Sid: deletionPolicySid,
  Effect: "Deny",
  Principal: "*",
  Action: deniedActions,
  Resource: "*",
  Condition: { ArnNotEquals: { "aws:PrincipalArn": roleArn } },
});

/** (AWS Backup Developer Guide, Creating backup copies across accounts) */
const copiesInto = (
  { accounts = [], organizationId }: ReceivedCopies,
  partition: string,
): PolicyStatement => ({
  Sid: copyPolicySid,
  Effect: "Allow",
  Principal: organizationId
    ? "*"
    : { AWS: accounts.map((account) => `arn:${partition}:iam::${account}:root`) },
  Action: "backup:CopyIntoBackupVault",
  Resource: "*",
  ...(organizationId && { Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } } }),
});

/** Whether a vault has an access policy at all. */
export const needsAccessPolicy = ({ breakGlassRoleArn, receivesCopiesFrom }: Access): boolean =>
  breakGlassRoleArn !== undefined || receivesCopiesFrom !== undefined;

/**
 * A vault's only access policy: denies to everyone but one role what would remove backups, and allows other accounts to copy into the vault.
 * (AWS Backup Developer Guide, vault access policies)
 */
export class AccessPolicy extends BackupVaultPolicy {
  constructor(scope: Construct, id: string, props: AccessPolicyProps) {
    const { vault, partition, breakGlassRoleArn, receivesCopiesFrom, provider } = props;
    super(scope, id, {
      backupVaultName: vault.name,
      policy: policyDocument([
        ...(breakGlassRoleArn ? [onlyBreakGlassRole(breakGlassRoleArn)] : []),
        ...(receivesCopiesFrom ? [copiesInto(receivesCopiesFrom, partition)] : []),
      ]),
      ...(provider && { provider }),
    });
  }
}
