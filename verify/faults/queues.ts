import { createQueuePair, type VirtualQueueOptions } from "../../local/aws/sqs/queue";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import { queueArn } from "./names";

/** As the stack sets them: six times the function's timeout and the window; a day and an hour at 15 minutes a try. */
const visibilityTimeoutSeconds = 190;
const maxReceiveCount = 107;

/** What the queue may do beyond the usual. */
export type Chaos = Pick<VirtualQueueOptions, "outOfTurn" | "survivors">;

/** The stage's queue and its dead-letter queue. */
export const createQueues = (scheduler: Scheduler, random: Random, chaos: Chaos = {}) =>
  createQueuePair({
    ...chaos,
    scheduler,
    random,
    visibilityTimeoutSeconds,
    maxReceiveCount,
    arn: queueArn("faults-events"),
    deadLettersArn: queueArn("faults-dead-letters"),
  });
