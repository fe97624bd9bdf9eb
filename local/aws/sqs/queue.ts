import type { Scheduler } from "../../clock/scheduler";
import { anyBelow, type Random } from "../../clock/seeded-random";

/** Message attributes as Lambda passes them to a function. */
export type MessageAttributes = Readonly<
  Record<string, { readonly stringValue?: string; readonly dataType: string }>
>;

/** A message, however often it is received. */
export type VirtualMessage = {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: MessageAttributes;
  readonly sentAtMilliseconds: number;
  firstReceivedAtMilliseconds?: number;
  receiveCount: number;
};

/** A message that one receiver holds. */
export type Receipt = { readonly message: VirtualMessage; readonly receiptHandle: string };

export type VirtualQueueOptions = {
  readonly arn: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  /** Absent for a dead-letter queue. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly deadLetters: VirtualQueue };
  /** Share of the messages that are received out of order. */
  readonly outOfTurn?: number;
  /** Share of the deletes that leave a copy, which is delivered again within ten minutes. */
  readonly survivors?: number;
};

export type VirtualQueue = {
  readonly arn: string;
  readonly send: (body: string, attributes?: MessageAttributes, delaySeconds?: number) => VirtualMessage;
  /** Takes a message with its age and id, as a dead-letter queue does. */
  readonly accept: (message: VirtualMessage) => void;
  readonly receive: (most: number) => readonly Receipt[];
  readonly remove: (receiptHandle: string) => void;
  /** `false` where the receipt handle belongs to no message in flight. */
  readonly changeVisibility: (receiptHandle: string, seconds: number) => boolean;
  /** Calls back whenever a message becomes visible. */
  readonly onVisible: (listener: () => void) => void;
  /** Removes every visible message, as a redrive does. */
  readonly takeAll: () => readonly VirtualMessage[];
  readonly messages: () => readonly VirtualMessage[];
  readonly visibleCount: () => number;
  /** Received and neither removed nor visible again. */
  readonly inFlightCount: () => number;
  /** Messages past their retention period: SQS deletes them silently. */
  readonly expired: readonly VirtualMessage[];
};

type Entry = {
  readonly message: VirtualMessage;
  receiptHandle?: string;
  show?: () => void;
};

/**
 * An SQS standard queue on a given clock: visibility, receive counts, dead letters, retention; and, as options, what a
 * standard queue is allowed to do: deliver out of order and after the delete. (Amazon SQS Developer Guide, standard queues)
 */
export const createVirtualQueue = (options: VirtualQueueOptions): VirtualQueue => {
  const { arn, scheduler, random, redrive, outOfTurn = 0, survivors = 0 } = options;
  const entries = new Map<VirtualMessage, Entry>();
  const visible: Entry[] = [];
  const inFlight = new Map<string, Entry>();
  const expired: VirtualMessage[] = [];
  const listeners: (() => void)[] = [];
  let lastMessage = 0;
  let lastReceipt = 0;
  const now = (): number => scheduler.now().getTime();

  const show = (entry: Entry): void => {
    if (entry.receiptHandle) inFlight.delete(entry.receiptHandle);
    delete entry.receiptHandle;
    visible.push(entry);
    for (const listener of listeners) listener();
  };

  const hideFor = (entry: Entry, seconds: number): void => {
    entry.show?.();
    entry.show = scheduler.after(seconds * 1000, () => show(entry));
  };

  const drop = (entry: Entry): void => {
    entry.show?.();
    entries.delete(entry.message);
    if (entry.receiptHandle) inFlight.delete(entry.receiptHandle);
  };

  /** Whether the message can be received; otherwise it has expired or is a dead letter. */
  const isReceivable = ({ message }: Entry): boolean => {
    if (now() - message.sentAtMilliseconds > options.retentionSeconds * 1000) expired.push(message);
    else if (redrive && message.receiveCount >= redrive.maxReceiveCount) redrive.deadLetters.accept(message);
    else return true;
    entries.delete(message);
    return false;
  };

  const receiveOne = (entry: Entry): Receipt => {
    const receiptHandle = `receipt-${++lastReceipt}`;
    entry.receiptHandle = receiptHandle;
    entry.message.receiveCount += 1;
    entry.message.firstReceivedAtMilliseconds ??= now();
    inFlight.set(receiptHandle, entry);
    hideFor(entry, options.visibilityTimeoutSeconds);
    return { message: entry.message, receiptHandle };
  };

  const accept = (message: VirtualMessage, delaySeconds = 0): void => {
    const entry: Entry = { message };
    entries.set(message, entry);
    if (delaySeconds > 0) hideFor(entry, delaySeconds);
    else show(entry);
  };

  return {
    arn,
    send: (body, messageAttributes = {}, delaySeconds = 0) => {
      const messageId = `00000000-0000-4000-8000-${(++lastMessage).toString(16).padStart(12, "0")}`;
      const message = { messageId, body, messageAttributes, sentAtMilliseconds: now(), receiveCount: 0 };
      accept(message, delaySeconds);
      return message;
    },
    accept: (message) => accept(message),
    receive: (most) => {
      const receipts: Receipt[] = [];
      while (visible.length > 0 && receipts.length < most) {
        const turn = outOfTurn > 0 && random() < outOfTurn ? anyBelow(random, visible.length) : 0;
        const [entry] = visible.splice(turn, 1);
        if (entry && isReceivable(entry)) receipts.push(receiveOne(entry));
      }
      return receipts;
    },
    remove: (receiptHandle) => {
      const entry = inFlight.get(receiptHandle);
      if (entry === undefined) return;
      if (survivors > 0 && random() < survivors) hideFor(entry, random() * 600);
      else drop(entry);
    },
    changeVisibility: (receiptHandle, seconds) => {
      const entry = inFlight.get(receiptHandle);
      if (entry) hideFor(entry, seconds);
      return entry !== undefined;
    },
    onVisible: (listener) => void listeners.push(listener),
    takeAll: () => {
      const taken = visible.splice(0);
      for (const entry of taken) drop(entry);
      return taken.map(({ message }) => message);
    },
    messages: () => [...entries.keys()],
    visibleCount: () => visible.length,
    inFlightCount: () => inFlight.size,
    expired,
  };
};

export type QueuePairOptions = Omit<VirtualQueueOptions, "retentionSeconds" | "redrive"> & {
  readonly deadLettersArn: string;
  readonly maxReceiveCount: number;
};

const daySeconds = 86_400;

/** A queue with SQS's default retention, and its dead-letter queue with the longest one. */
export const createQueuePair = (
  options: QueuePairOptions,
): { readonly queue: VirtualQueue; readonly deadLetters: VirtualQueue } => {
  const { deadLettersArn, maxReceiveCount, scheduler, random, visibilityTimeoutSeconds } = options;
  const deadLetters = createVirtualQueue({
    arn: deadLettersArn,
    scheduler,
    random,
    visibilityTimeoutSeconds,
    retentionSeconds: 14 * daySeconds,
  });
  const redrive = { maxReceiveCount, deadLetters };
  return {
    queue: createVirtualQueue({ ...options, retentionSeconds: 4 * daySeconds, redrive }),
    deadLetters,
  };
};
