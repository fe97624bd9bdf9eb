import { nameIn } from "./names";
import { type KnownEnd, type Readable, readableOf } from "./readable";
import { namedIn, reportsIn, type SeenMessage } from "./reported";
import { isEnd, isStart, type SentEvent, type SentEvents } from "./sent-events";

/** An event that the message of its plan run counts, by the message's kind and the job's ID. */
export type CountedEvent = { readonly kind: string; readonly id: string; readonly run: string };

/** Everything that is known at the end of a scenario. */
export type Evidence = {
  readonly sent: SentEvents;
  readonly messages: readonly SeenMessage[];
  /** What the notifier logged because a message had no room for it, or only for its beginning. */
  readonly loggedContents: readonly string[];
  /** How many events the notifier logged as delivered. */
  readonly loggedDelivered: number;
  /** What the notifier logged because the message of a plan run counts it. */
  readonly counted: readonly CountedEvent[];
  /** Bodies in the dead-letter queue. */
  readonly parkedBodies: readonly string[];
  /** Events that were reported but never recorded, since the sandbox died; each as often as that happened. */
  readonly unrecorded: readonly SentEvent[];
  /** Whether the stage's routes mute an event, with everything known about it. */
  readonly isMuted: (event: SentEvent) => boolean;
  /** How an event's job really ended. */
  readonly endOf: (event: SentEvent) => KnownEnd | undefined;
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
  /** Not reported, as the stage wishes. */
  readonly muted: number;
  /** Reported by number only: their names stand in the log. */
  readonly onlyInLog: readonly SentEvent[];
  readonly readable: Readable;
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

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** From Slack's accepting a message until the ledger has it, where both work. */
const ledgerLagMilliseconds = 1000;

/** A job's end that was reported, as far as the notifier can know. */
type ReportedEnd = { readonly event: SentEvent; readonly atMilliseconds: number };

/** A function that received a start before the ledger had the end, and not the end with it, cannot know of the end. */
const couldKnow = ({ batches }: SeenMessage, start: SentEvent, end: ReportedEnd): boolean =>
  !batches.some(
    ({ events, startedAtMilliseconds }) =>
      events.includes(start) &&
      !events.includes(end.event) &&
      startedAtMilliseconds <= end.atMilliseconds + ledgerLagMilliseconds,
  );

/** Events that the log shows, each as often as it does. */
const loggedIn = ({ loggedContents, sent }: Evidence): Counts => {
  const logged: Counts = new Map();
  for (const content of loggedContents) {
    const event = sent.inBody(content) ?? sent.named(nameIn(content) ?? "", undefined);
    if (event) add(logged, event);
  }
  return logged;
};

const countedFamilies: Readonly<Record<string, string>> = {
  "backup.started": "backup RUNNING",
  "backup.completed": "backup COMPLETED",
};

/** Events that are only counted, and what is wrong with it: each run's message must count at least them, in its final form. */
const countedIn = ({ counted, messages, sent }: Evidence) => {
  const events = new Set<SentEvent>();
  const jobs = new Map<string, { readonly all: Set<string>; readonly good: Set<string> }>();
  const contradictions: string[] = [];
  for (const { kind, id, run } of counted) {
    const event = sent.named(id.toLowerCase(), countedFamilies[kind]);
    if (event === undefined) contradictions.push(`the log counts ${kind} ${id}, which was never sent`);
    else events.add(event);
    const of = jobs.get(run) ?? { all: new Set<string>(), good: new Set<string>() };
    of.all.add(id);
    if (kind === "backup.completed") of.good.add(id);
    jobs.set(run, of);
  }
  const last = new Map(messages.flatMap(({ reading: { run } }) => (run ? [[run.title, run] as const] : [])));
  const shown = [...last.values()];
  const atLeast = (what: string, inSlack: readonly number[], inLog: readonly number[]): void => {
    const sorted = (numbers: readonly number[]) => [...numbers].sort((one, other) => one - other);
    const [one, other] = [sorted(inSlack), sorted(inLog)];
    const isEnough =
      one.length >= other.length && other.every((number, index) => (one[index] ?? 0) >= number);
    if (!isEnough)
      contradictions.push(
        `runs show ${one.join(", ")} backups ${what}, and the log counts ${other.join(", ")}`,
      );
  };
  atLeast(
    "in all",
    shown.map(({ started }) => started),
    [...jobs.values()].map(({ all }) => all.size),
  );
  atLeast(
    "as good",
    shown.map(({ good }) => good),
    [...jobs.values()].map(({ good }) => good.size),
  );
  return { events: contradictions.length === 0 ? events : new Set<SentEvent>(), contradictions };
};

const readMessages = (evidence: Evidence, reports: readonly SeenMessage[]) => {
  const { sent, unrecorded } = evidence;
  const reported: Counts = new Map();
  const excuses: Counts = new Map();
  const endedJobs = new Set<string>();
  const knownEnds = new Map<string, ReportedEnd>();
  const contradictions: string[] = [];
  const logged = loggedIn(evidence);
  const onlyInLog: SentEvent[] = [];
  let unnamed = 0;
  let longestDelayMilliseconds = 0;
  for (const event of unrecorded) add(excuses, event);
  for (const message of reports) {
    const { reading, excuse, atMilliseconds } = message;
    if (reading.otherCount !== undefined) {
      contradictions.push(`a headline counts ${reading.count} and its text ${reading.otherCount}`);
    }
    const events = [...namedIn(reading, sent)];
    for (const { key, family } of events) {
      if (family !== reading.family) {
        contradictions.push(`${key} is shown under the title of ${reading.family ?? "an unknown kind"}`);
      }
    }
    if (events.length > reading.count) {
      contradictions.push(`a message counts ${reading.count} events, and names ${events.length}`);
    }
    // The notifier logs what a message does not show once it knows that Slack has it.
    if (excuse === undefined) unnamed += Math.max(0, reading.count - events.length);
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
  for (const [event, times] of logged) {
    if (reported.has(event)) continue;
    reported.set(event, times);
    onlyInLog.push(event);
  }
  const runs = countedIn(evidence);
  contradictions.push(...runs.contradictions);
  for (const event of runs.events) {
    if (!reported.has(event)) reported.set(event, 1);
    if (isEnd(event)) endedJobs.add(event.job ?? "");
  }
  if (unnamed > sum(logged.values()) + unrecorded.length) {
    contradictions.push(
      `messages count ${unnamed} events that they do not name, and the log shows ${sum(logged.values())}`,
    );
  }
  return { reported, excuses, endedJobs, contradictions, onlyInLog, longestDelayMilliseconds };
};

/** Finds where every event ended up. */
export const reconcile = (evidence: Evidence): Reconciliation => {
  const { sent, parkedBodies, messages, isMuted } = evidence;
  const reports = reportsIn(messages);
  const { reported, excuses, endedJobs, contradictions, ...rest } = readMessages(evidence, reports);
  const parked = new Set<SentEvent>();
  for (const body of parkedBodies) {
    const event = sent.inBody(body);
    if (event) parked.add(event);
    else contradictions.push(`the dead-letter queue holds what was never sent: ${body.slice(0, 80)}`);
  }
  const isStale = (event: SentEvent): boolean => isStart(event) && endedJobs.has(event.job ?? "");
  const unreported = sent.all().filter((event) => !reported.has(event) && !parked.has(event));
  const isLost = (event: SentEvent): boolean => !isStale(event) && !isMuted(event);
  const due = sent.all().filter((event) => isEnd(event) && !isMuted(event) && !parked.has(event));
  const readable = readableOf(due, messages, sent, evidence.endOf);
  contradictions.push(...readable.contradictions);
  const counted = sum(reports.map(({ reading }) => reading.count));
  const excused = reports.filter(({ excuse }) => excuse !== undefined);
  const unconfirmed = sum(excused.map(({ reading }) => reading.count)) + evidence.unrecorded.length;
  if (evidence.loggedDelivered > counted || evidence.loggedDelivered < counted - unconfirmed) {
    contradictions.push(
      `Slack accepted ${counted} events${unconfirmed > 0 ? `, ${unconfirmed} of them without an answer` : ""}, and the log says ${evidence.loggedDelivered}`,
    );
  }
  return {
    ...rest,
    contradictions,
    readable,
    sent: sent.sentCount(),
    distinct: sent.all().length,
    reported: reported.size,
    stale: unreported.filter((event) => isStale(event) && !isMuted(event)).length,
    parked: [...parked].filter((event) => !reported.has(event)).length,
    muted: unreported.filter(isMuted).length,
    lost: unreported.filter(isLost),
    duplicates: sum([...reported.values()].map((times) => times - 1)),
    possibleDuplicates: sum(excuses.values()),
    unexcused: [...reported]
      .filter(([event, times]) => times - 1 > (excuses.get(event) ?? 0))
      .map(([event]) => event),
  };
};
