import { type Metric, metricsOf } from "../alarm";
import { colors, graph } from "./graph";
import type { Widget } from "./grid";

const periodSeconds = 300;

export type ResourceNames = {
  readonly region: string;
  readonly functionName: string;
  readonly deadLetterQueueName: string;
  /** Absent with direct delivery. */
  readonly queueName: string | undefined;
};

const sqs = (metricName: string, queueName: string): Metric =>
  metricsOf("AWS/SQS", { QueueName: queueName })(metricName);

const queueGraph = (queueName: string, region: string): Widget =>
  graph({
    title: "Queue",
    region,
    periodSeconds,
    rightAxis: "Seconds",
    lines: [
      {
        metric: sqs("ApproximateNumberOfMessagesVisible", queueName),
        stat: "Maximum",
        label: "Waiting",
        color: colors.calm,
      },
      {
        metric: sqs("ApproximateNumberOfMessagesNotVisible", queueName),
        stat: "Maximum",
        label: "In delivery, or waiting for a retry",
        color: colors.warning,
      },
      {
        metric: sqs("ApproximateAgeOfOldestMessage", queueName),
        stat: "Maximum",
        label: "Age of the oldest event",
        color: colors.neutral,
        yAxis: "right",
      },
    ],
  });

const deadLetterGraph = (queueName: string, region: string): Widget =>
  graph({
    title: "Dead letters",
    region,
    periodSeconds,
    lines: [
      {
        metric: sqs("ApproximateNumberOfMessagesVisible", queueName),
        stat: "Maximum",
        label: "Waiting for a redrive",
        color: colors.bad,
      },
    ],
  });

const functionGraphs = (functionName: string, region: string): readonly Widget[] => {
  const lambda = metricsOf("AWS/Lambda", { FunctionName: functionName });
  const duration = lambda("Duration");
  return [
    graph({
      title: "Function",
      region,
      periodSeconds,
      lines: [
        { metric: lambda("Invocations"), stat: "Sum", label: "Invocations", color: colors.calm },
        { metric: lambda("Errors"), stat: "Sum", label: "Errors", color: colors.bad },
        { metric: lambda("Throttles"), stat: "Sum", label: "Throttles", color: colors.warning },
      ],
    }),
    graph({
      title: "Function duration in milliseconds",
      region,
      periodSeconds,
      lines: [
        { metric: duration, stat: "p50", label: "p50", color: colors.calm },
        { metric: duration, stat: "p99", label: "p99", color: colors.warning },
      ],
    }),
  ];
};

/** AWS's own metrics of queues and function. */
export const resourceGraphs = (names: ResourceNames): readonly Widget[] => [
  ...(names.queueName === undefined ? [] : [queueGraph(names.queueName, names.region)]),
  deadLetterGraph(names.deadLetterQueueName, names.region),
  ...functionGraphs(names.functionName, names.region),
];
