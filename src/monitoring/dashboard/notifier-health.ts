import { type NotifierMetric, notifierMetric } from "../alarm";
import { colors, graph, type Line } from "./graph";
import type { Widget } from "./grid";

const periodSeconds = 300;

const count = (stage: string, name: NotifierMetric, label: string, color: string): Line => ({
  metric: notifierMetric(name, stage),
  stat: "Sum",
  label,
  color,
});

/** The metrics that the notifier reports. */
export const notifierGraphs = (stage: string, region: string): readonly Widget[] => {
  const latency = notifierMetric("Latency", stage);
  return [
    graph({
      title: "Delivered to Slack",
      region,
      periodSeconds,
      lines: [
        count(stage, "Delivered", "Events", colors.good),
        count(stage, "Messages", "Messages", colors.calm),
        count(stage, "Duplicates", "Duplicates dropped", colors.neutral),
      ],
    }),
    graph({
      title: "Problems",
      region,
      periodSeconds,
      lines: [
        count(stage, "Retried", "Returned to the queue for a retry", colors.warning),
        count(stage, "Parked", "Parked", colors.bad),
        count(stage, "Unrecognised", "Unrecognised", colors.calm),
        count(stage, "NotEnriched", "Posted without details", colors.neutral),
        count(stage, "LedgerFailures", "Ledger failures", colors.minor),
      ],
    }),
    graph({
      title: "Seconds from event to Slack",
      region,
      periodSeconds,
      lines: [
        { metric: latency, stat: "p50", label: "p50", color: colors.calm },
        { metric: latency, stat: "p99", label: "p99", color: colors.warning },
      ],
    }),
  ];
};
