import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog as VpcFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { policyDocument, trustPolicy } from "../foundation/iam-policy";

export type FlowLogProps = { readonly home: Home; readonly key: EncryptionKey; readonly vpcId: string };

/** Name of the log group, known before it exists: the key names it. */
export const flowLogGroupNameOf = (home: Home): string => `/aws/vpc-flow-logs/${home.namePrefix}`;

/**
 * What goes through a VPC, in CloudWatch Logs. In a silent VPC that is a line every ten minutes that says so, and
 * anything else is worth reading. (VPC User Guide, Publish flow logs to CloudWatch Logs)
 */
export class FlowLog extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogProps) {
    super(scope, id);
    const { home } = props;
    const logGroupName = flowLogGroupNameOf(home);
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: logGroupName,
      kmsKeyId: props.key.arn,
      retentionInDays: 365,
    });
    const role = new IamRole(this, "role", {
      name: `${home.namePrefix}-flow-logs-${home.region}`,
      assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com", home.accountId),
    });
    const permissions = new IamRolePolicy(this, "permissions", {
      name: "flow-logs",
      role: role.name,
      // Without logs:CreateLogGroup: a late delivery must not bring back the group that a clean-up took away.
      policy: policyDocument([
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: home.arn("logs", `log-group:${logGroupName}:*`),
        },
      ]),
    });
    new VpcFlowLog(this, "Resource", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      dependsOn: [permissions],
    });
  }
}
