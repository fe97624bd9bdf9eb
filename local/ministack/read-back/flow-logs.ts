import { callEc2AsAccountRoot } from "../account-root-call";
import type { AwsAnswer } from "../call";
import { escapeXml, withXml } from "./xml";

/** Parameters of CreateFlowLogs that the emulator does not read back, with AWS's defaults. (EC2 API reference, FlowLog) */
const fieldsOf = (parameters: URLSearchParams): Readonly<Record<string, string | null>> => ({
  deliverLogsPermissionArn: parameters.get("DeliverLogsPermissionArn"),
  logGroupName: parameters.get("LogGroupName"),
  maxAggregationInterval: parameters.get("MaxAggregationInterval") ?? "600",
});

const xmlOf = (fields: ReturnType<typeof fieldsOf>): string =>
  Object.entries(fields)
    .map(([tag, value]) => (value === null ? "" : `<${tag}>${escapeXml(value)}</${tag}>`))
    .join("");

/** The emulator reads them under `flow-log`, which is not AWS's name for the type. (EC2 API reference, TagSpecification) */
const tagsOf = (parameters: URLSearchParams): readonly (readonly [name: string, value: string])[] => {
  const [specification] = [...parameters].filter(([, value]) => value === "vpc-flow-log");
  const prefix = specification?.[0].replace(/ResourceType$/, "Tag.");
  return prefix === undefined
    ? []
    : [...parameters].flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length - "Tag.".length), value] as const] : [],
      );
};

/**
 * Remembers how flow logs were created, and completes their descriptions with what the emulator forgets: role, log
 * group, interval; tags that it overlooks are set. Otherwise Terraform would replace the flow log every time.
 */
export const newFlowLogReadBack = (emulatorUrl: string) => {
  const made = new Map<string, string>();

  const remember = async (id: string, parameters: URLSearchParams): Promise<void> => {
    made.set(id, xmlOf(fieldsOf(parameters)));
    const tags = tagsOf(parameters);
    if (tags.length === 0) return;
    await callEc2AsAccountRoot(
      emulatorUrl,
      new URLSearchParams([
        ["Action", "CreateTags"],
        ["Version", "2016-11-15"],
        ["ResourceId.1", id],
        ...tags.map(([name, value]) => [name, value]),
      ]),
    );
  };

  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: async (action: string, parameters: URLSearchParams, answer: AwsAnswer): Promise<AwsAnswer> => {
      if (answer.status !== 200) return answer;
      const xml = answer.body.toString("utf8");
      if (action === "CreateFlowLogs") {
        for (const [, id = ""] of xml.matchAll(/<item>(fl-[0-9a-f]+)<\/item>/gi))
          await remember(id, parameters);
      }
      if (action !== "DescribeFlowLogs") return answer;
      return withXml(answer, (xml) =>
        xml.replace(
          /<flowLogId>(fl-[0-9a-f]+)<\/flowLogId>/gi,
          (tag, id: string) => `${tag}${made.get(id) ?? ""}`,
        ),
      );
    },
  };
};
