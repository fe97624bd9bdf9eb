import { escapeXml } from "./xml";

/**
 * Remembers with which key volumes were encrypted, which the emulator forgets. Otherwise Terraform would replace a volume
 * every time. (EC2 API reference, CreateVolume, DescribeVolumes)
 */
export const newVolumeReadBack = () => {
  const keys = new Map<string, string>();

  const withKeys = (xml: string): string =>
    xml.replace(
      /<volumeId>(vol-[0-9a-f]+)<\/volumeId>\s*<size>(?:(?!<volumeId>)[\s\S])*?<encrypted>true<\/encrypted>/g,
      (volume, id: string) => {
        const key = keys.get(id);
        return key === undefined ? volume : `${volume}<kmsKeyId>${escapeXml(key)}</kmsKeyId>`;
      },
    );

  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: (action: string, parameters: URLSearchParams, xml: string): string => {
      if (action === "DescribeVolumes") return withKeys(xml);
      if (action !== "CreateVolume") return xml;
      const [id, key] = [/<volumeId>(vol-[0-9a-f]+)</.exec(xml)?.[1], parameters.get("KmsKeyId")];
      if (id !== undefined && key !== null) keys.set(id, key);
      return withKeys(xml);
    },
  };
};
