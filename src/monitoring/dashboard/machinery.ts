import type { Metric } from "../notifier-metrics";
import { colours, graph } from "./graph";
import type { Widget } from "./grid";

const periodSeconds = 300;

export type MachineryNames = {
  readonly region: string;
  readonly functionName: string;
  readonly deadLetterQueueName: string;
  /** Absent with direct delivery. */
  readonly queueName: string | undefined;
};

const sqs = (metricName: string, queueName: string): Metric => ({
  namespace: "AWS/SQS",
  metricName,
  dimensions: { QueueName: queueName },
});

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
        color: colours.calm,
      },
      {
        metric: sqs("ApproximateNumberOfMessagesNotVisible", queueName),
        stat: "Maximum",
        label: "Being told, or to be tried again",
        color: colours.warning,
      },
      {
        metric: sqs("ApproximateAgeOfOldestMessage", queueName),
        stat: "Maximum",
        label: "Age of the oldest",
        color: colours.neutral,
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
        color: colours.bad,
      },
    ],
  });

const functionGraphs = (functionName: string, region: string): readonly Widget[] => {
  const lambda = (metricName: string): Metric => ({
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
  });
  const duration = lambda("Duration");
  return [
    graph({
      title: "Function",
      region,
      periodSeconds,
      lines: [
        { metric: lambda("Invocations"), stat: "Sum", label: "Invocations", color: colours.calm },
        { metric: lambda("Errors"), stat: "Sum", label: "Errors", color: colours.bad },
        { metric: lambda("Throttles"), stat: "Sum", label: "Throttles", color: colours.warning },
      ],
    }),
    graph({
      title: "Function's milliseconds",
      region,
      periodSeconds,
      lines: [
        { metric: duration, stat: "p50", label: "Half of all within", color: colours.calm },
        { metric: duration, stat: "p99", label: "99 % within", color: colours.warning },
      ],
    }),
  ];
};

/** What AWS says of queues and function. */
export const machineryGraphs = (names: MachineryNames): readonly Widget[] => [
  ...(names.queueName === undefined ? [] : [queueGraph(names.queueName, names.region)]),
  deadLetterGraph(names.deadLetterQueueName, names.region),
  ...functionGraphs(names.functionName, names.region),
];
