import type { Count } from "../../handler/telemetry/metrics";
import type { watchMetrics } from "../../handler/watch/metrics";

/** A CloudWatch metric, as alarms and dashboards identify it. */
export type Metric = {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** What the notifier reports: its counts, and the seconds from event to Slack; and what the watch does. */
export type NotifierMetric = Count | "Latency" | (typeof watchMetrics)[number];

/** The metrics of one resource. */
export const metricsOf =
  (namespace: string, dimensions: Metric["dimensions"]) =>
  (metricName: string): Metric => ({ namespace, metricName, dimensions });

export const notifierMetric = (metricName: NotifierMetric, stage: string): Metric =>
  metricsOf("BackupNotifications", { Stage: stage })(metricName);

/** One condition to watch. */
export type Alarm = {
  /** Part of the alarm's name; unique in the stack. */
  readonly id: string;
  /** What is wrong and what to do: the text of the e-mail. */
  readonly description: string;
  readonly metric: Metric;
  /** Default: the sum. */
  readonly statistic?: "Maximum" | "p99";
  /** Default: one or more in five minutes. */
  readonly evaluation?: Evaluation;
};

/** How CloudWatch evaluates an alarm, as its API defines it (CloudWatch API reference, PutMetricAlarm). */
export type Evaluation = ReturnType<typeof reached> | ReturnType<typeof silent>;

const lastFiveMinutes = { period: 300, evaluationPeriods: 1, datapointsToAlarm: 1 };

/** The metric reaches a value in so many of the last periods. Missing data is good: nothing happened. */
export const reached = (threshold: number, within = lastFiveMinutes) => ({
  ...within,
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold,
  treatMissingData: "notBreaching",
});

/** The metric counts nothing for this many hours. Missing data is the problem. */
export const silent = (hours: number) => ({
  // CloudWatch looks back seven days only with periods of an hour or more. It also looks a few periods further back
  // than requested before it counts data as missing: the shorter the periods, the shorter that delay.
  period: 3600,
  evaluationPeriods: hours,
  datapointsToAlarm: hours,
  comparisonOperator: "LessThanThreshold",
  threshold: 1,
  treatMissingData: "breaching",
});
