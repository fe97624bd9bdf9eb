import { createVirtualQueue, type VirtualQueue, type VirtualQueueOptions } from "../../local/aws/sqs/queue";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import { batchingWindowSeconds, functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../src/delivery/queue";
import { queueArn } from "./names";

const daySeconds = 86_400;

/** What a queue may do now and then: deliver out of order, or keep a message that was deleted. */
export type Chaos = Pick<VirtualQueueOptions, "outOfTurn" | "survivors">;

/** The stage's queue and its dead-letter queue. */
export const createQueues = (
  scheduler: Scheduler,
  random: Random,
  chaos: Chaos = {},
): { readonly queue: VirtualQueue; readonly deadLetters: VirtualQueue } => {
  const common = {
    scheduler,
    random,
    visibilityTimeoutSeconds: visibilityTimeoutSecondsOf({ functionTimeoutSeconds, batchingWindowSeconds }),
  };
  const deadLetters = createVirtualQueue({
    ...common,
    arn: queueArn("faults-dead-letters"),
    retentionSeconds: 14 * daySeconds,
  });
  const queue = createVirtualQueue({
    ...common,
    ...chaos,
    arn: queueArn("faults-events"),
    retentionSeconds: 4 * daySeconds,
    redrive: { maxReceiveCount, deadLetters },
  });
  return { queue, deadLetters };
};
