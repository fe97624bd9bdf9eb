import type { Metric } from "../alarm";
import type { Widget } from "./grid";

/** Colors that mean the same on every graph. */
export const colors = {
  good: "#2ca02c",
  bad: "#d62728",
  warning: "#ff7f0e",
  neutral: "#7f7f7f",
  calm: "#1f77b4",
  minor: "#9467bd",
};

type Style = {
  readonly label: string;
  readonly color: string;
  /** Default: left. */
  readonly yAxis?: "right";
};

/** One line of a graph: a metric, or an expression over several. */
export type Line =
  | (Style & { readonly metric: Metric; readonly stat: "Sum" | "Maximum" | "p50" | "p99" })
  | (Style & { readonly expression: string });

export type Graph = {
  readonly title: string;
  readonly region: string;
  readonly periodSeconds: number;
  readonly lines: readonly Line[];
  /** Label of the right axis. */
  readonly rightAxis?: string;
};

const metricOf = (line: Line): readonly unknown[] => {
  if ("expression" in line) return [line];
  const { metric, ...style } = line;
  return [metric.namespace, metric.metricName, ...Object.entries(metric.dimensions).flat(), style];
};

/** A graph as CloudWatch defines it (CloudWatch API reference, Dashboard body structure and syntax). */
export const graph = ({ title, region, periodSeconds, lines, rightAxis }: Graph): Widget => ({
  type: "metric",
  properties: {
    title,
    region,
    view: "timeSeries",
    period: periodSeconds,
    metrics: lines.map(metricOf),
    yAxis: {
      left: { min: 0 },
      ...(rightAxis !== undefined && { right: { min: 0, label: rightAxis } }),
    },
  },
});
