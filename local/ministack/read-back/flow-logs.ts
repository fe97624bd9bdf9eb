import { callEc2AsAccountRoot } from "../account-root";
import { fieldsXml } from "./xml";

/** Parameters of CreateFlowLogs that the emulator does not read back, with AWS's defaults. (EC2 API reference, FlowLog) */
const flowLogXml = (parameters: URLSearchParams): string => {
  const given = new URLSearchParams(parameters);
  if (!given.has("MaxAggregationInterval")) given.set("MaxAggregationInterval", "600");
  return fieldsXml(given, ["DeliverLogsPermissionArn", "LogGroupName", "MaxAggregationInterval"]);
};

/**
 * The tags as CreateTags takes them: the emulator reads them under `flow-log`, which is not AWS's name for the type.
 * (EC2 API reference, TagSpecification)
 */
const tagsOf = (parameters: URLSearchParams): readonly [name: string, value: string][] =>
  [...parameters].flatMap(([name, value]) => {
    const tag = /^TagSpecification\.\d+\.(Tag\..+)$/.exec(name)?.[1];
    return tag === undefined ? [] : [[tag, value]];
  });

/**
 * Remembers how flow logs were created, and completes their descriptions with what the emulator forgets: role, log
 * group, interval; tags that it overlooks are set. Otherwise Terraform would replace the flow log every time.
 */
export const newFlowLogReadBack = (emulatorUrl: () => string) => {
  const xmlById = new Map<string, string>();

  const remember = async (id: string, parameters: URLSearchParams): Promise<void> => {
    xmlById.set(id, flowLogXml(parameters));
    const tags = tagsOf(parameters);
    if (tags.length === 0) return;
    const call = { Action: "CreateTags", Version: "2016-11-15", "ResourceId.1": id };
    await callEc2AsAccountRoot(emulatorUrl(), new URLSearchParams([...Object.entries(call), ...tags]));
  };

  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: async (action: string, parameters: URLSearchParams, xml: string): Promise<string> => {
      if (action === "CreateFlowLogs") {
        for (const [, id = ""] of xml.matchAll(/<item>(fl-[0-9a-f]+)<\/item>/gi))
          await remember(id, parameters);
      }
      if (action !== "DescribeFlowLogs") return xml;
      return xml.replace(
        /<flowLogId>(fl-[0-9a-f]+)<\/flowLogId>/gi,
        (tag, id: string) => `${tag}${xmlById.get(id) ?? ""}`,
      );
    },
  };
};
