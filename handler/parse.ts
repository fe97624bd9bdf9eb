import type { BackupEvent } from "./model";

/** One event as it arrived. `queueMessageId` is SQS's own id, which a partial batch answer needs. */
export type ReceivedRecord = { readonly queueMessageId?: string; readonly event: BackupEvent };

/** What one invocation brings: a batch from the queue, or events by direct delivery (SNS or EventBridge). */
export type Batch = { readonly delivery: "queue" | "direct"; readonly records: readonly ReceivedRecord[] };
