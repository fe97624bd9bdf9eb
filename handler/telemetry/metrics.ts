/** What an invocation counts. Each is a CloudWatch metric of the same name, which dashboard and alarms use. */
export const counts = [
  /** Events that reached Slack. */
  "Delivered",
  /** Messages that Slack accepted: fewer than events where one message reports several. */
  "Messages",
  /** Digests of the watch that Slack accepted. */
  "DigestsDelivered",
  /** Events that were returned to the queue. */
  "Retried",
  /** Events that were moved to the dead-letter queue, because an operator must act first. */
  "Parked",
  "Unrecognized",
  /** Events whose details AWS Backup did not provide. */
  "NotEnriched",
  /** Finished jobs that were reported as "could not be checked". */
  "Unchecked",
  /** Events that were sent before, and were not sent again. */
  "Duplicates",
  "LedgerFailures",
] as const;

/** Digests that reached Slack. Only a stage with a digest has it. */
const digestsMetric = "DigestsDelivered";

export type Count = (typeof counts)[number] | typeof digestsMetric;

/** Seconds from AWS's event to Slack's answer. */
export const latencyMetric = "Latency";

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
  const counted = new Map<Count, number>();
  const latencies: number[] = [];
  return {
    count: (name, by = 1) => void counted.set(name, (counted.get(name) ?? 0) + by),
    took: (latencySeconds) => void latencies.push(latencySeconds),
    toEmbeddedMetrics: (stage, now) => {
      const metrics = [
        ...[...counted.keys()].map((Name) => ({ Name, Unit: "Count" })),
        ...(latencies.length > 0 ? [{ Name: latencyMetric, Unit: "Seconds" }] : []),
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
        ...Object.fromEntries(counted),
        ...(latencies.length > 0 && { [latencyMetric]: latencies.slice(0, maxValues) }),
      };
    },
  };
};
