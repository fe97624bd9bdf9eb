import type { LocalTable } from "../../local/aws/dynamodb/table";
import type { ReceivedMessage } from "../../local/slack/message-log";
import { readMessage } from "./message-reader";
import type { Batch } from "./notifier";
import { batchOf, type RunningBatch, type SeenMessage } from "./reported";
import type { SentEvent, SentEvents } from "./sent-events";

/** Sees what Slack accepts, and what a sandbox can no longer record when it is killed. */
export type Observer = {
  readonly messages: readonly SeenMessage[];
  /** Events that were reported and may be reported again, each as often as that is so. */
  readonly unrecorded: readonly SentEvent[];
  readonly observe: (
    message: ReceivedMessage,
    answerReached: Promise<boolean>,
    running: Iterable<Batch>,
  ) => SeenMessage;
  /** The sandbox's batch that a message came from. */
  readonly senderOf: (message: SeenMessage) => Batch | undefined;
  /** Notes that a sandbox dies now in the middle of this batch. */
  readonly noteKilled: (batch: RunningBatch) => void;
};

type Seen = Omit<SeenMessage, "batches"> & { readonly batches: readonly Batch[] };

export const createObserver = (sent: SentEvents, ledger: LocalTable): Observer => {
  const messages: Seen[] = [];
  const unrecorded: SentEvent[] = [];

  /** Whether another sandbox would know that the event was reported. */
  const isRecorded = ({ key }: SentEvent): boolean => {
    const end = key.lastIndexOf("|");
    return ledger.textsIn(key.slice(0, end), "states").has(key.slice(end + 1));
  };

  return {
    messages,
    unrecorded,
    observe: (message, answerReached, running) => {
      const seen: Seen = {
        atMilliseconds: message.receivedAt.getTime(),
        reading: readMessage(message),
        batches: [...running],
      };
      messages.push(seen);
      void answerReached.then((reached) => {
        if (!reached) seen.excuse = "Slack's answer was lost";
      });
      return seen;
    },
    senderOf: (message) => {
      const batch = batchOf(message, sent);
      return messages.find((one) => one === message)?.batches.find((one) => one === batch);
    },
    noteKilled: (batch) => {
      for (const message of messages) {
        if (!message.batches.includes(batch as Batch) || batchOf(message, sent) !== batch) continue;
        const alike = batch.events.filter(({ family }) => family === message.reading.family);
        unrecorded.push(...new Set(alike.filter((event) => !isRecorded(event))));
      }
    },
  };
};
