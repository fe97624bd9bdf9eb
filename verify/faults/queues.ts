import { createQueuePair, type VirtualQueueOptions } from "../../local/aws/sqs/queue";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import { batchingWindowSeconds, functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../src/delivery/queue";
import { queueArn } from "./names";

/** What the queue may do beyond the usual. */
export type Chaos = Pick<VirtualQueueOptions, "outOfTurn" | "survivors">;

/** The stage's queue and its dead-letter queue. */
export const createQueues = (scheduler: Scheduler, random: Random, chaos: Chaos = {}) =>
  createQueuePair({
    ...chaos,
    scheduler,
    random,
    visibilityTimeoutSeconds: visibilityTimeoutSecondsOf({ functionTimeoutSeconds, batchingWindowSeconds }),
    maxReceiveCount,
    arn: queueArn("faults-events"),
    deadLettersArn: queueArn("faults-dead-letters"),
  });
