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

/**
 * Remembers how flow logs were made, and puts into their descriptions what the emulator forgets: the role and the
 * interval. Without that, Terraform would replace the flow log every time.
 */
export const newFlowLogReadBack = () => {
  const made = new Map<string, string>();
  return {
    /** Completes the emulator's answer to an EC2 action. */
    complete: (action: string, parameters: URLSearchParams, answer: AwsAnswer): AwsAnswer => {
      if (answer.status !== 200) return answer;
      const xml = answer.body.toString("utf8");
      if (action === "CreateFlowLogs") {
        for (const [, id = ""] of xml.matchAll(/<item>(fl-[0-9a-f]+)<\/item>/gi)) {
          made.set(id, xmlOf(fieldsOf(parameters)));
        }
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
