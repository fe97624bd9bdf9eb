import type { Invocation } from "../context";
import type { RunLedger } from "../deduplicate/ledger";
import type { RunEvent } from "../model/run-event";
import { withPosting } from "../render/card";
import { runCard } from "../render/run";
import { routingOf } from "../route/match";
import type { Channel } from "../slack/channel";
import { type Run, runEventOf, runFrom, shownFact } from "./run";

export type ShowContext = Pick<
  Invocation,
  "channels" | "history" | "now" | "remainingMilliseconds" | "settings"
>;

/** Where a run's message stands. */
export type Shown = {
  /** The stage's name for its channel; absent for the main one. */
  readonly channel?: string;
  /** Whether there is a message: then what belongs to the run goes into its thread. */
  readonly isThere: boolean;
  /** Whether it shows all that was known when it was edited. */
  readonly isCurrent: boolean;
};

/** Of two processes that see a run for the first time, one posts its message. Should that one die, the other may. */
const claimSeconds = 60;

/** A run's message changes with its first jobs, with each that fails, and else about once a minute. */
const calmMilliseconds = 60_000;

/** When this process last edited which run's message. */
const editedAt = new WeakMap<Channel, Map<string, number>>();
const maxRemembered = 1000;

const isCalm = (channel: Channel, subject: string, now: number): boolean =>
  Math.abs(now - (editedAt.get(channel)?.get(subject) ?? Number.NEGATIVE_INFINITY)) < calmMilliseconds;

const noteEdit = (channel: Channel, subject: string, now: number): void => {
  const times = editedAt.get(channel) ?? new Map<string, number>();
  editedAt.set(channel, times);
  times.delete(subject);
  times.set(subject, now);
  const [oldest] = times.keys();
  if (times.size > maxRemembered && oldest !== undefined) times.delete(oldest);
};

const mostEditsInARow = 3;

/** The channel that has one message for a run, which changes; `undefined` where the stage has none. */
const placeOf = (event: RunEvent, { channels, settings }: Pick<Invocation, "channels" | "settings">) => {
  const posting = routingOf({ ...event, phase: "started" }, settings.routes);
  const { channel: name } = posting.post ? posting : {};
  const channel = channels(name);
  return posting.post && channel.runs ? { posting, name, channel, runs: channel.runs } : undefined;
};

/** Whether a run has one message that changes. */
export const isShown = (
  subject: string,
  run: Run,
  context: Pick<Invocation, "channels" | "settings">,
): boolean => {
  const event = runEventOf(subject, run);
  return event !== undefined && placeOf(event, context) !== undefined;
};

/**
 * Posts a run's message, or edits it until it shows what the ledger knows: another process may have added facts meanwhile,
 * and its edit may have come before this one. Never shows less than what already stands there.
 * @returns `undefined` where the stage has no message for the run
 */
export const showRun = async (
  subject: string,
  known: Run,
  ledger: RunLedger,
  context: ShowContext,
  isUrgent: boolean,
): Promise<Shown | undefined> => {
  const { history, now, settings, remainingMilliseconds } = context;
  const first = runEventOf(subject, known);
  const place = first && placeOf(first, context);
  if (!place) return undefined;
  const { posting, name, channel, runs } = place;
  const at = name === undefined ? {} : { channel: name };
  await history.recall([{ subject, state: "", facts: [] }]);
  const isThere = runs.hasMessage(subject);
  const isLeft = isThere
    ? !isUrgent && isCalm(channel, subject, now())
    : !(await ledger.claim(subject, "headUntil", claimSeconds));
  if (isLeft) return { ...at, isThere, isCurrent: false };
  let run = known;
  for (let edits = 0; edits < mostEditsInARow; edits++) {
    const event = runEventOf(subject, run);
    if (event === undefined) break;
    const card = withPosting(runCard(event, settings), posting);
    const delivery = await runs.show(subject, card, remainingMilliseconds);
    if (delivery.outcome !== "delivered") break;
    noteEdit(channel, subject, now());
    const entry = await ledger.add(subject, [shownFact(run)]);
    if (entry === undefined) break;
    const newer = runFrom(entry.states);
    if (newer.facts <= run.facts) return { ...at, isThere: true, isCurrent: true };
    run = newer;
  }
  return { ...at, isThere: runs.hasMessage(subject), isCurrent: false };
};
