import type { AcceptedMessage } from "../../local/slack/payload";
import { familyOf } from "./message-titles";

/** What a message in Slack says, read from the message alone. */
export type Reading = {
  /** How many events the message reports, by its headline. */
  readonly count: number;
  /** The count in the notification text, where it differs from the headline's. */
  readonly otherCount?: number;
  /** What they are: `backup FAILED`; absent where the title is not known. */
  readonly family?: string;
  /** Names in the message, each of which belongs to one event. */
  readonly tokens: readonly string[];
};

const counted = (title: string): { readonly count: number; readonly rest: string } => {
  const match = /^(\d+) (.*)$/s.exec(title);
  return match ? { count: Number(match[1]), rest: match[2] ?? "" } : { count: 1, rest: title };
};

/** The bold words of the first block; absent where the message is text alone. */
const headlineOf = ({ blocks, attachments }: AcceptedMessage): string | undefined => {
  const [first] = [...blocks, ...attachments.flatMap((attachment) => attachment.blocks)];
  const text = first?.type === "section" ? first.text?.text : undefined;
  return /\*(.+?)\*/.exec(text ?? "")?.[1];
};

/** Names that the lab gives, and job IDs. */
const tokenPattern = /(?:res|marker)-\d{6}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Reads a message that Slack accepted. */
export const readMessage = (message: AcceptedMessage): Reading => {
  const notification = counted(message.text);
  const headline = headlineOf(message);
  const shown = headline === undefined ? notification : counted(headline);
  const family = familyOf(shown.rest);
  const found = JSON.stringify([message.text, message.blocks, message.attachments]).match(tokenPattern) ?? [];
  return {
    count: shown.count,
    tokens: [...new Set(found.map((token) => token.toLowerCase()))],
    ...(notification.count !== shown.count && { otherCount: notification.count }),
    ...(family !== undefined && { family }),
  };
};
