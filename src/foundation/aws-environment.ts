import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";
import type { IamSettings } from "../stage/iam";

export type AwsEnvironmentProps = {
  /** Region of the provider, known at synth. */
  readonly region: string;
  /** How the names of all resources begin: `backup-notifications-dev`. */
  readonly namePrefix: string;
  readonly iam: IamSettings;
  /** The only account in which the stage file can be right; absent where it names none. A plan elsewhere fails. */
  readonly onlyAccountId?: string | undefined;
};

/** Where the stack is deployed. Terraform looks up account and partition, so GovCloud and China work. */
export class AwsEnvironment extends Construct {
  readonly accountId: string;
  readonly partition: string;
  readonly dnsSuffix: string;
  readonly region: string;
  readonly namePrefix: string;
  /** The path of roles and instance profiles. */
  readonly iamPath: { readonly path?: string };
  /** What every role has, besides its name and who may assume it. */
  readonly roleSettings: { readonly path?: string; readonly permissionsBoundary?: string };

  constructor(scope: Construct, id: string, props: AwsEnvironmentProps) {
    super(scope, id);
    const partition = new DataAwsPartition(this, "partition");
    const { onlyAccountId: account } = props;
    this.accountId = new DataAwsCallerIdentity(this, "account", {
      ...(account !== undefined && {
        lifecycle: {
          postcondition: [
            {
              condition: `\${self.account_id == "${account}"}`,
              errorMessage: `The stage file names topics, buses, a key or a policy in account ${account}, and this is account \${self.account_id}; use those of the account that you deploy to.`,
            },
          ],
        },
      }),
    }).accountId;
    this.partition = partition.partition;
    this.dnsSuffix = partition.dnsSuffix;
    this.region = props.region;
    this.namePrefix = props.namePrefix;
    const { path, permissionsBoundaryArn: permissionsBoundary } = props.iam;
    this.iamPath = path === undefined ? {} : { path };
    this.roleSettings = {
      ...this.iamPath,
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    };
  }

  /** ARN of a resource in this account and Region that cannot be referenced because it does not exist yet. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** ARN of an AWS managed policy; `path` begins with `policy/`. */
  managedPolicyArn(path: string): string {
    return `arn:${this.partition}:iam::aws:${path}`;
  }
}
