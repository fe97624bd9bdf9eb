import { startAsyncInvocations } from "../../local/aws/lambda/async-invocations";
import { startEventSource } from "../../local/aws/lambda/event-source";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import type { Scheduler } from "../../local/clock/scheduler";
import { topicArn } from "./names";
import type { Notifier } from "./notifier";
import type { FactBook } from "./sent-events";

/** How events reach the notifier. */
export type Delivery = {
  readonly arrive: (body: string) => void;
  /** Events that are not delivered, parked or given up yet. */
  readonly openCount: () => number;
};

/** As the stack sets them. */
const batchSize = 500;
const batchingWindowSeconds = 10;

type Parts = {
  readonly scheduler: Scheduler;
  readonly queue: VirtualQueue;
  readonly deadLetters: VirtualQueue;
  readonly notifier: Notifier;
  readonly book: FactBook;
};

/** Through the queue and its event source. */
export const throughQueue = ({ scheduler, queue, notifier, book }: Parts): Delivery => {
  const source = startEventSource({
    queue,
    scheduler,
    batchSize,
    batchingWindowSeconds,
    functions: notifier.functions.map((invoke) => (event, batch) => {
      const facts = batch.flatMap(({ message }) => book.inBody(message.body)?.fact ?? []);
      return invoke(event, facts);
    }),
  });
  return {
    arrive: (body) => void queue.send(body),
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

/** Straight from the topic to the function; what is given up goes to the dead-letter queue. */
export const direct = ({ scheduler, deadLetters, notifier, book }: Parts): Delivery => {
  const invocations = startAsyncInvocations({
    scheduler,
    onGivenUp: (event) => void deadLetters.send(JSON.stringify(event)),
    functions: notifier.functions.map((invoke) => (event) => {
      const found = book.inBody(JSON.stringify(event));
      return invoke(event, found ? [found.fact] : []);
    }),
  });
  return {
    arrive: (body) => invocations.send(snsEventOf(body)),
    openCount: invocations.openCount,
  };
};
