import { metricsOf } from "../alarm";
import { type Graph, line } from "./graph";

export type RestoreTestNames = { readonly functionName: string; readonly queueName: string };

/** Whether what tests restored is checked. What the checks said is in Slack. */
export const restoreTestGraphs = ({ functionName, queueName }: RestoreTestNames): readonly Graph[] => {
  const lambda = metricsOf("AWS/Lambda", { FunctionName: functionName });
  const queue = metricsOf("AWS/SQS", { QueueName: queueName });
  return [
    {
      title: "Checks of restore tests",
      lines: [
        line(lambda("Invocations"), "Sum", "Looks", "calm"),
        line(lambda("Errors"), "Sum", "Failed", "bad"),
      ],
    },
    {
      title: "Restores to be checked",
      lines: [
        line(queue("ApproximateNumberOfMessagesVisible"), "Maximum", "Waiting", "calm"),
        line(queue("ApproximateNumberOfMessagesDelayed"), "Maximum", "Not ready yet", "warning"),
      ],
    },
  ];
};
