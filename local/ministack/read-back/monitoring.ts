import type { AwsAnswer } from "../call";
import { withXml, xmlAnswer } from "./xml";

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
  return xmlAnswer(
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instancesSet>${items.join("")}</instancesSet></${action}Response>`,
  );
};

/** Each description of an instance, up to its monitoring. */
const monitoringPattern =
  /(<instanceId>(i-[0-9a-f]+)<\/instanceId>(?:(?!<instanceId>)[\s\S])*?<monitoring><state>)disabled</g;

/** Remembers which instances have detailed monitoring: the emulator describes all of them without. */
export const newMonitoringReadBack = () => {
  const monitored = new Set<string>();
  return {
    /** Answers the actions that the emulator does not know; `undefined` for any other. */
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
      return withXml(answer, (xml) =>
        xml.replace(monitoringPattern, (whole, before: string, id: string) =>
          monitored.has(id) ? `${before}enabled<` : whole,
        ),
      );
    },
  };
};
