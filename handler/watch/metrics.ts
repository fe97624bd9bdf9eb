import type { CheckResult } from "./watch-context";

/** Checks that were complete: an alarm watches that they do not stop. */
export const watchChecksMetric = "WatchChecks";

/** Seconds that a check took. */
export const watchSecondsMetric = "WatchSeconds";

/** All of a check's metrics. */
export const watchMetrics = [watchChecksMetric, watchSecondsMetric, "WatchCalls"] as const;

/** A check in CloudWatch's embedded metric format, as the notifier's metrics are. */
export const checkMetrics = (
  { problem, milliseconds, calls }: CheckResult,
  stage: string,
  now: Date,
): object => ({
  _aws: {
    Timestamp: now.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: "BackupNotifications",
        Dimensions: [["Stage"]],
        Metrics: watchMetrics.map((Name) => ({
          Name,
          Unit: Name === watchSecondsMetric ? "Seconds" : "Count",
        })),
      },
    ],
  },
  Stage: stage,
  [watchChecksMetric]: problem === undefined ? 1 : 0,
  [watchSecondsMetric]: milliseconds / 1000,
  WatchCalls: calls,
});
