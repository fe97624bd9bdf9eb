import type { Scheduler } from "../../clock/scheduler";
import type { Receipt, VirtualQueue } from "../sqs/queue";
import { eventOf, failedIds, type SourceAnswer } from "./batch";

export type EventSourceOptions = {
  readonly queue: VirtualQueue;
  readonly scheduler: Scheduler;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** How many gather a batch at once, ten messages in turn; 1 where absent. */
  readonly pollers?: number;
  /** One per sandbox: as many batches run at once. Called with the SQS event and its messages. */
  readonly functions: readonly ((event: unknown, batch: readonly Receipt[]) => Promise<SourceAnswer>)[];
};

export type EventSource = {
  /** Batches that are being gathered or run. */
  readonly busyCount: () => number;
  /** Starts no more batches. */
  readonly disable: () => void;
};

/** SQS's limit of one ReceiveMessage. (Amazon SQS API Reference) */
const mostReceived = 10;

type Gathering = { readonly batch: Receipt[]; readonly end: () => void; readonly cancel: () => void };

/**
 * A Lambda event source mapping on a queue, with partial batch responses: gathers a batch until the window ends or
 * the batch is full, deletes what the function did not report as failed, and leaves the rest to the queue.
 * (AWS Lambda Developer Guide, using Lambda with Amazon SQS)
 */
export const startEventSource = (options: EventSourceOptions): EventSource => {
  const { queue, scheduler, batchSize, batchingWindowSeconds, pollers = 1 } = options;
  const idle = [...options.functions];
  /** Batches that are being gathered, the one whose turn it is first. */
  const gatherings: Gathering[] = [];
  /** Batches that wait for a function. */
  const ready: (readonly Receipt[])[] = [];
  const mostAtOnce = Math.max(pollers, options.functions.length);
  let running = 0;
  let isDisabled = false;

  const run = async (
    batch: readonly Receipt[],
    invoke: EventSourceOptions["functions"][number],
  ): Promise<void> => {
    running += 1;
    const event = eventOf(
      batch.map(({ message, receiptHandle }) => ({ ...message, receiptHandle })),
      queue.arn,
    );
    const messages = batch.map(({ message }) => message);
    const failed = failedIds(await invoke(event, batch), messages);
    for (const { message, receiptHandle } of batch) {
      if (!failed.has(message.messageId)) queue.remove(receiptHandle);
    }
    running -= 1;
    idle.push(invoke);
    invokeNext();
    poll();
  };

  const invokeNext = (): void => {
    const invoke = ready.length > 0 ? idle.shift() : undefined;
    const batch = invoke && ready.shift();
    if (invoke && batch) void run(batch, invoke);
  };

  const begin = (): void => {
    const batch: Receipt[] = [];
    const cancel = scheduler.after(batchingWindowSeconds * 1000, () => gathering.end());
    const gathering: Gathering = {
      batch,
      cancel,
      end: () => {
        cancel();
        gatherings.splice(gatherings.indexOf(gathering), 1);
        // Every visible message may have become a dead letter.
        if (batch.length > 0) ready.push(batch);
        invokeNext();
        poll();
      },
    };
    gatherings.unshift(gathering);
  };

  const poll = (): void => {
    while (!isDisabled && queue.visibleCount() > 0) {
      const isRoom = gatherings.length < pollers && gatherings.length + ready.length + running < mostAtOnce;
      if (isRoom) begin();
      const next = gatherings.shift();
      if (next === undefined) return;
      gatherings.push(next);
      const { batch, end } = next;
      batch.push(...queue.receive(Math.min(mostReceived, batchSize - batch.length)));
      if (batch.length >= batchSize) end();
    }
  };

  queue.onVisible(poll);
  return {
    busyCount: () => running + ready.length + gatherings.length,
    disable: () => {
      isDisabled = true;
      for (const { cancel } of gatherings.splice(0)) cancel();
    },
  };
};
