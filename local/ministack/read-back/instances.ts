import type { AwsAnswer } from "../call";
import { escapeXml, fieldsXml, xmlAnswer } from "./xml";

/** Parameters of RunInstances that the emulator does not read back, as EC2 describes them. */
type Launch = {
  readonly instanceXml: string;
  /** Whether the root volume is encrypted, and with which key. */
  readonly encryptionXml: string;
};

const rootVolume = "BlockDeviceMapping.1.Ebs";

const launchOf = (parameters: URLSearchParams): Launch => {
  const metadataOptions = [...parameters.keys()].filter((name) => name.startsWith("MetadataOptions."));
  const isEbsOptimized = parameters.get("EbsOptimized") === "true";
  const isEncrypted = parameters.get(`${rootVolume}.Encrypted`) === "true";
  return {
    instanceXml: `<ebsOptimized>${isEbsOptimized}</ebsOptimized><metadataOptions><state>applied</state>${fieldsXml(parameters, metadataOptions)}</metadataOptions>`,
    encryptionXml: `<encrypted>${isEncrypted}</encrypted>${isEncrypted ? fieldsXml(parameters, [`${rootVolume}.KmsKeyId`]) : ""}`,
  };
};

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

/** Each description of an instance, up to its monitoring. */
const monitoringPattern =
  /(<instanceId>(i-[0-9a-f]+)<\/instanceId>(?:(?!<instanceId>)[\s\S])*?<monitoring><state>)disabled</g;

/**
 * Remembers how instances were launched, and completes their descriptions with what the emulator forgets: metadata
 * options, EBS optimization, detailed monitoring, encryption of the root volume. Otherwise Terraform would replace the
 * instance every time.
 */
export const newInstanceReadBack = () => {
  const launches = new Map<string, Launch>();
  const launchByVolume = new Map<string, Launch>();
  const monitored = new Set<string>();

  const learnVolumes = (xml: string): void => {
    for (const [instanceId, volumeId] of volumesIn(xml)) {
      const launch = launches.get(instanceId);
      if (launch) launchByVolume.set(volumeId, launch);
    }
  };

  const withLaunches = (xml: string): string =>
    xml
      .replace(
        /<instanceId>(i-[0-9a-f]+)<\/instanceId>/g,
        (tag, id: string) => `${tag}${launches.get(id)?.instanceXml ?? ""}`,
      )
      .replace(monitoringPattern, (whole, before: string, id: string) =>
        monitored.has(id) ? `${before}enabled<` : whole,
      );

  return {
    /** Answers two actions that the emulator does not know. (EC2 API reference, MonitorInstances) */
    switchMonitoring: (
      action: "MonitorInstances" | "UnmonitorInstances",
      parameters: URLSearchParams,
    ): AwsAnswer => {
      const isOn = action === "MonitorInstances";
      const ids = [...parameters].flatMap(([name, id]) => (/^InstanceId\.\d+$/.test(name) ? [id] : []));
      for (const id of ids) {
        if (isOn) monitored.add(id);
        else monitored.delete(id);
      }
      const state = isOn ? "pending" : "disabling";
      const items = ids.map(
        (id) =>
          `<item><instanceId>${escapeXml(id)}</instanceId><monitoring><state>${state}</state></monitoring></item>`,
      );
      return xmlAnswer(
        `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instancesSet>${items.join("")}</instancesSet></${action}Response>`,
      );
    },
    /** Completes the emulator's answer to an EC2 action. */
    complete: (action: string, parameters: URLSearchParams, xml: string): string => {
      switch (action) {
        case "RunInstances":
          for (const [, id = ""] of xml.matchAll(/<instanceId>(i-[0-9a-f]+)<\/instanceId>/g)) {
            launches.set(id, launchOf(parameters));
            if (parameters.get("Monitoring.Enabled") === "true") monitored.add(id);
          }
          learnVolumes(xml);
          return withLaunches(xml);
        case "DescribeInstances":
          learnVolumes(xml);
          return withLaunches(xml);
        case "DescribeVolumes":
          return xml.replace(
            /(<item>\s*<volumeId>(vol-[0-9a-f]+)<\/volumeId>\s*<size>[\s\S]*?)<encrypted>false<\/encrypted>/g,
            (whole, before: string, id: string) => {
              const launch = launchByVolume.get(id);
              return launch ? `${before}${launch.encryptionXml}` : whole;
            },
          );
        default:
          return xml;
      }
    },
  };
};
