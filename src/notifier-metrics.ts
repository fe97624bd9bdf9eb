/** What the notifier counts of itself, as it writes it into its log (CloudWatch, Embedded metric format). */
export type NotifierMetric =
  /** Events that reached Slack. */
  | "Delivered"
  /** Posts that Slack took: fewer than events, since like ones share a message. */
  | "Messages"
  /** Events handed back to the queue for another try. */
  | "Retried"
  /** Events in the dead-letter queue that somebody must act on first. */
  | "Parked"
  | "Unrecognised"
  /** Events told without what AWS Backup knows of them. */
  | "NotEnriched"
  | "Duplicates"
  | "LedgerFailures"
  /** Seconds from event to Slack. */
  | "Latency";

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
