import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Depth, depthOf } from "../aws/queue-depth";
import { counted } from "../program/counted";
import { Failure } from "../program/failure";
import { type DeadLetter, deadLetterOf } from "./dead-letter";

/** What can be done with the dead-letter queue. */
export type DeadLetterQueue = {
  readonly depth: () => Promise<Depth>;
  /** Looks at up to ten letters, which stay where they are. */
  readonly look: () => Promise<readonly DeadLetter[]>;
  /** Takes up to so many letters, at most ten: for two minutes nobody else gets them. */
  readonly take: (count: number) => Promise<readonly DeadLetter[]>;
  /**
   * Deletes letters.
   * @throws Failure where some could not be deleted: they are safe where they went, and here too.
   */
  readonly remove: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Puts letters back at once. */
  readonly giveBack: (letters: readonly DeadLetter[]) => Promise<void>;
};

/** SQS gives and takes ten messages a call. */
const mostPerCall = 10;

/** Longer than the notifier needs for ten events. */
const takenSeconds = 120;

const entriesOf = (letters: readonly DeadLetter[]) =>
  letters.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));

/** Opens a dead-letter queue. */
export const openDeadLetterQueue = (queueUrl: string, sqs: SQSClient): DeadLetterQueue => {
  const receive = async (count: number, visibilitySeconds: number): Promise<readonly DeadLetter[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(count, mostPerCall),
        VisibilityTimeout: visibilitySeconds,
        // Long polling asks every server of the queue; short polling misses messages.
        WaitTimeSeconds: 2,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages.flatMap((message) => deadLetterOf(message) ?? []);
  };
  return {
    depth: () => depthOf(queueUrl, sqs),
    look: () => receive(mostPerCall, 0),
    take: (count) => receive(count, takenSeconds),
    remove: async (letters) => {
      if (letters.length === 0) return;
      const { Failed = [] } = await sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entriesOf(letters) }),
      );
      const [first] = Failed;
      if (first === undefined) return;
      throw new Failure(
        `${counted(Failed.length, "event")} could not be deleted from the dead-letter queue (${first.Code}), though sent on already; run the command again, and expect to read some of them twice`,
      );
    },
    giveBack: async (letters) => {
      if (letters.length === 0) return;
      const Entries = entriesOf(letters).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    },
  };
};
