// Loaded once a batch from the queue holds a backup that a plan started, and the stage has a ledger.
import { type Invocation, logFieldsOf } from "../context";
import type { Entry, RunLedger } from "../deduplicate/ledger";
import type { Update } from "../deduplicate/update";
import type { Batch, QueueMessage } from "../model/batch";
import { known } from "../model/fields";
import type { Routed } from "../route/apply-routes";
import type { Posting } from "../route/match";
import { lookLater } from "./later";
import { isBad, isOnlyFirst, isQuiet } from "./quiet";
import { factsOf, type Run, runFrom, watchedFact } from "./run";
import { type RunJob, runOf, subjectOf } from "./run-key";
import { type Shown, showRun } from "./show-run";

/** An update that belongs to a run. */
type Member = { readonly update: Update; readonly event: RunJob; readonly posting?: Posting };

/** What is left to post, and messages to receive again later. */
export type Counted = {
  readonly posted: readonly Update[];
  /** What the message of its run counts, and nothing else shows. */
  readonly counted: readonly Update[];
  readonly postponed: readonly QueueMessage[];
};

type RunContext = Invocation & { readonly runLedger: RunLedger };

/** After a run's first failures, further ones gather for so long, so that what fails together is one message. */
const gatherSeconds = 300;

/** Adds what a batch says to a run, and sees to it that the run is looked at until it is over; `undefined` where it cannot. */
const factsIn = async (
  subject: string,
  members: readonly Member[],
  queueArn: string,
  context: RunContext,
): Promise<{ readonly run: Run; readonly entry: Entry } | undefined> => {
  const { runLedger, log, tally } = context;
  const entry = await runLedger.add(
    subject,
    members.flatMap(({ event }) => factsOf(event)),
  );
  if (entry === undefined) {
    log({
      outcome: "ledger-failed",
      reason: "a plan run could not be counted: its backups are posted one by one",
    });
    tally.count("LedgerFailures");
    return undefined;
  }
  const run = runFrom(entry.states);
  if (run.isWatched) return { run, entry };
  const detail = { schema: 1, run: subject, round: 0, facts: run.facts } as const;
  const problem = await lookLater(detail, queueArn, context);
  if (problem === undefined) {
    await runLedger.add(subject, [watchedFact(run)]);
    return { run, entry };
  }
  log({ outcome: "run-not-counted", id: subject, reason: problem });
  return undefined;
};

/** Failures that wait for others, in seconds; `undefined` where they are to be posted now. */
const waitOf = async (
  subject: string,
  members: readonly Member[],
  { alarmUntil = 0 }: Entry,
  { runLedger, now }: RunContext,
): Promise<number | undefined> => {
  if (!members.some(isBad)) return undefined;
  if (await runLedger.claim(subject, "alarmUntil", gatherSeconds)) return undefined;
  const left = alarmUntil - Math.floor(now() / 1000);
  return left > 0 && left <= gatherSeconds ? left + 1 : undefined;
};

/** So long one batch of a run may post first backups: a new plan's hundreds are counted. */
const firstSeconds = 86_400;

/** Which updates of a run need no message beside the run's. */
const quietOnes = async (
  subject: string,
  members: readonly Member[],
  { runLedger }: RunContext,
): Promise<(member: Member) => boolean> => {
  const firsts = new Set(members.filter(isOnlyFirst));
  const areNews = firsts.size === 0 || (await runLedger.claim(subject, "firstUntil", firstSeconds));
  return (member) => isQuiet(member) || (firsts.has(member) && !areNews);
};

/** An event waits once. */
const hasWaited = ({ records }: Update): boolean =>
  records.some(({ message }) => message?.receiveCount !== 1);

/** Decides about each update of one run: posted, in the run's thread or by itself; only counted; or later. */
const countRun = async (
  subject: string,
  members: readonly Member[],
  posted: ReadonlySet<Update>,
  queueArn: string,
  context: RunContext,
): Promise<Counted> => {
  const { history, log, queue, runLedger } = context;
  const wanted = members.filter(({ update }) => posted.has(update));
  const asToday = { posted: wanted.map(({ update }) => update), counted: [], postponed: [] };
  const facts = await factsIn(subject, members, queueArn, context);
  if (facts === undefined) return asToday;
  const wait = await waitOf(subject, wanted, facts.entry, context);
  const isQuietOne = await quietOnes(subject, wanted, context);
  const shown: Shown | undefined = await showRun(subject, facts.run, runLedger, context, members.some(isBad));
  const left: Update[] = [];
  const counted: Update[] = [];
  const later: QueueMessage[] = [];
  for (const member of wanted) {
    const { update, event, posting } = member;
    const isInThread = shown?.isThere === true && shown.channel === posting?.channel;
    const isStart = event.phase === "started";
    // Without a bot, a start is posted only where a route asks for it.
    const isCounted = shown === undefined ? isQuietOne(member) : isStart;
    if (isCounted) {
      counted.push(update);
      log({ outcome: "counted", ...logFieldsOf(event), run: subject });
      if (update.identity) history.remember(update.identity);
    } else if (wait !== undefined && isBad(member) && !hasWaited(update)) {
      log({
        outcome: "gathered",
        ...logFieldsOf(event),
        reason: `posted in ${wait} s, with what else fails`,
      });
      later.push(...update.records.flatMap(({ message }) => message ?? []));
    } else if (posting) {
      const isGathered = isBad(member) && hasWaited(update);
      left.push({
        ...update,
        posting: {
          ...posting,
          ...(isGathered && { isGathered }),
          ...(isInThread && { thread: { run: subject, isQuiet: isQuietOne(member) } }),
        },
      });
    }
  }
  if (wait !== undefined && later.length > 0) {
    const returns = later.map((message) => ({ message, delaySeconds: wait }));
    for (const problem of await queue.returnToQueue(returns))
      log({ outcome: "not-returned", reason: problem });
  }
  return { posted: left, counted, postponed: later };
};

/**
 * Counts the backups of plan runs in the ledger, and leaves to post what a reader must see besides the run's message. What
 * cannot be counted is posted as ever.
 */
export const countRuns = async (
  { posted, muted }: Routed,
  { records }: Batch,
  context: RunContext,
): Promise<Counted> => {
  const queueArn = records.find(({ message }) => message?.queueArn !== undefined)?.message?.queueArn;
  if (queueArn === undefined) return { posted, counted: [], postponed: [] };
  const wanted = new Set(posted);
  const members = new Map<string, Member[]>();
  const alone: Update[] = [];
  for (const update of [...posted, ...muted]) {
    const of = runOf(update.event);
    if (of) {
      const subject = subjectOf(of.key);
      members.set(subject, [
        ...(members.get(subject) ?? []),
        { update, event: of.job, ...known({ posting: update.posting }) },
      ]);
    } else if (wanted.has(update)) alone.push(update);
  }
  const counted = await Promise.all(
    [...members].map(([subject, some]) => countRun(subject, some, wanted, queueArn, context)),
  );
  return {
    posted: [...alone, ...counted.flatMap((one) => one.posted)],
    counted: counted.flatMap((one) => one.counted),
    postponed: counted.flatMap((one) => one.postponed),
  };
};
