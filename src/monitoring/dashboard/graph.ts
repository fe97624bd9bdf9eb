import type { Metric } from "../notifier-metrics";
import type { Widget } from "./grid";

/** Colours that mean the same on every graph. */
export const colours = {
  good: "#2ca02c",
  bad: "#d62728",
  warning: "#ff7f0e",
  neutral: "#7f7f7f",
  calm: "#1f77b4",
  aside: "#9467bd",
};

type Looks = {
  readonly label: string;
  readonly color: string;
  /** Default: left. */
  readonly yAxis?: "right";
};

/** One line of a graph: a metric, or an expression over several. */
export type Line =
  | (Looks & { readonly metric: Metric; readonly stat: "Sum" | "Maximum" | "p50" | "p99" })
  | (Looks & { readonly expression: string });

export type Graph = {
  readonly title: string;
  readonly region: string;
  readonly periodSeconds: number;
  readonly lines: readonly Line[];
  /** What the right axis counts. */
  readonly rightAxis?: string;
};

const metricOf = (line: Line): readonly unknown[] => {
  if ("expression" in line) return [line];
  const { metric, ...looks } = line;
  return [metric.namespace, metric.metricName, ...Object.entries(metric.dimensions).flat(), looks];
};

/** A graph in the words of CloudWatch (CloudWatch API reference, Dashboard body structure and syntax). */
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
