import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog as VpcFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { policyDocument, trustPolicy } from "../foundation/iam-policy";

export type FlowLogProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly vpcId: string;
};

/** Name of the log group, known before it exists: the key's policy names it. */
export const flowLogGroupNameOf = (aws: AwsEnvironment): string => `/aws/vpc-flow-logs/${aws.namePrefix}`;

/**
 * A VPC's traffic, in CloudWatch Logs. A VPC without traffic logs one line every ten minutes that says so; anything
 * else deserves a look. (VPC User Guide, Publish flow logs to CloudWatch Logs)
 */
export class FlowLog extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogProps) {
    super(scope, id);
    const { aws } = props;
    const logGroupName = flowLogGroupNameOf(aws);
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: logGroupName,
      kmsKeyId: props.key.arn,
      retentionInDays: 365,
    });
    const role = new IamRole(this, "role", {
      name: `${aws.namePrefix}-flow-logs-${aws.region}`,
      assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com", aws.accountId),
      ...aws.roleSettings,
    });
    const permissions = new IamRolePolicy(this, "permissions", {
      name: "flow-logs",
      role: role.name,
      // Without logs:CreateLogGroup: a late delivery must not recreate the group after cleanup has deleted it.
      policy: policyDocument([
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: aws.arn("logs", `log-group:${logGroupName}:*`),
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
