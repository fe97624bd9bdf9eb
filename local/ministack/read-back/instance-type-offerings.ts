import { callEc2AsAccountRoot } from "../account-root";
import type { AwsAnswer } from "../call";
import { filterValues } from "./filters";
import { escapeXml, xmlAnswer } from "./xml";

const zones = async (emulatorUrl: string): Promise<readonly string[]> => {
  const { body } = await callEc2AsAccountRoot(
    emulatorUrl,
    new URLSearchParams({ Action: "DescribeAvailabilityZones", Version: "2016-11-15" }),
  );
  return [...body.toString("utf8").matchAll(/<zoneName>([^<]+)<\/zoneName>/g)].map(([, name = ""]) => name);
};

/** Answers an action that the emulator does not know: each of its Availability Zones offers every instance type. */
export const describeInstanceTypeOfferings = async (
  emulatorUrl: string,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const locations = await zones(emulatorUrl);
  const items = filterValues(parameters, "instance-type").flatMap(([, type]) =>
    locations.map(
      (location) =>
        `<item><instanceType>${escapeXml(type)}</instanceType><locationType>availability-zone</locationType><location>${location}</location></item>`,
    ),
  );
  return xmlAnswer(
    `<DescribeInstanceTypeOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeOfferingSet>${items.join("")}</instanceTypeOfferingSet></DescribeInstanceTypeOfferingsResponse>`,
  );
};
