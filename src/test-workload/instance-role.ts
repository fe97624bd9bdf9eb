import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { ec2TrustPolicy } from "../foundation/iam-policy";

export type InstanceRoleProps = { readonly aws: AwsEnvironment };

/**
 * A role without permissions, for an instance that does nothing. Anyone who needs permissions later adds them here,
 * instead of storing an access key on a disk that is backed up.
 * AWS Backup cannot pass this role, so restore the instance with "Proceed with no IAM role".
 * (AWS Backup Developer Guide, Restore an Amazon EC2 instance)
 */
export class InstanceRole extends Construct {
  readonly profileName: string;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { aws } = props;
    const name = `${aws.namePrefix}-instance-${aws.region}`;
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: ec2TrustPolicy,
      ...aws.roleSettings,
    });
    const profile = new IamInstanceProfile(this, "profile", { name, role: role.name, ...aws.iamPath });
    this.profileName = profile.name;
  }
}
