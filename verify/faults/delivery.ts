import { startAsyncInvocations } from "../../local/aws/lambda/async-invocations";
import { startEventSource } from "../../local/aws/lambda/event-source";
import { createQueuePair, type VirtualQueue, type VirtualQueueOptions } from "../../local/aws/sqs/queue";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import {
  batchingWindowSeconds,
  batchSize,
  functionTimeoutSeconds,
} from "../../src/delivery/notifier-function";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../src/delivery/queue";
import { arnOf, topicArn } from "./names";
import type { Notifier } from "./notifier";
import type { SentEvents } from "./sent-events";

/** What the queue may do beyond the usual. */
export type Chaos = Pick<VirtualQueueOptions, "outOfTurn" | "survivors">;

/** How Lambda reads the queue, where it differs from the stage's settings. */
export type Polling = { readonly pollers: number; readonly batchSize: number };

/** The stage's queue and its dead-letter queue. */
export const createQueues = (scheduler: Scheduler, random: Random, chaos: Chaos = {}) =>
  createQueuePair({
    ...chaos,
    scheduler,
    random,
    visibilityTimeoutSeconds: visibilityTimeoutSecondsOf({ functionTimeoutSeconds, batchingWindowSeconds }),
    maxReceiveCount,
    arn: arnOf("sqs", "faults-events"),
    deadLettersArn: arnOf("sqs", "faults-dead-letters"),
  });

/** How events reach the notifier. */
export type Delivery = {
  readonly deliver: (body: string) => void;
  /** Events that are not delivered, parked or dropped yet. */
  readonly openCount: () => number;
};

type Parts = {
  readonly scheduler: Scheduler;
  readonly queue: VirtualQueue;
  readonly deadLetters: VirtualQueue;
  readonly notifier: Notifier;
  readonly sent: SentEvents;
  readonly polling?: Polling | undefined;
};

/** Through the queue and its event source. */
export const throughQueue = ({ scheduler, queue, notifier, sent, polling }: Parts): Delivery => {
  const source = startEventSource({
    queue,
    scheduler,
    batchSize,
    batchingWindowSeconds,
    ...polling,
    functions: notifier.functions.map((invoke) => (event, batch) => {
      const events = batch.flatMap(({ message }) => sent.inBody(message.body) ?? []);
      return invoke(event, events);
    }),
  });
  return {
    deliver: (body) => void queue.send(body),
    openCount: () => queue.messages().length + source.busyCount(),
  };
};

const snsEventOf = (body: string) => ({
  Records: [
    {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: `${topicArn}:1d0e2c3b`,
      Sns: JSON.parse(body),
    },
  ],
});

/** Directly from the topic to the function; what Lambda drops goes to the dead-letter queue. */
export const direct = ({ scheduler, deadLetters, notifier, sent }: Parts): Delivery => {
  const invocations = startAsyncInvocations({
    scheduler,
    onGivenUp: (event) => void deadLetters.send(JSON.stringify(event)),
    functions: notifier.functions.map((invoke) => (event) => {
      const found = sent.inBody(JSON.stringify(event));
      return invoke(event, found ? [found] : []);
    }),
  });
  return {
    deliver: (body) => invocations.send(snsEventOf(body)),
    openCount: invocations.openCount,
  };
};
