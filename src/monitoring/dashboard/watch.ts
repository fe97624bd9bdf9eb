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
        line(notifierMetric("WatchChecks", stage), "Sum", "Complete checks", "calm"),
        line(lambda("Errors"), "Sum", "Failed", "bad"),
        line(failedRuns("ApproximateNumberOfMessagesVisible"), "Maximum", "Given up", "warning"),
        line(notifierMetric("DigestsDelivered", stage), "Sum", "Digests in Slack", "good"),
      ],
    },
    { title: "Seconds of a check", lines: percentiles(notifierMetric("WatchSeconds", stage)) },
    {
      title: "AWS API calls of a check",
      lines: [line(notifierMetric("WatchCalls", stage), "Maximum", "Most in a check", "calm")],
    },
  ];
};
