import type { Metric } from "./notifier-metrics";

/** One thing to watch. */
export type DeliveryAlarm = {
  /** Of the alarm; unique in the stack. */
  readonly id: string;
  /** What is wrong and what to do: the text of the mail. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Sum" | "Maximum" | "p99";
  readonly trigger: Trigger;
};

/** When an alarm goes off. */
export type Trigger =
  /** The metric reaches a value. Its silence is good: nothing happened. */
  | { readonly kind: "reached"; readonly threshold: number; readonly within?: Window }
  /** The metric counts nothing for so many hours. Its silence is what is wrong. */
  | { readonly kind: "silent"; readonly hours: number };

/** How many of the last periods must be bad. */
export type Window = {
  readonly periodSeconds: number;
  readonly periods: number;
  readonly badPeriods: number;
};

/** How CloudWatch judges an alarm, in the words of its API (CloudWatch API reference, PutMetricAlarm). */
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
      // CloudWatch looks back for seven days only with periods of an hour or more. It also looks a few periods further
      // back than asked before it counts missing data: with short periods that delays the alarm least.
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
