import { type AwsAnswer, type AwsCall, parametersOf, passOn, serviceOf } from "./call";
import { refusalOfTags } from "./iam-tags";
import { passOnByName } from "./named-resources";
import { describeOrganization } from "./organization";
import { type AwsProxy, startProxy } from "./proxy";
import { describeAlarms } from "./read-back/alarms";
import { newDatabaseReadBack } from "./read-back/databases";
import { newFlowLogReadBack } from "./read-back/flow-logs";
import { describeImages } from "./read-back/images";
import { describeInstanceTypeOfferings } from "./read-back/instance-type-offerings";
import { newInstanceReadBack } from "./read-back/instances";
import { newVolumeReadBack } from "./read-back/volumes";
import { newVpcRangeReadBack } from "./read-back/vpc-ranges";
import { refusalOfSchedule } from "./schedules";
import { newSessions, type Sessions } from "./sessions";
import { newTagLookup } from "./tag-lookup";

/**
 * Starts the endpoint of the local AWS. Calls are forwarded to the emulator unchanged; what the emulator stores but
 * does not read back is filled in, so that Terraform's second plan is correct, and tags and schedules that AWS refuses are
 * refused. The lookup of tags knows every service. For `AWS_ENDPOINT_URL`.
 */
export const startGateway = (
  emulatorUrl: () => string,
  { learn }: Pick<Sessions, "learn"> = newSessions(emulatorUrl),
): Promise<AwsProxy> => {
  const instances = newInstanceReadBack();
  const flowLogs = newFlowLogReadBack(emulatorUrl);
  const volumes = newVolumeReadBack();
  const databases = newDatabaseReadBack();
  const vpcRanges = newVpcRangeReadBack(emulatorUrl);
  const lookUpTags = newTagLookup(emulatorUrl);

  const answerEc2 = async (
    action: string,
    parameters: URLSearchParams,
    call: AwsCall,
  ): Promise<AwsAnswer> => {
    switch (action) {
      case "DescribeImages":
        return describeImages(emulatorUrl(), call, parameters);
      case "DescribeInstanceTypeOfferings":
        return describeInstanceTypeOfferings(emulatorUrl(), parameters);
      case "MonitorInstances":
      case "UnmonitorInstances":
        return instances.switchMonitoring(action, parameters);
      case "AssociateVpcCidrBlock":
      case "DisassociateVpcCidrBlock":
        return vpcRanges.change(action, parameters);
      case "DescribeVpcs":
        return vpcRanges.describe(parameters, call);
    }
    const answer = await passOn(emulatorUrl(), call);
    if (answer.status !== 200) return answer;
    const described = instances.complete(action, parameters, answer.body.toString("utf8"));
    const xml = volumes.complete(action, parameters, described);
    return { ...answer, body: Buffer.from(await flowLogs.complete(action, parameters, xml)) };
  };

  return startProxy(async (call) => {
    const service = serviceOf(call);
    const parameters = parametersOf(call);
    const action = parameters.get("Action");
    if (service === "monitoring" && action === "DescribeAlarms")
      return describeAlarms(emulatorUrl(), call, parameters);
    if (service === "tagging") return lookUpTags(call);
    if (service === "rds") {
      const answer = await passOn(emulatorUrl(), call);
      return { ...answer, body: Buffer.from(databases.complete(parameters, answer.body.toString("utf8"))) };
    }
    if (service === "ec2" && action !== null) return answerEc2(action, parameters, call);
    if (service === "scheduler") {
      return (await refusalOfSchedule(emulatorUrl(), call)) ?? passOnByName(emulatorUrl(), call);
    }
    if (call.headers["x-amz-target"] === "AWSOrganizationsV20161128.DescribeOrganization")
      return describeOrganization(emulatorUrl(), call);
    const answer = refusalOfTags(call) ?? (await passOnByName(emulatorUrl(), call));
    learn(call, answer);
    return answer;
  });
};
