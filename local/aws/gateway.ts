import { type AwsAnswer, type AwsCall, parametersOf, passOn, serviceOf } from "./call";
import { type Door, openDoor } from "./door";
import { describeAlarms } from "./read-back/alarms";
import { describeInstanceTypeOfferings } from "./read-back/instance-type-offerings";
import { newInstanceReadBack } from "./read-back/instances";

/** For `AWS_ENDPOINT_URL`. */
export type Gateway = Door;

/**
 * Starts the front door of the local AWS. Calls go on to the emulator as they came; what the emulator stores but
 * does not read back is filled in, so that Terraform's second plan tells the truth.
 */
export const startGateway = async (emulatorUrl: string): Promise<Gateway> => {
  const instances = newInstanceReadBack();

  const answer = async (call: AwsCall): Promise<AwsAnswer> => {
    const service = serviceOf(call);
    const parameters = parametersOf(call);
    const action = parameters.get("Action");
    if (service === "monitoring" && action === "DescribeAlarms")
      return describeAlarms(emulatorUrl, call, parameters);
    if (service === "ec2" && action === "DescribeInstanceTypeOfferings") {
      return describeInstanceTypeOfferings(emulatorUrl, parameters);
    }
    const given = await passOn(emulatorUrl, call);
    return service === "ec2" && action !== null ? instances.complete(action, parameters, given) : given;
  };

  return openDoor(answer);
};
