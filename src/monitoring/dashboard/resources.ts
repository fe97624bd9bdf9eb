import { metricsOf } from "../alarm";
import { type Graph, line, percentiles } from "./graph";

export type ResourceNames = {
  readonly functionName: string;
  readonly deadLetterQueueName: string;
  /** Absent with direct delivery. */
  readonly queueName: string | undefined;
};

const queueGraph = (QueueName: string): Graph => {
  const sqs = metricsOf("AWS/SQS", { QueueName });
  const inDelivery = "In delivery, or waiting for a retry";
  return {
    title: "Queue",
    rightAxis: "Seconds",
    lines: [
      line(sqs("ApproximateNumberOfMessagesVisible"), "Maximum", "Waiting", "calm"),
      line(sqs("ApproximateNumberOfMessagesNotVisible"), "Maximum", inDelivery, "warning"),
      line(sqs("ApproximateAgeOfOldestMessage"), "Maximum", "Age of the oldest event", "neutral", "right"),
    ],
  };
};

/** AWS's own metrics of queues and function. */
export const resourceGraphs = (names: ResourceNames): readonly Graph[] => {
  const lambda = metricsOf("AWS/Lambda", { FunctionName: names.functionName });
  const deadLetters = metricsOf("AWS/SQS", { QueueName: names.deadLetterQueueName });
  return [
    ...(names.queueName === undefined ? [] : [queueGraph(names.queueName)]),
    {
      title: "Dead letters",
      lines: [
        line(deadLetters("ApproximateNumberOfMessagesVisible"), "Maximum", "Waiting for a redrive", "bad"),
      ],
    },
    {
      title: "Function",
      lines: [
        line(lambda("Invocations"), "Sum", "Invocations", "calm"),
        line(lambda("Errors"), "Sum", "Errors", "bad"),
        line(lambda("Throttles"), "Sum", "Throttles", "warning"),
      ],
    },
    { title: "Function duration in milliseconds", lines: percentiles(lambda("Duration")) },
  ];
};
