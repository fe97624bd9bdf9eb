import type { Count } from "../../handler/telemetry/metrics";

/** What the notifier says of itself: its counts, and the seconds from event to Slack. */
export type NotifierMetric = Count | "Latency";

/** A metric of CloudWatch, as alarms and dashboards name it. */
export type Metric = {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

export const notifierMetric = (metricName: NotifierMetric, stage: string): Metric => ({
  namespace: "BackupNotifications",
  metricName,
  dimensions: { Stage: stage },
});
