/** What an invocation counts. Each is a metric of CloudWatch under the same name, and the dashboard's and alarms' source. */
export type Count =
  /** Events that reached Slack. */
  | "Delivered"
  /** Messages that Slack took: fewer than events where several are told in one. */
  | "Messages"
  /** Events that come back from the queue. */
  | "Retried"
  /** Events that were put into the dead-letter queue, since somebody must act first. */
  | "Parked"
  | "Unrecognised"
  /** Events that AWS Backup did not complete. */
  | "NotEnriched"
  /** Events that were told before, and were not told again. */
  | "Duplicates"
  | "LedgerFailures";

export type Tally = {
  readonly count: (name: Count, by?: number) => void;
  /** From AWS's event to Slack's answer. */
  readonly took: (latencySeconds: number) => void;
  /** What was counted, in CloudWatch's embedded metric format; `undefined` where nothing was. */
  readonly toEmbeddedMetrics: (stage: string, now: Date) => object | undefined;
};

/** A metric's values in one line. (Amazon CloudWatch User Guide, embedded metric format specification) */
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
