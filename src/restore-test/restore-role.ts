import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { trustPolicy } from "../foundation/iam-policy";
import type { TestableType } from "../stage/restore-test";

type RestoreRoleProps = {
  readonly aws: AwsEnvironment;
  /** What the tests restore. */
  readonly types: readonly TestableType[];
};

/** (AWS Backup Developer Guide, restore testing, IAM permissions; managed policies) */
const policyPaths = {
  restores: "policy/service-role/AWSBackupServiceRolePolicyForRestores",
  "s3-restore": "policy/AWSBackupServiceRolePolicyForS3Restore",
} as const;

/** The role with which AWS Backup restores for tests. It is not the backup role: that one cannot be assumed for tests only. */
export class RestoreRole extends Construct {
  readonly arn: string;
  /** What needs the role's permissions must depend on these: a reference to the role does not wait for them. */
  readonly permissions: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, { aws, types }: RestoreRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      // Short: a stage's name and a Region leave 13 of IAM's 64 characters.
      name: `${aws.namePrefix}-restores-${aws.region}`,
      assumeRolePolicy: trustPolicy("backup.amazonaws.com", aws.accountId),
      ...aws.roleSettings,
    });
    this.arn = role.arn;
    const needed = Object.entries(policyPaths).filter(([name]) =>
      name === "s3-restore" ? types.includes("S3") : types.some((type) => type !== "S3"),
    );
    this.permissions = needed.map(
      ([name, path]) =>
        new IamRolePolicyAttachment(this, name, { role: role.name, policyArn: aws.managedPolicyArn(path) }),
    );
  }
}
