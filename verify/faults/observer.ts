import type { LocalTable } from "../../local/aws/dynamodb/table";
import type { ReceivedMessage } from "../../local/slack/message-log";
import { readMessage } from "./message-reader";
import type { Batch } from "./notifier";
import { batchOf, type RunningBatch, type Telling } from "./reported";
import type { Fact, FactBook } from "./sent-events";

/** Sees what Slack takes, and what a sandbox can no longer know when it is killed. */
export type Observer = {
  readonly tellings: readonly Telling[];
  /** Facts that were told and may be told again, each as often as that is so. */
  readonly forgotten: readonly Fact[];
  readonly see: (
    message: ReceivedMessage,
    answerReached: Promise<boolean>,
    running: Iterable<Batch>,
  ) => Telling;
  /** The sandbox's batch that a message came from. */
  readonly senderOf: (telling: Telling) => Batch | undefined;
  /** A sandbox dies now in the middle of this batch. */
  readonly sawKilled: (batch: RunningBatch) => void;
};

type Seen = Omit<Telling, "batches"> & { readonly batches: readonly Batch[] };

/** `ledger`: absent in a stage without. */
export const createObserver = (book: FactBook, ledger: LocalTable | undefined): Observer => {
  const tellings: Seen[] = [];
  const forgotten: Fact[] = [];

  /** Whether another sandbox would know that the fact was told. */
  const isWritten = ({ key }: Fact): boolean => {
    const end = key.lastIndexOf("|");
    return ledger?.textsIn(key.slice(0, end), "states").has(key.slice(end + 1)) ?? false;
  };

  return {
    tellings,
    forgotten,
    see: (message, answerReached, running) => {
      const telling: Seen = {
        atMilliseconds: message.receivedAt.getTime(),
        reading: readMessage(message),
        batches: [...running],
      };
      tellings.push(telling);
      void answerReached.then((reached) => {
        if (!reached) telling.excuse = "Slack's answer was lost";
      });
      return telling;
    },
    senderOf: (telling) => {
      const batch = batchOf(telling, book);
      return tellings.find((one) => one === telling)?.batches.find((one) => one === batch);
    },
    sawKilled: (batch) => {
      for (const telling of tellings) {
        if (!telling.batches.includes(batch as Batch) || batchOf(telling, book) !== batch) continue;
        const alike = batch.facts.filter(({ family }) => family === telling.reading.family);
        forgotten.push(...new Set(alike.filter((fact) => !isWritten(fact))));
      }
    },
  };
};
