import type { BackupEvent } from "./event";
import type { OwnEvent } from "./own-event";

/** The SQS message that carried an event. */
export type QueueMessage = {
  /** SQS's own id, which a partial batch response needs. */
  readonly id: string;
  /** Needed to change the message's visibility. */
  readonly receiptHandle?: string;
  readonly queueArn?: string;
  /** How often the message was received, including this time. */
  readonly receiveCount: number;
};

/** One event as it arrived, and what is needed to park it or to receive it again. */
export type ReceivedRecord = {
  readonly event: BackupEvent;
  /** The event as a queue can hold it, and as this parser can read it again. */
  readonly body: string;
  /** SQS's message attributes, as they came. */
  readonly attributes?: unknown;
  /** Absent with direct delivery. */
  readonly message?: QueueMessage;
};

/** An event of our own, and the message that carried it: only our own queue may. */
export type OwnRecord = {
  readonly event: OwnEvent;
  readonly body: string;
  readonly message: QueueMessage;
};

/** What one invocation brings: a batch from the queue, or events by direct delivery (SNS or EventBridge). */
export type Batch = {
  readonly delivery: "queue" | "direct";
  readonly records: readonly ReceivedRecord[];
  /** Absent without any. */
  readonly own?: readonly OwnRecord[];
};
