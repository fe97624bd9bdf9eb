import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Depth, depthOf } from "../aws/queue-depth";
import { counted } from "../program/counted";
import { Failure } from "../program/failure";
import { type DeadLetter, isDeadLetter } from "./dead-letter";

/** The operations on the dead-letter queue. */
export type DeadLetterQueue = {
  /** Approximate. */
  readonly depth: () => Promise<Depth>;
  /** Waits for up to ten dead letters, which stay visible. None means that none is visible, whatever `depth` says. */
  readonly peek: () => Promise<readonly DeadLetter[]>;
  /** Receives up to this many dead letters, at most ten: for two minutes no other consumer gets them. */
  readonly receive: (count: number) => Promise<readonly DeadLetter[]>;
  /**
   * Deletes dead letters.
   * @throws Failure where some could not be deleted: they are both here and where they were sent.
   */
  readonly delete: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Makes dead letters visible again at once. */
  readonly release: (letters: readonly DeadLetter[]) => Promise<void>;
};

/** SQS handles ten messages per call. */
const maxPerCall = 10;

/** Longer than the notifier needs for ten events. */
const visibilityTimeoutSeconds = 120;

const entriesOf = (letters: readonly DeadLetter[]) =>
  letters.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));

/** Opens a dead-letter queue. */
export const openDeadLetterQueue = (QueueUrl: string, sqs: SQSClient): DeadLetterQueue => {
  const receive = async (count: number, VisibilityTimeout: number): Promise<readonly DeadLetter[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(count, maxPerCall),
        VisibilityTimeout,
        // Long polling queries all servers of the queue, so an empty answer means that none is visible; short polling
        // misses messages. (Amazon SQS Developer Guide, short and long polling)
        WaitTimeSeconds: 2,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages.filter(isDeadLetter);
  };
  return {
    depth: () => depthOf(QueueUrl, sqs),
    peek: () => receive(maxPerCall, 0),
    receive: (count) => receive(count, visibilityTimeoutSeconds),
    delete: async (letters) => {
      if (letters.length === 0) return;
      const { Failed = [] } = await sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl, Entries: entriesOf(letters) }),
      );
      const [first] = Failed;
      if (first === undefined) return;
      throw new Failure(
        `${counted(Failed.length, "event")} could not be deleted from the dead-letter queue (${first.Code}) after being sent back; run the command again, and expect some of them twice in Slack`,
      );
    },
    release: async (letters) => {
      if (letters.length === 0) return;
      const Entries = entriesOf(letters).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    },
  };
};
