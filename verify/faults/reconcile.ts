import { type LoggedGroup, namedIn, reportedIn, type SeenMessage } from "./reported";
import { isEnd, isStart, type SentEvent, type SentEvents } from "./sent-events";

/** Everything that is known at the end of a scenario. */
export type Evidence = {
  readonly sent: SentEvents;
  readonly messages: readonly SeenMessage[];
  /** Groups that the notifier logged as reported together, in order. */
  readonly loggedGroups: readonly LoggedGroup[];
  /** How many events the notifier logged as delivered. */
  readonly loggedDelivered: number;
  /** Bodies in the dead-letter queue. */
  readonly parkedBodies: readonly string[];
  /** Events that were reported but never recorded, since the sandbox died; each as often as that happened. */
  readonly unrecorded: readonly SentEvent[];
};

/** Where every event is. `lost` and `unexcused` should be empty. */
export type Reconciliation = {
  /** Events that were sent, copies included. */
  readonly sent: number;
  readonly distinct: number;
  readonly reported: number;
  /** Starts that were suppressed, since Slack had the end. */
  readonly stale: number;
  readonly parked: number;
  readonly lost: readonly SentEvent[];
  /** How often events were reported beyond the first time. */
  readonly duplicates: number;
  /** How many of these are possible: Slack accepted a message, and the notifier could not know or record it. */
  readonly possibleDuplicates: number;
  /** Events reported more often than excused. */
  readonly unexcused: readonly SentEvent[];
  readonly longestDelayMilliseconds: number;
  /** What does not add up, in sentences. */
  readonly contradictions: readonly string[];
};

type Counts = Map<SentEvent, number>;
const add = (counts: Counts, event: SentEvent): void => void counts.set(event, (counts.get(event) ?? 0) + 1);

/** From Slack's accepting a message until the ledger has it, where both work. */
const ledgerLagMilliseconds = 1000;

/** A job's end that was reported, as far as the notifier can know. */
type KnownEnd = { readonly event: SentEvent; readonly atMilliseconds: number };

/** A function that received a start before the ledger had the end, and not the end with it, cannot know of the end. */
const couldKnow = ({ batches }: SeenMessage, start: SentEvent, end: KnownEnd): boolean =>
  !batches.some(
    ({ events, startedAtMilliseconds }) =>
      events.includes(start) &&
      !events.includes(end.event) &&
      startedAtMilliseconds <= end.atMilliseconds + ledgerLagMilliseconds,
  );

const readMessages = ({ sent, messages, loggedGroups, unrecorded }: Evidence) => {
  const reported: Counts = new Map();
  const excuses: Counts = new Map();
  const endedJobs = new Set<string>();
  const knownEnds = new Map<string, KnownEnd>();
  const contradictions: string[] = [];
  const groups = [...loggedGroups];
  let unidentified = 0;
  let longestDelayMilliseconds = 0;
  for (const event of unrecorded) add(excuses, event);
  for (const message of messages) {
    const { reading, excuse, atMilliseconds } = message;
    if (reading.otherCount !== undefined) {
      contradictions.push(`a headline counts ${reading.count} and its text ${reading.otherCount}`);
    }
    for (const { key, family } of namedIn(reading, sent)) {
      if (family !== reading.family) {
        contradictions.push(`${key} is shown under the title of ${reading.family ?? "an unknown kind"}`);
      }
    }
    const { events, unidentified: more } = reportedIn(message, sent, groups, (event) => reported.has(event));
    if (more > 0 && excuse === undefined) {
      contradictions.push(
        `a message counts ${reading.count} events, and ${more} of them cannot be identified`,
      );
    }
    unidentified += more;
    for (const event of events) {
      if (!reported.has(event)) {
        longestDelayMilliseconds = Math.max(
          longestDelayMilliseconds,
          atMilliseconds - event.firstSentAtMilliseconds,
        );
      }
      const end = knownEnds.get(event.job ?? "");
      if (end && isStart(event) && couldKnow(message, event, end)) {
        contradictions.push(`${event.key} was reported after its job's end`);
      }
      add(reported, event);
      // The ledger is written after Slack's answer: two functions that hold one event at once may both report it.
      const isHeldTwice = message.batches.filter((batch) => batch.events.includes(event)).length > 1;
      if (excuse !== undefined || isHeldTwice) add(excuses, event);
    }
    // Only now: a job's start and end are never in one message.
    for (const event of events.filter(isEnd)) {
      endedJobs.add(event.job ?? "");
      if (excuse === undefined && !unrecorded.includes(event)) {
        knownEnds.set(event.job ?? "", { event, atMilliseconds });
      }
    }
  }
  return { reported, excuses, endedJobs, contradictions, unidentified, longestDelayMilliseconds };
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** Finds where every event ended up. */
export const reconcile = (evidence: Evidence): Reconciliation => {
  const { sent, parkedBodies, messages } = evidence;
  const { reported, excuses, endedJobs, contradictions, unidentified, ...rest } = readMessages(evidence);
  const parked = new Set<SentEvent>();
  for (const body of parkedBodies) {
    const event = sent.inBody(body);
    if (event) parked.add(event);
    else contradictions.push(`the dead-letter queue holds what was never sent: ${body.slice(0, 80)}`);
  }
  const isStale = (event: SentEvent): boolean => isStart(event) && endedJobs.has(event.job ?? "");
  const unreported = sent.all().filter((event) => !reported.has(event) && !parked.has(event));
  const counted = sum(messages.map(({ reading }) => reading.count));
  const excused = messages.filter(({ excuse }) => excuse !== undefined);
  const unconfirmed = sum(excused.map(({ reading }) => reading.count)) + evidence.unrecorded.length;
  if (evidence.loggedDelivered > counted || evidence.loggedDelivered < counted - unconfirmed) {
    contradictions.push(
      `Slack accepted ${counted} events${unconfirmed > 0 ? `, ${unconfirmed} of them without an answer` : ""}, and the log says ${evidence.loggedDelivered}`,
    );
  }
  return {
    ...rest,
    contradictions,
    sent: sent.sentCount(),
    distinct: sent.all().length,
    reported: reported.size,
    stale: unreported.filter(isStale).length,
    parked: [...parked].filter((event) => !reported.has(event)).length,
    lost: unreported.filter((event) => !isStale(event)),
    duplicates: sum([...reported.values()].map((times) => times - 1)) + unidentified,
    possibleDuplicates: sum(excuses.values()) + unidentified,
    unexcused: [...reported]
      .filter(([event, times]) => times - 1 > (excuses.get(event) ?? 0))
      .map(([event]) => event),
  };
};
