import type { Scheduler } from "../../clock/scheduler";
import type { Receipt, VirtualQueue } from "../sqs/queue";
import { eventOf, failedIds, type SourceAnswer } from "./batch";

export type EventSourceOptions = {
  readonly queue: VirtualQueue;
  readonly scheduler: Scheduler;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** One per sandbox: as many batches run at once. Called with the SQS event and its messages. */
  readonly functions: readonly ((event: unknown, batch: readonly Receipt[]) => Promise<SourceAnswer>)[];
};

export type EventSource = {
  /** Batches that are being gathered or run. */
  readonly busyCount: () => number;
  /** Starts no more batches. */
  readonly disable: () => void;
};

/**
 * A Lambda event source mapping on a queue, with partial batch responses: gathers a batch until the window ends or
 * the batch is full, deletes what the function did not report as failed, and leaves the rest to the queue.
 * (AWS Lambda Developer Guide, using Lambda with Amazon SQS)
 */
export const startEventSource = (options: EventSourceOptions): EventSource => {
  const { queue, scheduler, batchSize, batchingWindowSeconds } = options;
  const idle = [...options.functions];
  let gathering:
    | { readonly batch: Receipt[]; readonly end: () => void; readonly cancel: () => void }
    | undefined;
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
    poll();
  };

  const begin = (): void => {
    const invoke = idle.shift();
    if (invoke === undefined) return;
    const batch: Receipt[] = [];
    const end = (): void => {
      cancel();
      gathering = undefined;
      // Every visible message may have become a dead letter.
      if (batch.length > 0) void run(batch, invoke);
      else idle.push(invoke);
      poll();
    };
    const cancel = scheduler.after(batchingWindowSeconds * 1000, end);
    gathering = { batch, end, cancel };
  };

  const poll = (): void => {
    if (isDisabled || queue.visibleCount() === 0) return;
    if (gathering === undefined) begin();
    if (gathering === undefined) return;
    const { batch, end } = gathering;
    batch.push(...queue.receive(batchSize - batch.length));
    if (batch.length >= batchSize) end();
  };

  queue.onVisible(poll);
  return {
    busyCount: () => running + (gathering ? 1 : 0),
    disable: () => {
      isDisabled = true;
      gathering?.cancel();
      gathering = undefined;
    },
  };
};
