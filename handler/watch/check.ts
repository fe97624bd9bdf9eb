import type { Aws } from "../aws/request";
import { sendAll } from "../aws/sqs";
import type { FindingKind, Unseen } from "../model/found";
import { type OwnEvent, ownEventBody } from "../model/own-event";
import { answered } from "./answer";
import { type Asker, createAsker } from "./ask/asker";
import { listedJob } from "./ask/jobs";
import { askTestPlans, askTestRestores } from "./ask/restore-tests";
import type { Job } from "./facts";
import type { Finding } from "./finding";
import { dateAt, type Memory, type OpenMemory, secondsOf } from "./memory/memory";
import { readMemory, writeMemory } from "./memory/remember";
import { createStore } from "./memory/store";
import { type Change, changesOf } from "./report/changes";
import { idOf } from "./report/id";
import { lateEventOf } from "./report/late-event";
import { subjectsBy } from "./report/subjects";
import { lateVerdictsOf } from "./restore-tests";
import { look, type Sight } from "./see/look";
import { restoredNothing } from "./test-plans";
import type { CheckResult, WatchContext, WatchPlace } from "./watch-context";

/** What was sent must be remembered, however long the questions took. */
const storePatienceMilliseconds = 110_000;

/** The rest has its turn in the next check. */
const maxLateEvents = 100;

/** The digest says how many there were in the last days. */
const lateKeptSeconds = 8 * 86_400;

/** An event to send; without one where AWS did not say what is in it. */
type Outgoing = {
  readonly event?: OwnEvent;
  readonly id: string;
  readonly change?: Change;
  readonly job?: Job;
  /** Whether it is a verdict on a restore test, which is sent once. */
  readonly isVerdict?: true;
};

/** Jobs of which no event came, as AWS lists them, and which were not sent late before. */
const lateEventsOf = (
  asker: Asker,
  { facts, findings, after }: Sight,
  env: WatchPlace,
): Promise<readonly Outgoing[]> => {
  const unsent = new Set(
    [...after.unheard.values()].flatMap(({ id, sentAt }) => (sentAt === undefined ? [id] : [])),
  );
  const found = new Set(findings.flatMap((one) => (one.finding === "unheard" ? [one.subject] : [])));
  const jobs = (answered(facts.jobs) ?? [])
    .filter(({ id }) => found.has(id) && unsent.has(id))
    .toSorted((one, other) => (one.endedAt?.getTime() ?? 0) - (other.endedAt?.getTime() ?? 0))
    .slice(0, maxLateEvents);
  return Promise.all(
    jobs.map(async (job): Promise<Outgoing> => {
      const listed = answered(await listedJob(asker, job));
      const event = listed && lateEventOf(job, listed, env);
      return { id: idOf(["late", job.kind, job.id]), job, ...(event && { event }) };
    }),
  );
};

/** Longer than restores are listed, and a run is looked for that was missed. */
const verdictKeptSeconds = 40 * 86_400;

/** Verdicts on restore tests that AWS shows and that were not sent before. What AWS does not answer is no verdict. */
const verdictEventsOf = async (
  asker: Asker,
  { after }: Sight,
  { settings: { restoreTests = [] }, now }: WatchContext,
): Promise<{ readonly outgoing: readonly Outgoing[]; readonly unseen: readonly string[] }> => {
  if (restoreTests.length === 0) return { outgoing: [], unseen: [] };
  const [restores, plans] = await Promise.all([askTestRestores(asker, now), askTestPlans(asker)]);
  if (restores.is === "unknown") return { outgoing: [], unseen: [`restore tests: ${restores.because}`] };
  const times = { since: dateAt(after.state.since), now };
  const outgoing = [
    ...restores.value.flatMap((restore) => lateVerdictsOf(restore, restoreTests, times)),
    ...(plans.is === "known" ? restoredNothing(plans.value, restores.value, restoreTests, times) : []),
  ]
    .filter(({ id }) => !after.verdicts.has(id))
    .slice(0, maxLateEvents)
    .map(
      ({ id, verdict }): Outgoing => ({
        event: { source: "backup-notifications.watch", detailType: "Restore Test", detail: verdict },
        id,
        isVerdict: true,
      }),
    );
  return { outgoing, unseen: plans.is === "unknown" ? [`restore testing plans: ${plans.because}`] : [] };
};

const findingEventOf = (
  change: Change,
  { stage, accountId, region }: WatchPlace,
  lastCheckAt: number,
): Outgoing => {
  const { found, remember } = change;
  const { finding, cause, isOver } = found;
  return {
    event: { source: "backup-notifications.watch", detailType: "Finding", detail: found },
    // The same for what a check that broke off sent already, since only a whole one is remembered.
    id: idOf([stage, accountId, region, lastCheckAt, finding, cause, isOver, [...remember.keys()]]),
    change,
  };
};

const unseenOf = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(findings.flatMap((one) => (one.finding === "blind" ? [`${one.to}: ${one.cause}`] : []))),
];

const countsOf = (findings: readonly Finding[]): CheckResult["open"] => {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { finding } of findings) counts[finding] = (counts[finding] ?? 0) + 1;
  return counts;
};

/** What is remembered of what was sent: what was not is found again. */
const afterSending = (
  { after }: Sight,
  quiet: ReadonlyMap<string, OpenMemory | undefined>,
  sent: readonly Outgoing[],
  now: Date,
): Memory => {
  const open = new Map(after.open);
  for (const [key, memory] of [...quiet, ...sent.flatMap(({ change }) => [...(change?.remember ?? [])])]) {
    if (memory === undefined) open.delete(key);
    else open.set(key, memory);
  }
  const unheard = new Map(after.unheard);
  const late = sent.flatMap(({ job }) => job ?? []);
  for (const { kind, id } of late) {
    const memory = unheard.get(`${kind} ${id}`);
    if (memory) unheard.set(`${kind} ${id}`, { ...memory, sentAt: secondsOf(now) });
  }
  const lateAt = [...after.state.lateAt, ...late.map(() => secondsOf(now))].filter(
    (at) => secondsOf(now) - at < lateKeptSeconds,
  );
  const verdicts = new Map(
    [
      ...after.verdicts,
      ...sent.flatMap(({ id, isVerdict }) => (isVerdict ? [[id, secondsOf(now)] as const] : [])),
    ].filter(([, at]) => secondsOf(now) - at < verdictKeptSeconds),
  );
  return { ...after, open, unheard, verdicts, state: { ...after.state, lateAt } };
};

/**
 * Without its memory the watch does not know what it said before: it says only that, once a day.
 */
const withoutMemory = async ({ aws, env, now }: WatchContext, because: Unseen): Promise<number> => {
  const day = now.toISOString().slice(0, 10);
  const subjects = [{ id: "", since: `${day}T00:00:00.000Z` }];
  const event: OwnEvent = {
    source: "backup-notifications.watch",
    detailType: "Finding",
    detail: { schema: 1, finding: "blind", cause: because, to: "memory", subjects, total: 1 },
  };
  const id = idOf([env.stage, env.accountId, env.region, "memory", because, day]);
  const { sent } = await sendAll(aws, env.queueUrl, [ownEventBody(event, { ...env, id, at: now })]);
  return sent[0] ? 1 : 0;
};

/**
 * Asks AWS, judges, and sends what is new to the notifier's queue: hourly. Sends before it remembers, so that what breaks off in
 * between is sent again under the same id. Never throws: `problem` says why it is not complete, and the caller makes the
 * invocation fail.
 */
export const check = async (given: WatchContext): Promise<CheckResult> => {
  let calls = 0;
  const aws: Aws = (request) => {
    calls += 1;
    return given.aws(request);
  };
  const context: WatchContext = { ...given, aws };
  const { settings, env, now, elapsed, log } = context;
  const startedAt = elapsed();
  const asker = createAsker(context);
  const store = createStore(createAsker(context, storePatienceMilliseconds), env.ledgerTableName);
  const resultOf = (more: Pick<CheckResult, "open" | "sent" | "unseen" | "problem">): CheckResult => {
    const result = { ...more, calls, milliseconds: Math.round(elapsed() - startedAt) };
    log({ outcome: result.problem === undefined ? "checked" : "check-failed", ...result });
    return result;
  };

  const memory = await readMemory(store, now);
  if (memory.is === "unknown") {
    const findings = await withoutMemory(context, memory.because);
    return resultOf({
      open: { blind: 1 },
      sent: { findings, over: 0, late: 0 },
      unseen: [`memory: ${memory.because}`],
      problem: `the table ${env.ledgerTableName} did not answer (${memory.because}), so the watch does not know what it said before; the next check asks again`,
    });
  }

  const { state } = memory.value;
  const sight = await look(asker, memory.value, context);
  const { said, quiet } = changesOf(sight, subjectsBy(sight, settings.routeTagKeys), now);
  const verdicts = await verdictEventsOf(asker, sight, context);
  const outgoing: readonly Outgoing[] = [
    ...(await lateEventsOf(asker, sight, env)),
    ...verdicts.outgoing,
    ...said.map((change) => findingEventOf(change, env, state.lastCheckAt ?? state.since)),
  ];
  const bodies = outgoing.flatMap(({ event, id }) =>
    event ? ownEventBody(event, { ...env, id, at: now }) : [],
  );
  const { sent, problem: unsent = "AWS Backup did not list the job" } = await sendAll(
    aws,
    env.queueUrl,
    bodies,
  );
  const done = outgoing.filter(({ event }) => event).filter((_, index) => sent[index]);
  const unseenNow = [...unseenOf(sight.findings), ...verdicts.unseen];
  const after = afterSending(sight, quiet, done, now);
  const isKept = await writeMemory(store, memory.value, {
    ...after,
    state: { ...after.state, unseen: unseenNow },
  });

  const changes = done.flatMap(({ change }) => change ?? []);
  return resultOf({
    open: countsOf(sight.findings),
    sent: {
      findings: changes.filter(({ found }) => !found.isOver).length,
      over: changes.filter(({ found }) => found.isOver).length,
      late: done.length - changes.length,
    },
    unseen: unseenNow,
    ...(done.length < outgoing.length && {
      problem: `${outgoing.length - done.length} of ${outgoing.length} events did not reach the notifier's queue (${unsent}); the next check sends them again`,
    }),
    ...(!isKept && {
      problem: `the table ${env.ledgerTableName} did not take what the watch remembers; the next check sends the same again, and the notifier drops it`,
    }),
  });
};
