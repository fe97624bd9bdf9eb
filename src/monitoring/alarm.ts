import type { Count } from "../../handler/telemetry/metrics";

/** A CloudWatch metric, as alarms and dashboards identify it. */
export type Metric = {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** What the notifier reports: its counts, and the seconds from event to Slack. */
export type NotifierMetric = Count | "Latency";

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
  readonly statistic: "Sum" | "Maximum" | "p99";
  readonly trigger: Trigger;
};

/** When an alarm goes off. */
export type Trigger =
  /** The metric reaches a value. Missing data is good: nothing happened. */
  | { readonly kind: "reached"; readonly threshold: number; readonly within?: Window }
  /** The metric counts nothing for this many hours. Missing data is the problem. */
  | { readonly kind: "silent"; readonly hours: number };

/** How many of the last periods must breach the threshold. */
export type Window = {
  readonly periodSeconds: number;
  readonly periods: number;
  readonly badPeriods: number;
};

/** How CloudWatch evaluates an alarm, as its API defines it (CloudWatch API reference, PutMetricAlarm). */
export type Evaluation = {
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly treatMissingData: "notBreaching" | "breaching";
};

const lastFiveMinutes: Window = { periodSeconds: 300, periods: 1, badPeriods: 1 };

const hourSeconds = 3600;

export const evaluationOf = (trigger: Trigger): Evaluation => {
  if (trigger.kind === "silent") {
    return {
      // CloudWatch looks back seven days only with periods of an hour or more. It also looks a few periods further back
      // than requested before it counts data as missing: the shorter the periods, the shorter that delay.
      period: hourSeconds,
      evaluationPeriods: trigger.hours,
      datapointsToAlarm: trigger.hours,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    };
  }
  const { periodSeconds, periods, badPeriods } = trigger.within ?? lastFiveMinutes;
  return {
    period: periodSeconds,
    evaluationPeriods: periods,
    datapointsToAlarm: badPeriods,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: trigger.threshold,
    treatMissingData: "notBreaching",
  };
};
