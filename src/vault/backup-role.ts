import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import { trustPolicy } from "../foundation/iam-policy";

export type BackupRoleProps = { readonly home: Home };

/**
 * AWS's own policies for AWS Backup. The selection goes by tags, so it may reach an S3 bucket, which the general
 * policies leave out. Restores are included: whoever needs one needs it now.
 * (AWS Backup Developer Guide, Managed policies)
 */
const managedPolicies = {
  backup: "policy/service-role/AWSBackupServiceRolePolicyForBackup",
  restores: "policy/service-role/AWSBackupServiceRolePolicyForRestores",
  "s3-backup": "policy/AWSBackupServiceRolePolicyForS3Backup",
  "s3-restore": "policy/AWSBackupServiceRolePolicyForS3Restore",
} as const;

/** The role that AWS Backup works with. The console's default role exists only where somebody clicked for it. */
export class BackupRole extends Construct {
  readonly arn: string;
  /** What needs the role's permissions must depend on these: a reference to the role does not order them. */
  readonly permissions: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: BackupRoleProps) {
    super(scope, id);
    const { home } = props;
    const role = new IamRole(this, "Resource", {
      // AWS's policies for backup operators let them pass roles with AWSBackup in the name only.
      name: `${home.namePrefix}-AWSBackup-${home.region}`,
      assumeRolePolicy: trustPolicy("backup.amazonaws.com", home.accountId),
    });
    this.arn = role.arn;
    this.permissions = Object.entries(managedPolicies).map(
      ([name, path]) =>
        new IamRolePolicyAttachment(this, name, { role: role.name, policyArn: home.managedPolicyArn(path) }),
    );
  }
}
