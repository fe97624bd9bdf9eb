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
  /** Slack's id for the message, and for the one that it replies to. */
  readonly ts?: string;
  readonly threadTs?: string;
  /** Shows an earlier message anew. */
  readonly isEdit?: true;
  /** Why the notifier cannot know that Slack accepted it; absent where it can. */
  excuse?: string;
};

/** The events that a message names, each with the name that identifies it. */
export const namedTokens = (
  { tokens, family }: Reading,
  sent: SentEvents,
): readonly (readonly [token: string, event: SentEvent])[] =>
  tokens.flatMap((token) => {
    const event = sent.named(token, family);
    return event === undefined ? [] : [[token, event] as const];
  });

/** The events that a message names. */
export const namedIn = (reading: Reading, sent: SentEvents): Set<SentEvent> =>
  new Set(namedTokens(reading, sent).map(([, event]) => event));

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
 * The messages that report something: no edits, no plan runs, which count what others report, and of a bot's message with a reply about the same state only the reply.
 */
export const reportsIn = (messages: readonly SeenMessage[]): readonly SeenMessage[] => {
  const stateIn = (ts: string | undefined, { family }: Reading): string => `${ts} ${family}`;
  const posts = messages.filter(({ isEdit, reading }) => !isEdit && reading.run === undefined);
  const answered = new Set(
    posts.flatMap(({ threadTs, reading }) => (threadTs === undefined ? [] : [stateIn(threadTs, reading)])),
  );
  return posts.filter(
    ({ ts, threadTs, reading }) => threadTs !== undefined || !answered.has(stateIn(ts, reading)),
  );
};
