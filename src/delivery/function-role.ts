import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { type PolicyStatement, policyDocument, trustPolicy } from "../foundation/iam-policy";

export type FunctionRoleProps = {
  readonly aws: AwsEnvironment;
  /** Of the function, as the names of its role and its policy have it. A stage's name and a Region leave 13 of IAM's 64 characters. */
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
};

/** The role of a Lambda function, and what it may do. */
export class FunctionRole extends Construct {
  readonly arn: string;
  /** What needs the permissions must depend on this: a reference to the role does not wait for them. */
  readonly permissions: IamRolePolicy;
  private readonly roleName: string;

  constructor(scope: Construct, id: string, { aws, name, statements }: FunctionRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name: `${aws.namePrefix}-${name}-${aws.region}`,
      assumeRolePolicy: trustPolicy("lambda.amazonaws.com", aws.accountId),
      ...aws.roleSettings,
    });
    this.roleName = role.name;
    this.arn = role.arn;
    this.permissions = new IamRolePolicy(this, "permissions", {
      name,
      role: role.name,
      policy: policyDocument(statements),
    });
  }

  /** A separate policy, so that the function need not wait for what the statements are about. */
  protected grant(name: string, ...statements: readonly PolicyStatement[]): IamRolePolicy {
    return new IamRolePolicy(this, name, { name, role: this.roleName, policy: policyDocument(statements) });
  }
}
