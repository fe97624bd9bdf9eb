import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import { ec2TrustPolicy } from "../foundation/iam-policy";

export type InstanceRoleProps = { readonly home: Home };

/**
 * A role that may do nothing, for an instance that does nothing. It holds the place: without one, somebody's next
 * step would be an access key on the disk that is backed up.
 * AWS Backup cannot pass the role on, so restore the instance with "Proceed with no IAM role".
 * (AWS Backup Developer Guide, Restore an Amazon EC2 instance)
 */
export class InstanceRole extends Construct {
  readonly profileName: string;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { home } = props;
    const name = `${home.namePrefix}-instance-${home.region}`;
    const role = new IamRole(this, "Resource", { name, assumeRolePolicy: ec2TrustPolicy });
    this.profileName = new IamInstanceProfile(this, "profile", { name, role: role.name }).name;
  }
}
