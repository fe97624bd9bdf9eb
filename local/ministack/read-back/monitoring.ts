import type { AwsAnswer } from "../call";

/** Actions that the emulator does not know. */
const switches: Readonly<Record<string, boolean>> = { MonitorInstances: true, UnmonitorInstances: false };

const instanceIdsIn = (parameters: URLSearchParams): readonly string[] =>
  [...parameters].filter(([name]) => /^InstanceId\.\d+$/.test(name)).map(([, id]) => id);

/** (EC2 API reference, MonitorInstances) */
const switched = (action: string, ids: readonly string[]): AwsAnswer => {
  const state = switches[action] ? "pending" : "disabling";
  const items = ids.map(
    (id) => `<item><instanceId>${id}</instanceId><monitoring><state>${state}</state></monitoring></item>`,
  );
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instancesSet>${items.join("")}</instancesSet></${action}Response>`,
    ),
  };
};

/** Each description of an instance, up to its monitoring. */
const monitoringPattern =
  /(<instanceId>(i-[0-9a-f]+)<\/instanceId>(?:(?!<instanceId>)[\s\S])*?<monitoring><state>)disabled</g;

/** Remembers which instances are monitored in detail: the emulator says of all that they are not. */
export const newMonitoringReadBack = () => {
  const monitored = new Set<string>();
  return {
    /** The answer to an action that the emulator does not know; of another one, none. */
    answer: (action: string, parameters: URLSearchParams): AwsAnswer | undefined => {
      if (!Object.hasOwn(switches, action)) return undefined;
      const ids = instanceIdsIn(parameters).filter((id) => /^i-[0-9a-f]+$/.test(id));
      for (const id of ids) {
        if (switches[action]) monitored.add(id);
        else monitored.delete(id);
      }
      return switched(action, ids);
    },
    /** Completes the emulator's answer to an EC2 action. */
    complete: (action: string, parameters: URLSearchParams, answer: AwsAnswer): AwsAnswer => {
      if (answer.status !== 200) return answer;
      const xml = answer.body.toString("utf8");
      if (action === "RunInstances" && parameters.get("Monitoring.Enabled") === "true") {
        for (const [, id = ""] of xml.matchAll(/<instanceId>(i-[0-9a-f]+)<\/instanceId>/g)) monitored.add(id);
      }
      if (action !== "RunInstances" && action !== "DescribeInstances") return answer;
      const completed = xml.replace(monitoringPattern, (whole, before: string, id: string) =>
        monitored.has(id) ? `${before}enabled<` : whole,
      );
      return { ...answer, body: Buffer.from(completed) };
    },
  };
};
