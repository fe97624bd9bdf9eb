import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";

type Held = Message & { isHidden: boolean };

/** A message to put into a queue. */
export type Letter = {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly notes?: Readonly<Record<string, string>>;
};

/** SQS in memory: messages by queue, hidden while a consumer has them. */
export type Sqs = {
  readonly put: (queueUrl: string, ...letters: readonly Letter[]) => void;
  /** Every message of a queue, hidden or not. */
  readonly bodiesIn: (queueUrl: string) => readonly (string | undefined)[];
  readonly attributesIn: (queueUrl: string) => readonly Message["MessageAttributes"][];
  readonly hiddenCount: (queueUrl: string) => number;
  /** Another consumer receives the first visible message of a queue. */
  readonly hold: (queueUrl: string) => void;
  /** SQS counts this many visible messages in every queue from now on, whatever is there. */
  readonly miscount: (visible: number) => void;
  /** How many messages each call sent. */
  readonly sentPerCall: readonly number[];
  /** From now on calls fail: some bodies are rejected, nothing is deleted, or nothing is answered. */
  readonly reject: (body: string) => void;
  readonly accept: () => void;
  readonly deleteNothing: () => void;
  readonly failSending: (error: Error) => void;
  readonly beforeSending: (run: () => void) => void;
};

const attributesOf = (notes: Readonly<Record<string, string>> = {}): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(notes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );

const mock = mockClient(SQSClient);

export const startSqs = (): Sqs => {
  const queues = new Map<string, Held[]>();
  const rejected = new Set<string>();
  const sentPerCall: number[] = [];
  const state: {
    deletes: boolean;
    failure?: Error;
    before?: () => void;
    visible?: number;
  } = { deletes: true };
  let count = 0;
  const held = (queueUrl = ""): Held[] => {
    const messages = queues.get(queueUrl) ?? [];
    queues.set(queueUrl, messages);
    return messages;
  };
  const byHandle = (queueUrl: string | undefined, handle: string | undefined): Held | undefined =>
    held(queueUrl).find(({ ReceiptHandle }) => ReceiptHandle === handle);
  const add = (queueUrl: string | undefined, message: Partial<Message>): void => {
    count += 1;
    const fresh = { MessageId: `id-${count}`, ReceiptHandle: `handle-${count}`, isHidden: false };
    held(queueUrl).push({ ...message, ...fresh });
  };
  mock.reset();
  mock.on(GetQueueAttributesCommand).callsFake(({ QueueUrl }) => ({
    Attributes: {
      ApproximateNumberOfMessages: String(
        state.visible ?? held(QueueUrl).filter(({ isHidden }) => !isHidden).length,
      ),
      ApproximateNumberOfMessagesNotVisible: String(held(QueueUrl).filter(({ isHidden }) => isHidden).length),
    },
  }));
  mock.on(ReceiveMessageCommand).callsFake(({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout }) => {
    const received = held(QueueUrl)
      .filter(({ isHidden }) => !isHidden)
      .slice(0, MaxNumberOfMessages);
    if (VisibilityTimeout > 0) for (const message of received) message.isHidden = true;
    return { Messages: received.map(({ isHidden: _, ...message }) => message) };
  });
  mock.on(DeleteMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
    if (!state.deletes) return { Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }] };
    for (const { ReceiptHandle } of Entries) {
      const messages = held(QueueUrl);
      messages.splice(
        messages.findIndex((message) => message.ReceiptHandle === ReceiptHandle),
        1,
      );
    }
    return {};
  });
  mock.on(ChangeMessageVisibilityBatchCommand).callsFake(({ QueueUrl, Entries }) => {
    for (const { ReceiptHandle } of Entries) {
      const message = byHandle(QueueUrl, ReceiptHandle);
      if (message) message.isHidden = false;
    }
    return {};
  });
  mock.on(SendMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
    state.before?.();
    if (state.failure) throw state.failure;
    const isRejected = ({ MessageBody = "" }: SendMessageBatchRequestEntry): boolean =>
      rejected.has(MessageBody);
    const entries: SendMessageBatchRequestEntry[] = Entries;
    sentPerCall.push(entries.length);
    for (const entry of entries) {
      if (isRejected(entry)) continue;
      add(QueueUrl, { Body: entry.MessageBody ?? "", MessageAttributes: entry.MessageAttributes ?? {} });
    }
    return {
      Successful: entries.filter((entry) => !isRejected(entry)).map(({ Id }) => ({ Id })),
      Failed: entries.filter(isRejected).map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false })),
    };
  });
  return {
    put: (queueUrl, ...letters) => {
      for (const { body, notes, attributes = {} } of letters) {
        add(queueUrl, { Body: body, Attributes: { ...attributes }, MessageAttributes: attributesOf(notes) });
      }
    },
    bodiesIn: (queueUrl) => held(queueUrl).map(({ Body }) => Body),
    attributesIn: (queueUrl) => held(queueUrl).map(({ MessageAttributes }) => MessageAttributes),
    hiddenCount: (queueUrl) => held(queueUrl).filter(({ isHidden }) => isHidden).length,
    hold: (queueUrl) => {
      const first = held(queueUrl).find(({ isHidden }) => !isHidden);
      if (first) first.isHidden = true;
    },
    miscount: (visible) => {
      state.visible = visible;
    },
    sentPerCall,
    reject: (body) => void rejected.add(body),
    accept: () => rejected.clear(),
    deleteNothing: () => {
      state.deletes = false;
    },
    failSending: (error) => {
      state.failure = error;
    },
    beforeSending: (run) => {
      state.before = run;
    },
  };
};
