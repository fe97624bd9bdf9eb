import { adviceOn } from "../../handler/advise/advice";
import { updatesOf } from "../../handler/deduplicate/update";
import { enrich } from "../../handler/enrich/enrich";
import type { BackupEvent } from "../../handler/model/event";
import { parse } from "../../handler/parse/parse";
import { messageOf, plainTextOnly, type SlackMessage } from "../../handler/render/message";
import { outgoingMessagesOf, render } from "../../handler/render/render";
import { summaryCard } from "../../handler/slack/bot/summary-card";

/** A message, and the events that it tells. */
export type Told = { readonly message: SlackMessage; readonly about: readonly BackupEvent[] };

/** Something that turns events into messages. All events must be told, each once. */
export type Writer = {
  readonly name: string;
  readonly write: (events: readonly BackupEvent[]) => readonly Told[];
};

/** The pure parts of the notifier that are put to the test. */
export type Subjects = {
  readonly parse: typeof parse;
  readonly updatesOf: typeof updatesOf;
  readonly enrich: typeof enrich;
  readonly writers: readonly Writer[];
  /** What is sent of each message where Slack refuses its blocks. */
  readonly plainTextOnly: typeof plainTextOnly;
};

const stage = "dev";

const alone: Writer["write"] = (events) =>
  events.map((event) => ({ message: render(event, { stage }), about: [event] }));

/** The event with its advice, as the notifier gives it to what did not end well; here to whatever can carry it. */
const advised = (event: BackupEvent): BackupEvent => {
  if (event.kind !== "job" && event.kind !== "object") return event;
  const advice = adviceOn(event);
  return advice === undefined ? event : { ...event, advice };
};

const aloneWithAdvice: Writer["write"] = (events) =>
  events.map((event) => ({ message: render(advised(event), { stage }), about: [event] }));

const together: Writer["write"] = (events) =>
  outgoingMessagesOf(
    events.map((event) => ({ event })),
    { stage },
  ).map(({ card, updates }) => ({ message: messageOf(card), about: updates.map(({ event }) => event) }));

/** What a job's message in a bot's channel shows; the thread below it has the whole. */
const asState: Writer["write"] = (events) =>
  events.flatMap((event) =>
    outgoingMessagesOf([{ event: advised(event) }], { stage }).map(({ card }) => ({
      message: messageOf(summaryCard(card)),
      about: [event],
    })),
  );

/** The notifier as it is. A new way to write messages is one more line here. */
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
