import { type AwsAnswer, type AwsCall, parametersOf, passOn, serviceOf } from "./call";
import { type AwsProxy, startProxy } from "./proxy";
import { describeAlarms } from "./read-back/alarms";
import { newFlowLogReadBack } from "./read-back/flow-logs";
import { describeImages } from "./read-back/images";
import { describeInstanceTypeOfferings } from "./read-back/instance-type-offerings";
import { newInstanceReadBack } from "./read-back/instances";
import { newMonitoringReadBack } from "./read-back/monitoring";

/**
 * Starts the endpoint of the local AWS. Calls are forwarded to the emulator unchanged; what the emulator stores but
 * does not read back is filled in, so that Terraform's second plan is correct. For `AWS_ENDPOINT_URL`.
 */
export const startGateway = async (emulatorUrl: string): Promise<AwsProxy> => {
  const monitoring = newMonitoringReadBack();
  const readBacks = [newInstanceReadBack(), monitoring, newFlowLogReadBack(emulatorUrl)];

  const answerEc2 = async (
    action: string,
    parameters: URLSearchParams,
    call: AwsCall,
  ): Promise<AwsAnswer> => {
    const switched = monitoring.answer(action, parameters);
    if (switched) return switched;
    let answer = await passOn(emulatorUrl, call);
    for (const { complete } of readBacks) answer = await complete(action, parameters, answer);
    return answer;
  };

  const answer = async (call: AwsCall): Promise<AwsAnswer> => {
    const service = serviceOf(call);
    const parameters = parametersOf(call);
    const action = parameters.get("Action");
    if (service === "monitoring" && action === "DescribeAlarms")
      return describeAlarms(emulatorUrl, call, parameters);
    if (service !== "ec2" || action === null) return passOn(emulatorUrl, call);
    switch (action) {
      case "DescribeImages":
        return describeImages(emulatorUrl, call, parameters);
      case "DescribeInstanceTypeOfferings":
        return describeInstanceTypeOfferings(emulatorUrl, parameters);
      default:
        return answerEc2(action, parameters, call);
    }
  };

  return startProxy(answer);
};
