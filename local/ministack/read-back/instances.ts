import type { AwsAnswer } from "../call";
import { escapeXml, withXml } from "./xml";

/** Parameters of RunInstances that the emulator does not read back. */
type Launch = {
  readonly metadataOptions: Readonly<Record<string, string>>;
  readonly isEbsOptimized: boolean;
  readonly isEncrypted: boolean;
  readonly kmsKeyId?: string;
};

const metadataFields: Readonly<Record<string, string>> = {
  HttpTokens: "httpTokens",
  HttpEndpoint: "httpEndpoint",
  HttpPutResponseHopLimit: "httpPutResponseHopLimit",
  HttpProtocolIpv6: "httpProtocolIpv6",
  InstanceMetadataTags: "instanceMetadataTags",
};

const rootVolume = "BlockDeviceMapping.1.Ebs";

const launchOf = (parameters: URLSearchParams): Launch => {
  const kmsKeyId = parameters.get(`${rootVolume}.KmsKeyId`);
  return {
    metadataOptions: Object.fromEntries(
      Object.entries(metadataFields).flatMap(([name, tag]) => {
        const value = parameters.get(`MetadataOptions.${name}`);
        return value === null ? [] : [[tag, value]];
      }),
    ),
    isEbsOptimized: parameters.get("EbsOptimized") === "true",
    isEncrypted: parameters.get(`${rootVolume}.Encrypted`) === "true",
    ...(kmsKeyId !== null && { kmsKeyId }),
  };
};

const launchXml = ({ metadataOptions, isEbsOptimized }: Launch): string =>
  `<ebsOptimized>${isEbsOptimized}</ebsOptimized><metadataOptions><state>applied</state>${Object.entries(
    metadataOptions,
  )
    .map(([tag, value]) => `<${tag}>${escapeXml(value)}</${tag}>`)
    .join("")}</metadataOptions>`;

/** Each instance's volumes, from the emulator's own description. */
const volumesIn = (xml: string): readonly (readonly [instanceId: string, volumeId: string])[] =>
  xml
    .split("<instanceId>")
    .slice(1)
    .flatMap((part) => {
      const instanceId = /^i-[0-9a-f]+/.exec(part)?.[0];
      const volumeIds = [...part.matchAll(/<volumeId>(vol-[0-9a-f]+)<\/volumeId>/g)];
      return instanceId === undefined ? [] : volumeIds.map(([, id = ""]) => [instanceId, id] as const);
    });

/**
 * Remembers how instances were launched, and completes their descriptions with what the emulator forgets: metadata
 * options, EBS optimization, encryption of the root volume. Otherwise Terraform would replace the instance every time.
 */
export const newInstanceReadBack = () => {
  const launches = new Map<string, Launch>();
  const launchByVolume = new Map<string, Launch>();

  const learnVolumes = (xml: string): void => {
    for (const [instanceId, volumeId] of volumesIn(xml)) {
      const launch = launches.get(instanceId);
      if (launch) launchByVolume.set(volumeId, launch);
    }
  };

  const withLaunch = (xml: string): string =>
    xml.replace(/<instanceId>(i-[0-9a-f]+)<\/instanceId>/g, (tag, id: string) => {
      const launch = launches.get(id);
      return launch ? `${tag}${launchXml(launch)}` : tag;
    });

  const withEncryption = (xml: string): string =>
    xml.replace(
      /(<item>\s*<volumeId>(vol-[0-9a-f]+)<\/volumeId>\s*<size>[\s\S]*?)<encrypted>false<\/encrypted>/g,
      (whole, before: string, id: string) => {
        const launch = launchByVolume.get(id);
        if (!launch?.isEncrypted) return whole;
        const key = launch.kmsKeyId === undefined ? "" : `<kmsKeyId>${escapeXml(launch.kmsKeyId)}</kmsKeyId>`;
        return `${before}<encrypted>true</encrypted>${key}`;
      },
    );

  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: (action: string, parameters: URLSearchParams, answer: AwsAnswer): AwsAnswer => {
      if (answer.status !== 200) return answer;
      const xml = answer.body.toString("utf8");
      switch (action) {
        case "RunInstances":
          for (const [, id = ""] of xml.matchAll(/<instanceId>(i-[0-9a-f]+)<\/instanceId>/g)) {
            launches.set(id, launchOf(parameters));
          }
          learnVolumes(xml);
          return withXml(answer, withLaunch);
        case "DescribeInstances":
          learnVolumes(xml);
          return withXml(answer, withLaunch);
        case "DescribeVolumes":
          return withXml(answer, withEncryption);
        default:
          return answer;
      }
    },
  };
};
