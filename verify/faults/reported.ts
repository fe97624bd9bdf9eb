import type { Reading } from "./message-reader";
import type { SentEvent, SentEvents } from "./sent-events";

/** A batch that a sandbox was processing when a message arrived. */
export type RunningBatch = {
  readonly events: readonly SentEvent[];
  /** When the sandbox received it; it reads the ledger then. */
  readonly startedAtMilliseconds: number;
};

/** A message that Slack accepted, as the lab saw it. */
export type SeenMessage<Running extends RunningBatch = RunningBatch> = {
  readonly atMilliseconds: number;
  readonly reading: Reading;
  readonly batches: readonly Running[];
  /** Why the notifier cannot know that Slack accepted it; absent where it can. */
  excuse?: string;
};

/** IDs of the events that the notifier logged as reported in one message. */
export type LoggedGroup = readonly string[];

/** The events that a message reports, as far as they can be identified, and how many more it counts. */
export type Reported = { readonly events: readonly SentEvent[]; readonly unidentified: number };

/** The events that a message names. */
export const namedIn = ({ tokens, family }: Reading, sent: SentEvents): Set<SentEvent> =>
  new Set(tokens.flatMap((token) => sent.named(token, family) ?? []));

const isSubset = (some: ReadonlySet<SentEvent>, all: readonly SentEvent[]): boolean =>
  [...some].every((event) => all.includes(event));

/** The batch that a message came from: the one that holds everything it names. */
export const batchOf = <Running extends RunningBatch>(
  { batches, reading }: SeenMessage<Running>,
  sent: SentEvents,
): Running | undefined => {
  const named = namedIn(reading, sent);
  return batches.find(({ events }) => isSubset(named, events));
};

/**
 * Identifies the events that a message reports. It names up to ten. The others are of the same batch and family: all
 * of them where the count matches, else those that the log names, else those that were not reported before.
 */
export const reportedIn = (
  message: SeenMessage,
  sent: SentEvents,
  groups: LoggedGroup[],
  wasReported: (event: SentEvent) => boolean,
): Reported => {
  const { reading } = message;
  const named = namedIn(reading, sent);
  if (named.size >= reading.count) return { events: [...named].slice(0, reading.count), unidentified: 0 };
  const batch = batchOf(message, sent)?.events ?? [];
  const alike = [...new Set(batch)].filter(({ family }) => family === reading.family);
  if (alike.length === reading.count) return { events: alike, unidentified: 0 };
  const eventsOf = (group: LoggedGroup): readonly SentEvent[] =>
    group.flatMap((id) => sent.named(id.toLowerCase(), reading.family) ?? []);
  const logged = groups.findIndex((group) => {
    const events = eventsOf(group);
    return events.length === reading.count && isSubset(named, events);
  });
  if (logged !== -1) {
    return { events: groups.splice(logged, 1).flatMap(eventsOf), unidentified: 0 };
  }
  const unreported = alike.filter((event) => named.has(event) || !wasReported(event));
  if (unreported.length === reading.count) return { events: unreported, unidentified: 0 };
  return { events: [...named], unidentified: reading.count - named.size };
};
