import { metricsOf, notifierMetric } from "../alarm";
import { type Graph, line, percentiles } from "./graph";

export type WatchNames = { readonly functionName: string; readonly failedRunsQueueName: string };

/** Whether the watch looks, and whether its digest arrives. */
export const watchGraphs = (
  stage: string,
  { functionName, failedRunsQueueName }: WatchNames,
): readonly Graph[] => {
  const lambda = metricsOf("AWS/Lambda", { FunctionName: functionName });
  const failedRuns = metricsOf("AWS/SQS", { QueueName: failedRunsQueueName });
  return [
    {
      title: "Watch",
      lines: [
        line(lambda("Invocations"), "Sum", "Runs", "calm"),
        line(lambda("Errors"), "Sum", "Failed", "bad"),
        line(failedRuns("ApproximateNumberOfMessagesVisible"), "Maximum", "Given up", "warning"),
        line(notifierMetric("DigestsDelivered", stage), "Sum", "Digests in Slack", "good"),
      ],
    },
    { title: "Watch duration in milliseconds", lines: percentiles(lambda("Duration")) },
  ];
};
