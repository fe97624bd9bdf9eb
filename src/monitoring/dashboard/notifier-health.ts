import { type NotifierMetric, notifierMetric } from "../notifier-metrics";
import { colours, graph, type Line } from "./graph";
import type { Widget } from "./grid";

const periodSeconds = 300;

const count = (stage: string, name: NotifierMetric, label: string, color: string): Line => ({
  metric: notifierMetric(name, stage),
  stat: "Sum",
  label,
  color,
});

/** What the notifier says of itself. */
export const notifierGraphs = (stage: string, region: string): readonly Widget[] => {
  const latency = notifierMetric("Latency", stage);
  return [
    graph({
      title: "Told in Slack",
      region,
      periodSeconds,
      lines: [
        count(stage, "Delivered", "Events delivered", colours.good),
        count(stage, "Messages", "Messages", colours.calm),
        count(stage, "Duplicates", "Duplicates dropped", colours.neutral),
      ],
    }),
    graph({
      title: "In trouble",
      region,
      periodSeconds,
      lines: [
        count(stage, "Retried", "Handed back to try again", colours.warning),
        count(stage, "Parked", "Parked", colours.bad),
        count(stage, "Unrecognised", "Unrecognised", colours.calm),
        count(stage, "NotEnriched", "Told without details", colours.neutral),
        count(stage, "LedgerFailures", "Ledger failures", colours.aside),
      ],
    }),
    graph({
      title: "Seconds from event to Slack",
      region,
      periodSeconds,
      lines: [
        { metric: latency, stat: "p50", label: "Half of all within", color: colours.calm },
        { metric: latency, stat: "p99", label: "99 % within", color: colours.warning },
      ],
    }),
  ];
};
