import { adviceOn } from "../../handler/advise/advice";
import { updatesOf } from "../../handler/deduplicate/update";
import { enrich } from "../../handler/enrich/enrich";
import { digestSeverityOf } from "../../handler/model/digest";
import type { BackupEvent, UnrecognizedEvent } from "../../handler/model/event";
import { fieldsOf } from "../../handler/model/fields";
import { digestOf } from "../../handler/parse/digest";
import { eventBridgeEventOf } from "../../handler/parse/envelope";
import { noticesOf } from "../../handler/parse/found";
import { interpreted } from "../../handler/parse/interpret";
import { parse } from "../../handler/parse/parse";
import { restoreTestOf } from "../../handler/parse/restore-test";
import { messageOf, plainTextOnly, type SlackMessage } from "../../handler/render/message";
import { outgoingMessagesOf } from "../../handler/render/render";
import { render, renderEach } from "../../handler/render/render-each";
import { summaryCard } from "../../handler/slack/bot/summary-card";

/** A message, and the events that it reports. */
export type Reported = { readonly message: SlackMessage; readonly events: readonly BackupEvent[] };

/** Turns events into messages. Every event must be reported once. */
export type Writer = {
  readonly name: string;
  readonly write: (events: readonly BackupEvent[]) => readonly Reported[] | Promise<readonly Reported[]>;
};

/** The pure parts of the notifier under test. */
export type Subjects = {
  readonly parse: typeof parse;
  readonly updatesOf: typeof updatesOf;
  readonly enrich: typeof enrich;
  readonly writers: readonly Writer[];
  /** What is sent where Slack rejects a message's blocks. */
  readonly plainTextOnly: typeof plainTextOnly;
};

const context = { stage: "dev" };

/** Writes one message for each event. */
const each =
  (write: (event: BackupEvent) => readonly SlackMessage[]): Writer["write"] =>
  (events) =>
    events.flatMap((event) => write(event).map((message) => ({ message, events: [event] })));

/** The event with its advice. The notifier adds advice to problems; here every event that can have it gets it. */
const advised = (event: BackupEvent): BackupEvent => {
  if (event.kind !== "job" && event.kind !== "object" && event.kind !== "notice") return event;
  const advice = adviceOn(event);
  return advice === undefined ? event : { ...event, advice };
};

/** What an event of our own is, or the first of what it stands for, as if it came through our queue. */
const ownOf = ({ fields = {}, origin }: UnrecognizedEvent): BackupEvent | undefined => {
  const envelope = eventBridgeEventOf(fields);
  const verdict = envelope && restoreTestOf(envelope);
  if (verdict !== undefined) return verdict;
  if (fields["source"] !== "backup-notifications.watch") return undefined;
  const detail = fieldsOf(fields["detail"]) ?? {};
  const digest = fields["detail-type"] === "Digest" ? digestOf(detail) : undefined;
  if (digest) return { kind: "digest", severity: digestSeverityOf(digest), digest, origin };
  return noticesOf(detail, origin)?.[0]?.event;
};

/** The event as the notifier understands it, with what it loads only when needed. */
const read = (event: BackupEvent): BackupEvent =>
  event.kind === "unrecognized" ? (ownOf(event) ?? interpreted(event, context.stage)) : event;

const together: Writer["write"] = async (events) => {
  const messages = await outgoingMessagesOf(
    events.map((event) => ({ event })),
    context,
  );
  return messages.map(({ card, updates }) => ({
    message: messageOf(card),
    events: updates.map(({ event }) => event),
  }));
};

/** The notifier itself. Each function that writes messages is one line here. */
export const subjects: Subjects = {
  parse: (input) => {
    const batch = parse(input);
    return { ...batch, records: batch.records.map((one) => ({ ...one, event: read(one.event) })) };
  },
  updatesOf,
  enrich,
  writers: [
    { name: "alone", write: each((event) => [render(event, context)]) },
    { name: "alone with advice", write: each((event) => [render(advised(event), context)]) },
    { name: "together", write: together },
    // What a job's message in a bot's channel shows; its thread has the details.
    {
      name: "as a bot's message",
      write: each((event) =>
        renderEach([{ event: advised(event) }], context).map(({ card }) => messageOf(summaryCard(card))),
      ),
    },
  ],
  plainTextOnly,
};
