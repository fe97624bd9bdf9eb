import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { trustPolicy } from "../foundation/iam-policy";
import { type Protection, protectionOf } from "../foundation/protection";

export type BackupRoleProps = Protection & {
  readonly aws: AwsEnvironment;
  /** Whether a plan can take S3 buckets. */
  readonly holdsBuckets: boolean;
  /** Whether a rule scans for malware. */
  readonly scans: boolean;
};

/**
 * AWS managed policies for AWS Backup. Restores are included: when one is needed, there is no time to add permissions.
 * (AWS Backup Developer Guide, Managed policies)
 */
const managedPolicies = {
  backup: "policy/service-role/AWSBackupServiceRolePolicyForBackup",
  restores: "policy/service-role/AWSBackupServiceRolePolicyForRestores",
} as const;

/** What the general policies do not cover. A selection by tags can take an S3 bucket, too. */
const bucketPolicies = {
  "s3-backup": "policy/AWSBackupServiceRolePolicyForS3Backup",
  "s3-restore": "policy/AWSBackupServiceRolePolicyForS3Restore",
} as const;

/** What it needs to start GuardDuty's scans. */
const scanPolicies = { scans: "policy/AWSBackupServiceRolePolicyForScans" } as const;

/** The role that AWS Backup assumes. Its default role exists only in accounts where the console created it. */
export class BackupRole extends Construct {
  readonly arn: string;
  /** What needs the role's permissions must depend on these: a reference to the role does not wait for them. */
  readonly permissions: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: BackupRoleProps) {
    super(scope, id);
    const { aws, holdsBuckets, scans } = props;
    const role = new IamRole(this, "Resource", {
      // AWS managed policies for backup operators let them pass only roles with AWSBackup in the name.
      name: `${aws.namePrefix}-AWSBackup-${aws.region}`,
      assumeRolePolicy: trustPolicy("backup.amazonaws.com", aws.accountId),
      ...aws.roleSettings,
      ...protectionOf(props),
    });
    this.arn = role.arn;
    this.permissions = Object.entries({
      ...managedPolicies,
      ...(holdsBuckets && bucketPolicies),
      ...(scans && scanPolicies),
    }).map(
      ([name, path]) =>
        new IamRolePolicyAttachment(this, name, { role: role.name, policyArn: aws.managedPolicyArn(path) }),
    );
  }
}
