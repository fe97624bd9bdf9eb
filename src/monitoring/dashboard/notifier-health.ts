import { type NotifierMetric, notifierMetric } from "../alarm";
import { type Color, type Graph, type Line, line, percentiles } from "./graph";

/** The metrics that the notifier reports. */
export const notifierGraphs = (stage: string): readonly Graph[] => {
  const count = (name: NotifierMetric, label: string, color: Color): Line =>
    line(notifierMetric(name, stage), "Sum", label, color);
  return [
    {
      title: "Delivered to Slack",
      lines: [
        count("Delivered", "Events", "good"),
        count("Messages", "Messages", "calm"),
        count("Duplicates", "Duplicates dropped", "neutral"),
      ],
    },
    {
      title: "Problems",
      lines: [
        count("Retried", "Returned to the queue for a retry", "warning"),
        count("Parked", "Parked", "bad"),
        count("Unrecognized", "Unrecognized", "calm"),
        count("NotEnriched", "Posted without details", "neutral"),
        count("Unchecked", "Posted as could not be checked", "doubtful"),
        count("LedgerFailures", "Ledger failures", "minor"),
      ],
    },
    { title: "Seconds from event to Slack", lines: percentiles(notifierMetric("Latency", stage)) },
  ];
};
