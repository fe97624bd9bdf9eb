/** What an invocation counts. Each is a CloudWatch metric under the same name: the source of dashboard and alarms. */
export type Count =
  /** Events that reached Slack. */
  | "Delivered"
  /** Messages that Slack took: fewer than events where one message reports several. */
  | "Messages"
  /** Events that returned to the queue. */
  | "Retried"
  /** Events in the dead-letter queue, since an operator must act first. */
  | "Parked"
  | "Unrecognised"
  /** Events whose details AWS Backup did not provide. */
  | "NotEnriched"
  /** Events that were already sent, and were not sent again. */
  | "Duplicates"
  | "LedgerFailures";

export type Tally = {
  readonly count: (name: Count, by?: number) => void;
  /** From AWS's event to Slack's response. */
  readonly took: (latencySeconds: number) => void;
  /** All counts, in CloudWatch's embedded metric format; `undefined` where there are none. */
  readonly toEmbeddedMetrics: (stage: string, now: Date) => object | undefined;
};

/** The most values of a metric in one line. (Amazon CloudWatch User Guide, embedded metric format specification) */
const maxValues = 100;

/** Counts one invocation. */
export const createTally = (): Tally => {
  const counts = new Map<Count, number>();
  const latencies: number[] = [];
  return {
    count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    took: (latencySeconds) => void latencies.push(latencySeconds),
    toEmbeddedMetrics: (stage, now) => {
      const metrics = [
        ...[...counts.keys()].map((Name) => ({ Name, Unit: "Count" })),
        ...(latencies.length > 0 ? [{ Name: "Latency", Unit: "Seconds" }] : []),
      ];
      if (metrics.length === 0) return undefined;
      return {
        _aws: {
          Timestamp: now.getTime(),
          CloudWatchMetrics: [
            { Namespace: "BackupNotifications", Dimensions: [["Stage"]], Metrics: metrics },
          ],
        },
        Stage: stage,
        ...Object.fromEntries(counts),
        ...(latencies.length > 0 && { Latency: latencies.slice(0, maxValues) }),
      };
    },
  };
};
