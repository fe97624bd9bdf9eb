import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";

export type HomeProps = {
  /** Region of the provider, known at synth. */
  readonly region: string;
  /** What the names of all resources begin with: `backup-notifications-dev`. */
  readonly namePrefix: string;
};

/** Where the stack lives: account and partition as Terraform finds them, so that GovCloud and China work. */
export class Home extends Construct {
  readonly accountId: string;
  readonly partition: string;
  readonly dnsSuffix: string;
  readonly region: string;
  readonly namePrefix: string;

  constructor(scope: Construct, id: string, props: HomeProps) {
    super(scope, id);
    const partition = new DataAwsPartition(this, "partition");
    this.accountId = new DataAwsCallerIdentity(this, "account").accountId;
    this.partition = partition.partition;
    this.dnsSuffix = partition.dnsSuffix;
    this.region = props.region;
    this.namePrefix = props.namePrefix;
  }

  /** ARN of a resource in this account and Region, for what cannot be referenced because it does not exist yet. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** ARN of a policy that AWS manages; `path` begins with `policy/`. */
  managedPolicyArn(path: string): string {
    return `arn:${this.partition}:iam::aws:${path}`;
  }
}
