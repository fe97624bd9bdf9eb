// Loaded once an event of our own asks about a run.
import type { Invocation } from "../context";
import type { RunLedger } from "../deduplicate/ledger";
import type { Update } from "../deduplicate/update";
import type { Batch, OwnRecord, QueueMessage } from "../model/batch";
import type { RunDue } from "../model/own-event";
import { goesOn } from "./going-on";
import { lookLater } from "./later";
import { overFact, type Run, runEventOf, runFrom } from "./run";
import { keyOf } from "./run-key";
import { isShown, showRun } from "./show-run";

/** Runs that are over, to be reported, and messages to receive again. */
export type DueRuns = { readonly over: readonly Update[]; readonly postponed: readonly QueueMessage[] };

type DueContext = Invocation & { readonly runLedger: RunLedger };

/** Where AWS Backup does not answer for about two hours, or jobs go on for eight days, a run is shown as it is known. */
const mostUnanswered = 12;
const mostRounds = 8 * 24 * 6;

/** How long one look at the end of a run, with what is known of it, needs no other. */
const lookSeconds = 3600;

const minRemainingMilliseconds = 20_000;

/** Whether a run is over, or why that will not be known; `undefined` where it goes on or may go on. */
const endOf = async (
  run: Run,
  { run: subject, round, facts }: RunDue["detail"],
  { aws, log }: DueContext,
): Promise<{ readonly unanswered?: string } | undefined> => {
  const key = keyOf(subject);
  if (key === undefined) return { unanswered: "the run has no name" };
  // Its events may still be on their way, or its next jobs not created yet.
  if (round === 0 || run.facts > facts) return undefined;
  const answer = await goesOn(key, aws);
  if (answer.ok && !answer.value) return {};
  if (!answer.ok) log({ outcome: "run-not-checked", id: subject, reason: answer.problem });
  if (round >= mostRounds) return { unanswered: answer.ok ? "it goes on for eight days" : answer.problem };
  return !answer.ok && round >= mostUnanswered ? { unanswered: answer.problem } : undefined;
};

/** A run that is over, as an update: as one event of AWS's, it returns to the queue where Slack does not take it. */
const updateOf = (subject: string, run: Run, { message, body }: OwnRecord): Update | undefined => {
  const event = runEventOf(subject, run);
  const identity = { subject, state: overFact(run, run.unanswered), facts: [] };
  return event && { event, identity, records: [{ event, body, message }], suppressed: [] };
};

/**
 * Looks at one run. It is looked at once more after it was found to be over: a job may have been counted meanwhile.
 * @returns an update where it is to be reported; `again` where this event must come back
 */
const lookAt = async (
  detail: RunDue["detail"],
  own: OwnRecord,
  context: DueContext,
): Promise<Update | "again" | undefined> => {
  const { runLedger } = context;
  const subject = detail.run;
  const { entries, problem } = await runLedger.read([subject]);
  if (problem !== undefined) return "again";
  const states = entries.get(subject)?.states ?? [];
  const run = runFrom(states);
  if (run.jobs.size === 0) return undefined;
  const end = run.isOver ? undefined : await endOf(run, detail, context);
  const fact = end && overFact(run, end.unanswered);
  const isEdited = isShown(subject, run, context);
  const known = fact && isEdited ? (await runLedger.add(subject, [fact]))?.states : states;
  if (known === undefined) return "again";
  const now = runFrom(known);
  const shown =
    isEdited && now.shownFacts < now.facts
      ? await showRun(subject, now, runLedger, context, true)
      : undefined;
  if (run.isOver && shown?.isCurrent !== false) return undefined;
  const next = { ...detail, round: detail.round + 1, facts: run.facts };
  const update = fact && !isEdited ? updateOf(subject, runFrom([...states, fact]), own) : undefined;
  // This event comes back where Slack does not take the update: while it and the next one do, they must not become more and more.
  if (update && !(await runLedger.claim(`${subject}|${run.facts}`, "lookUntil", lookSeconds))) return update;
  if ((await lookLater(next, own.message.queueArn ?? "", context)) !== undefined) return "again";
  return update;
};

/** Looks at runs that may be over. An event of our own that cannot be followed by the next one returns to the queue. */
export const dueRuns = async ({ own = [] }: Batch, { runLedger, ...rest }: Invocation): Promise<DueRuns> => {
  const over: Update[] = [];
  const postponed: QueueMessage[] = [];
  for (const one of own) {
    const { event, message } = one;
    if (event.detailType !== "Run Due") continue;
    if (runLedger === undefined) {
      const reason = "this stage has no ledger any more, which holds the run";
      rest.log({ outcome: "run-not-checked", id: event.detail.run, reason });
      continue;
    }
    const hasTime = rest.remainingMilliseconds() >= minRemainingMilliseconds;
    const found = hasTime ? await lookAt(event.detail, one, { ...rest, runLedger }) : "again";
    if (found === "again") postponed.push(message);
    else if (found) over.push(found);
  }
  return { over, postponed };
};
