import { callAsAccountRoot } from "../account-root-call";
import type { AwsAnswer } from "../call";
import { escapeXml } from "./xml";

const filterValues = (parameters: URLSearchParams, filterName: string): readonly string[] => {
  for (const [key, value] of parameters) {
    const index = /^Filter\.(\d+)\.Name$/.exec(key)?.[1];
    if (index === undefined || value !== filterName) continue;
    const prefix = `Filter.${index}.Value.`;
    return [...parameters].filter(([name]) => name.startsWith(prefix)).map(([, wanted]) => wanted);
  }
  return [];
};

const zones = async (emulatorUrl: string): Promise<readonly string[]> => {
  const { body } = await callAsAccountRoot(emulatorUrl, {
    service: "ec2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=DescribeAvailabilityZones&Version=2016-11-15",
  });
  return [...body.toString("utf8").matchAll(/<zoneName>([^<]+)<\/zoneName>/g)].map(([, name = ""]) => name);
};

/** Answers a question that the emulator does not know: every Availability Zone of it has every instance type. */
export const describeInstanceTypeOfferings = async (
  emulatorUrl: string,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const locations = await zones(emulatorUrl);
  const items = filterValues(parameters, "instance-type").flatMap((type) =>
    locations.map(
      (location) =>
        `<item><instanceType>${escapeXml(type)}</instanceType><locationType>availability-zone</locationType><location>${location}</location></item>`,
    ),
  );
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<DescribeInstanceTypeOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeOfferingSet>${items.join("")}</instanceTypeOfferingSet></DescribeInstanceTypeOfferingsResponse>`,
    ),
  };
};
