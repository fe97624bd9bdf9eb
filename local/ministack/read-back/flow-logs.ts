import { callAsAccountRoot } from "../account-root-call";
import type { AwsAnswer } from "../call";
import { escapeXml } from "./xml";

/** What CreateFlowLogs takes, and the emulator does not read back; with AWS's defaults. (EC2 API reference, FlowLog) */
const fieldsOf = (parameters: URLSearchParams): Readonly<Record<string, string | null>> => ({
  deliverLogsPermissionArn: parameters.get("DeliverLogsPermissionArn"),
  logGroupName: parameters.get("LogGroupName"),
  maxAggregationInterval: parameters.get("MaxAggregationInterval") ?? "600",
});

const xmlOf = (fields: ReturnType<typeof fieldsOf>): string =>
  Object.entries(fields)
    .map(([tag, value]) => (value === null ? "" : `<${tag}>${escapeXml(value)}</${tag}>`))
    .join("");

/** The emulator looks for them under `flow-log`, which is not AWS's name of the type. (EC2 API reference, TagSpecification) */
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
 * Remembers how flow logs were made, and puts into their descriptions what the emulator forgets: the role and the
 * interval; tags that it overlooks are set. Without that, Terraform would replace the flow log every time.
 */
export const newFlowLogReadBack = (emulatorUrl: string) => {
  const made = new Map<string, string>();

  const learn = async (id: string, parameters: URLSearchParams): Promise<void> => {
    made.set(id, xmlOf(fieldsOf(parameters)));
    const tags = tagsOf(parameters);
    if (tags.length === 0) return;
    await callAsAccountRoot(emulatorUrl, {
      service: "ec2",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams([
        ["Action", "CreateTags"],
        ["Version", "2016-11-15"],
        ["ResourceId.1", id],
        ...tags.map(([name, value]) => [name, value]),
      ]).toString(),
    });
  };

  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: async (action: string, parameters: URLSearchParams, answer: AwsAnswer): Promise<AwsAnswer> => {
      if (answer.status !== 200) return answer;
      const xml = answer.body.toString("utf8");
      if (action === "CreateFlowLogs") {
        for (const [, id = ""] of xml.matchAll(/<item>(fl-[0-9a-f]+)<\/item>/gi)) await learn(id, parameters);
      }
      if (action !== "DescribeFlowLogs") return answer;
      const completed = xml.replace(
        /<flowLogId>(fl-[0-9a-f]+)<\/flowLogId>/gi,
        (tag, id: string) => `${tag}${made.get(id) ?? ""}`,
      );
      return { ...answer, body: Buffer.from(completed) };
    },
  };
};
