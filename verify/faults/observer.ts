import type { LocalTable } from "../../local/aws/dynamodb/table";
import type { ReceivedMessage } from "../../local/slack/message-log";
import { readMessage } from "./message-reader";
import type { Batch } from "./notifier";
import { batchOf, type SeenMessage } from "./reported";
import type { SentEvent, SentEvents } from "./sent-events";

/** Sees what Slack accepts, and what a sandbox can no longer record when it is killed. */
export const createObserver = (sent: SentEvents, ledger: LocalTable) => {
  const messages: SeenMessage<Batch>[] = [];
  /** Events that were reported and may be reported again, each as often as that is so. */
  const unrecorded: SentEvent[] = [];

  /** Whether another sandbox would know that the event was reported. */
  const isRecorded = ({ key }: SentEvent): boolean => {
    const end = key.lastIndexOf("|");
    return ledger.textsIn(key.slice(0, end), "states").has(key.slice(end + 1));
  };

  return {
    messages,
    unrecorded,
    /** Returns the sandbox's batch that the message came from. */
    observe: (
      message: ReceivedMessage,
      answerReached: Promise<boolean>,
      running: Iterable<Batch>,
    ): Batch | undefined => {
      const seen: SeenMessage<Batch> = {
        atMilliseconds: message.receivedAt.getTime(),
        reading: readMessage(message),
        batches: [...running],
        ts: message.ts,
        ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
        ...(message.editedAt !== undefined && { isEdit: true }),
      };
      messages.push(seen);
      void answerReached.then((reached) => {
        if (!reached) seen.excuse = "Slack's answer was lost";
      });
      return batchOf(seen, sent);
    },
    /** Notes that a sandbox dies now in the middle of this batch. */
    noteKilled: (batch: Batch): void => {
      for (const message of messages) {
        if (batchOf(message, sent) !== batch) continue;
        const alike = batch.events.filter(({ family }) => family === message.reading.family);
        unrecorded.push(...new Set(alike.filter((event) => !isRecorded(event))));
      }
    },
  };
};
