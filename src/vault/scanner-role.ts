import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { guardDutyTrustPolicy } from "../foundation/iam-policy";

export type ScannerRoleProps = { readonly aws: AwsEnvironment };

/** The role with which GuardDuty reads recovery points to scan them. (Amazon GuardDuty User Guide, Malware Protection for Backup) */
export class ScannerRole extends Construct {
  readonly arn: string;
  /** What needs the role's permissions must depend on these: a reference to the role does not wait for them. */
  readonly permissions: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, { aws }: ScannerRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name: `${aws.namePrefix}-scanner-${aws.region}`,
      assumeRolePolicy: guardDutyTrustPolicy,
      ...aws.roleSettings,
    });
    this.arn = role.arn;
    this.permissions = [
      new IamRolePolicyAttachment(this, "scans", {
        role: role.name,
        policyArn: aws.managedPolicyArn("policy/AWSBackupGuardDutyRolePolicyForScans"),
      }),
    ];
  }
}
