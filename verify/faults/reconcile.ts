import { factsOf, type LoggedGroup, type Telling } from "./reported";
import { type Fact, type FactBook, isEnd, isStart } from "./sent-events";

/** Everything that is known at the end of a scenario. */
export type Evidence = {
  readonly book: FactBook;
  readonly tellings: readonly Telling[];
  /** Groups that the notifier logged as told together, in order. */
  readonly loggedGroups: readonly LoggedGroup[];
  /** How many events the notifier logged as delivered. */
  readonly loggedDelivered: number;
  /** Bodies in the dead-letter queue. */
  readonly parkedBodies: readonly string[];
  /** Facts that were told to a notifier that could forget it, each as often as that happened. */
  readonly forgotten: readonly Fact[];
};

/** Where every fact is. `lost` and `unexcused` should be empty. */
export type Account = {
  readonly events: number;
  readonly facts: number;
  readonly told: number;
  /** Starts that were left out, since Slack knew the end. */
  readonly late: number;
  readonly parked: number;
  readonly lost: readonly Fact[];
  /** How often facts were told beyond the first time. */
  readonly twice: number;
  /** How often they may have been: Slack took a message, and the notifier could not know or could not note it. */
  readonly mayBeTwice: number;
  /** Facts told more often than excused. */
  readonly unexcused: readonly Fact[];
  readonly longestDelayMilliseconds: number;
  /** What does not fit together, in sentences. */
  readonly contradictions: readonly string[];
};

type Count = Map<Fact, number>;
const add = (counts: Count, fact: Fact): void => void counts.set(fact, (counts.get(fact) ?? 0) + 1);

/** From Slack's taking a message until the ledger has it, where both are well. */
const ledgerLagMilliseconds = 1000;

/** A job's end that Slack was told of, as far as the notifier can know. */
type KnownEnd = { readonly fact: Fact; readonly atMilliseconds: number };

/** A function that got a start before the ledger knew the end, and not the end with it, cannot know of the end. */
const couldKnow = ({ batches }: Telling, start: Fact, end: KnownEnd): boolean =>
  !batches.some(
    ({ facts, startedAtMilliseconds }) =>
      facts.includes(start) &&
      !facts.includes(end.fact) &&
      startedAtMilliseconds <= end.atMilliseconds + ledgerLagMilliseconds,
  );

const readTellings = ({ book, tellings, loggedGroups, forgotten }: Evidence) => {
  const told: Count = new Map();
  const excuses: Count = new Map();
  const endedJobs = new Set<string>();
  const knownEnds = new Map<string, KnownEnd>();
  const contradictions: string[] = [];
  const groups = [...loggedGroups];
  let unnamed = 0;
  let longestDelayMilliseconds = 0;
  for (const fact of forgotten) add(excuses, fact);
  for (const telling of tellings) {
    const { reading, excuse, atMilliseconds } = telling;
    if (reading.otherCount !== undefined) {
      contradictions.push(`a headline counts ${reading.count} and its text ${reading.otherCount}`);
    }
    const { facts, unnamed: more } = factsOf(telling, book, groups, (fact) => told.has(fact));
    if (more > 0 && excuse === undefined) {
      contradictions.push(`a message counts ${reading.count} events, and ${more} of them cannot be made out`);
    }
    unnamed += more;
    for (const fact of facts) {
      if (!told.has(fact)) {
        longestDelayMilliseconds = Math.max(
          longestDelayMilliseconds,
          atMilliseconds - fact.firstSentAtMilliseconds,
        );
      }
      const end = knownEnds.get(fact.job ?? "");
      if (end && isStart(fact) && couldKnow(telling, fact, end)) {
        contradictions.push(`${fact.key} was told after its job's end`);
      }
      add(told, fact);
      // The ledger is written after Slack's answer: two functions that hold a fact at once may both tell it.
      const isHeldTwice = telling.batches.filter((batch) => batch.facts.includes(fact)).length > 1;
      if (excuse !== undefined || isHeldTwice) add(excuses, fact);
    }
    // Only now: a job's start and end never stand in one message.
    for (const fact of facts.filter(isEnd)) {
      endedJobs.add(fact.job ?? "");
      if (excuse === undefined && !forgotten.includes(fact)) {
        knownEnds.set(fact.job ?? "", { fact, atMilliseconds });
      }
    }
  }
  return { told, excuses, endedJobs, contradictions, unnamed, longestDelayMilliseconds };
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** Settles what became of every event. */
export const settle = (evidence: Evidence): Account => {
  const { book, parkedBodies, tellings } = evidence;
  const { told, excuses, endedJobs, contradictions, unnamed, ...rest } = readTellings(evidence);
  const parked = new Set<Fact>();
  for (const body of parkedBodies) {
    const found = book.inBody(body);
    if (found) parked.add(found.fact);
    else contradictions.push(`the dead-letter queue holds what nobody sent: ${body.slice(0, 80)}`);
  }
  const isLate = (fact: Fact): boolean => isStart(fact) && endedJobs.has(fact.job ?? "");
  const untold = book.facts().filter((fact) => !told.has(fact) && !parked.has(fact));
  const counted = sum(tellings.map(({ reading }) => reading.count));
  const excused = tellings.filter(({ excuse }) => excuse !== undefined);
  const unheard = sum(excused.map(({ reading }) => reading.count)) + evidence.forgotten.length;
  if (evidence.loggedDelivered > counted || evidence.loggedDelivered < counted - unheard) {
    contradictions.push(
      `Slack was told of ${counted} events${unheard > 0 ? `, ${unheard} of them without an answer` : ""}, and the log says ${evidence.loggedDelivered}`,
    );
  }
  return {
    ...rest,
    contradictions,
    events: book.eventCount(),
    facts: book.facts().length,
    told: told.size,
    late: untold.filter(isLate).length,
    parked: [...parked].filter((fact) => !told.has(fact)).length,
    lost: untold.filter((fact) => !isLate(fact)),
    twice: sum([...told.values()].map((times) => times - 1)) + unnamed,
    mayBeTwice: sum(excuses.values()) + unnamed,
    unexcused: [...told]
      .filter(([fact, times]) => times - 1 > (excuses.get(fact) ?? 0))
      .map(([fact]) => fact),
  };
};
