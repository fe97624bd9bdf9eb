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

/** SQS in memory: messages by queue, which hide while they are with somebody. */
export type Sqs = {
  readonly put: (queueUrl: string, ...letters: readonly Letter[]) => void;
  /** Every message of a queue, hidden or not. */
  readonly bodiesIn: (queueUrl: string) => readonly (string | undefined)[];
  readonly attributesIn: (queueUrl: string) => readonly Message["MessageAttributes"][];
  readonly hiddenCount: (queueUrl: string) => number;
  /** Somebody else receives the first message of a queue. */
  readonly hold: (queueUrl: string) => void;
  /** How many messages each call has sent. */
  readonly sentPerCall: readonly number[];
  /** From now on these fail: a queue that refuses some bodies, one that deletes nothing, one that does not answer. */
  readonly refuse: (body: string) => void;
  readonly accept: () => void;
  readonly deleteNothing: () => void;
  readonly failSending: (error: Error) => void;
  readonly beforeSending: (happens: () => void) => void;
};

const attributesOf = (notes: Readonly<Record<string, string>> = {}): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(notes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );

const mock = mockClient(SQSClient);

export const startSqs = (): Sqs => {
  const queues = new Map<string, Held[]>();
  const refused = new Set<string>();
  const sentPerCall: number[] = [];
  const state: { deletes: boolean; failure?: Error; before?: () => void } = { deletes: true };
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
      ApproximateNumberOfMessages: String(held(QueueUrl).filter(({ isHidden }) => !isHidden).length),
      ApproximateNumberOfMessagesNotVisible: String(held(QueueUrl).filter(({ isHidden }) => isHidden).length),
    },
  }));
  mock.on(ReceiveMessageCommand).callsFake(({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout }) => {
    const given = held(QueueUrl)
      .filter(({ isHidden }) => !isHidden)
      .slice(0, MaxNumberOfMessages);
    if (VisibilityTimeout > 0) for (const message of given) message.isHidden = true;
    return { Messages: given.map(({ isHidden: _, ...message }) => message) };
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
    const isRefused = ({ MessageBody = "" }: SendMessageBatchRequestEntry): boolean =>
      refused.has(MessageBody);
    const entries: SendMessageBatchRequestEntry[] = Entries;
    sentPerCall.push(entries.length);
    for (const entry of entries) {
      if (isRefused(entry)) continue;
      add(QueueUrl, { Body: entry.MessageBody ?? "", MessageAttributes: entry.MessageAttributes ?? {} });
    }
    return {
      Successful: entries.filter((entry) => !isRefused(entry)).map(({ Id }) => ({ Id })),
      Failed: entries.filter(isRefused).map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false })),
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
      const [first] = held(queueUrl);
      if (first) first.isHidden = true;
    },
    sentPerCall,
    refuse: (body) => void refused.add(body),
    accept: () => refused.clear(),
    deleteNothing: () => {
      state.deletes = false;
    },
    failSending: (error) => {
      state.failure = error;
    },
    beforeSending: (happens) => {
      state.before = happens;
    },
  };
};
