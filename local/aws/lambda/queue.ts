import { randomUUID } from "node:crypto";
import { eventOf, failedIds, type SourceAnswer } from "./batch";

/** What SQS keeps of a message. */
export type QueuedMessage = {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: Readonly<
    Record<string, { readonly stringValue: string; readonly dataType: "String" }>
  >;
  readonly sentAtMilliseconds: number;
  receiveCount: number;
};

export type QueueOptions = {
  /** Calls the function with an SQS event. */
  readonly invoke: (event: unknown) => Promise<SourceAnswer>;
  readonly queueArn: string;
  readonly batchSize?: number;
  /** How long a message that came back stays hidden. */
  readonly visibilityTimeoutMilliseconds: number;
  /** After so many receives a message goes to the dead letters. */
  readonly maxReceiveCount: number;
};

export type LocalQueue = {
  readonly send: (body: string) => void;
  readonly deadLetters: readonly QueuedMessage[];
  /** Resolves once every message was delivered or is a dead letter. */
  readonly drained: () => Promise<void>;
  readonly close: () => void;
};

const receiptsOf = (messages: readonly QueuedMessage[]) =>
  messages.map((message) => ({
    ...message,
    receiptHandle: `${message.messageId}-${message.receiveCount}`,
  }));

/**
 * An SQS queue with a Lambda event source mapping that reports batch item failures: batches, visibility
 * timeout, receive count and dead letters. (AWS Lambda Developer Guide, using Lambda with Amazon SQS)
 */
export const startQueue = (options: QueueOptions): LocalQueue => {
  const { invoke, queueArn, batchSize = 10, visibilityTimeoutMilliseconds, maxReceiveCount } = options;
  const visible: QueuedMessage[] = [];
  const hidden = new Map<QueuedMessage, NodeJS.Timeout>();
  const deadLetters: QueuedMessage[] = [];
  const waiting: (() => void)[] = [];
  let polling = false;
  let closed = false;

  const isDrained = (): boolean => visible.length === 0 && hidden.size === 0 && !polling;

  const giveBack = (message: QueuedMessage): void => {
    if (message.receiveCount >= maxReceiveCount) {
      deadLetters.push(message);
      return;
    }
    const timer = setTimeout(() => {
      hidden.delete(message);
      visible.push(message);
      void poll();
    }, visibilityTimeoutMilliseconds);
    hidden.set(message, timer);
  };

  const poll = async (): Promise<void> => {
    if (polling) return;
    polling = true;
    while (visible.length > 0 && !closed) {
      const batch = visible.splice(0, batchSize);
      for (const message of batch) message.receiveCount += 1;
      const failed = failedIds(await invoke(eventOf(receiptsOf(batch), queueArn)), batch);
      for (const message of batch) if (failed.has(message.messageId)) giveBack(message);
    }
    polling = false;
    if (isDrained()) for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    deadLetters,
    send: (body) => {
      if (closed) return;
      const messageId = randomUUID();
      visible.push({
        messageId,
        body,
        messageAttributes: {},
        sentAtMilliseconds: Date.now(),
        receiveCount: 0,
      });
      // The next turn, so that what is sent together is received together.
      setImmediate(() => void poll());
    },
    drained: () => (isDrained() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close: () => {
      closed = true;
      for (const timer of hidden.values()) clearTimeout(timer);
      hidden.clear();
      visible.length = 0;
    },
  };
};
