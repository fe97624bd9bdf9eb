import type { Metric } from "../alarm";
import type { Row } from "./grid";

/** Colors that mean the same on every graph. */
const colors = {
  good: "#2ca02c",
  bad: "#d62728",
  warning: "#ff7f0e",
  neutral: "#7f7f7f",
  calm: "#1f77b4",
  minor: "#9467bd",
  doubtful: "#e377c2",
};

export type Color = keyof typeof colors;

/** A line of a graph, as CloudWatch defines it. */
export type Line = readonly unknown[];

/** A metric's line, on the left axis by default. */
export const line = (
  metric: Metric,
  stat: "Sum" | "Maximum" | "p50" | "p99",
  label: string,
  color: Color,
  yAxis?: "right",
): Line => [
  metric.namespace,
  metric.metricName,
  ...Object.entries(metric.dimensions).flat(),
  { stat, label, color: colors[color], ...(yAxis && { yAxis }) },
];

/** The line of an expression over several metrics. */
export const expressionLine = (expression: string, label: string, color: Color): Line => [
  { label, color: colors[color], expression },
];

export type Graph = {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Label of the right axis. */
  readonly rightAxis?: string;
};

/** The median of a metric, and its slowest hundredth. */
export const percentiles = (metric: Metric): readonly Line[] => [
  line(metric, "p50", "p50", "calm"),
  line(metric, "p99", "p99", "warning"),
];

/** A row of graphs (CloudWatch API reference, Dashboard body structure and syntax). */
export const graphs = (region: string, periodSeconds: number, row: readonly Graph[]): Row => ({
  height: 5,
  widgets: row.map(({ title, lines, rightAxis }) => ({
    type: "metric",
    properties: {
      title,
      region,
      view: "timeSeries",
      period: periodSeconds,
      metrics: lines,
      yAxis: {
        left: { min: 0 },
        ...(rightAxis !== undefined && { right: { min: 0, label: rightAxis } }),
      },
    },
  })),
});
