import type { AcceptedMessage } from "./payload";

/** Where a message was posted. A webhook's message has no channel id: its caller cannot name one. */
export type MessageLocation = {
  readonly channel?: string;
  /** The `ts` of the message that it replies to. */
  readonly threadTs?: string;
  /** A reply in a thread that the channel shows too. */
  readonly isBroadcast?: true;
};

/** A message in its current state. `id` counts the messages, `ts` is Slack's id for it. */
export type ReceivedMessage = AcceptedMessage &
  MessageLocation & {
    readonly id: number;
    readonly ts: string;
    readonly receivedAt: Date;
    readonly editedAt?: Date;
    /** Its content before each edit, the oldest first. */
    readonly earlier: readonly AcceptedMessage[];
  };

/** Every posted message, in order. An edit replaces the message. */
export type MessageLog = {
  readonly messages: readonly ReceivedMessage[];
  readonly find: (channel: string, ts: string) => ReceivedMessage | undefined;
  readonly post: (message: AcceptedMessage, where?: MessageLocation) => ReceivedMessage;
  readonly edit: (message: ReceivedMessage, next: AcceptedMessage) => ReceivedMessage;
  readonly remove: (message: ReceivedMessage) => void;
};

/** Slack's `ts`: a second, and a number that makes it unique in its channel. (Slack developer docs, Retrieving messages) */
const tsOf = (now: number, count: number): string =>
  `${Math.floor(now / 1000)}.${String(count).padStart(6, "0")}`;

export const createMessageLog = (now: () => number): MessageLog => {
  const messages: ReceivedMessage[] = [];
  let count = 0;
  return {
    messages,
    find: (channel, ts) => messages.find((one) => one.channel === channel && one.ts === ts),
    post: (message, where = {}) => {
      count += 1;
      const receivedAt = new Date(now());
      const posted: ReceivedMessage = {
        ...message,
        ...where,
        id: count,
        ts: tsOf(receivedAt.getTime(), count),
        receivedAt,
        earlier: [],
      };
      messages.push(posted);
      return posted;
    },
    edit: (message, { text, blocks, attachments }) => {
      const before = { text: message.text, blocks: message.blocks, attachments: message.attachments };
      const edited: ReceivedMessage = {
        ...message,
        text,
        blocks,
        attachments,
        editedAt: new Date(now()),
        earlier: [...message.earlier, before],
      };
      messages[messages.indexOf(message)] = edited;
      return edited;
    },
    remove: (message) => void messages.splice(messages.indexOf(message), 1),
  };
};
