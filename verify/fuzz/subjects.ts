import { adviceOn } from "../../handler/advise/advice";
import { updatesOf } from "../../handler/deduplicate/update";
import { enrich } from "../../handler/enrich/enrich";
import type { BackupEvent } from "../../handler/model/event";
import { parse } from "../../handler/parse/parse";
import { messageOf, plainTextOnly, type SlackMessage } from "../../handler/render/message";
import { outgoingMessagesOf, render, renderEach } from "../../handler/render/render";
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

const stage = "dev";

const alone: Writer["write"] = (events) =>
  events.map((event) => ({ message: render(event, { stage }), events: [event] }));

/** The event with its advice. The notifier adds advice to problems; here every event that can have it gets it. */
const advised = (event: BackupEvent): BackupEvent => {
  if (event.kind !== "job" && event.kind !== "object") return event;
  const advice = adviceOn(event);
  return advice === undefined ? event : { ...event, advice };
};

const aloneWithAdvice: Writer["write"] = (events) =>
  events.map((event) => ({ message: render(advised(event), { stage }), events: [event] }));

const together: Writer["write"] = async (events) => {
  const messages = await outgoingMessagesOf(
    events.map((event) => ({ event })),
    { stage },
  );
  return messages.map(({ card, updates }) => ({
    message: messageOf(card),
    events: updates.map(({ event }) => event),
  }));
};

/** What a job's message in a bot's channel shows; its thread has the details. */
const asState: Writer["write"] = (events) =>
  renderEach(
    events.map((event) => ({ event: advised(event) })),
    { stage },
  ).map(({ card }, index) => ({
    message: messageOf(summaryCard(card)),
    events: events.slice(index, index + 1),
  }));

/** The notifier itself. Each function that writes messages is one line here. */
export const subjects: Subjects = {
  parse,
  updatesOf,
  enrich,
  writers: [
    { name: "alone", write: alone },
    { name: "alone with advice", write: aloneWithAdvice },
    { name: "together", write: together },
    { name: "as a bot's message", write: asState },
  ],
  plainTextOnly,
};
