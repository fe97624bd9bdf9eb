import type { NotifierHealth } from "../../model/digest";
import { fieldsOf, known as present } from "../../model/fields";
import type { Unseen } from "../../model/found";
import { type Answer, answered, known } from "../answer";
import type { Asker } from "../ask/asker";
import { listJobs } from "../ask/jobs";
import { askWaiting } from "../ask/queues";
import { askTestRestores } from "../ask/restore-tests";
import type { Facts, Job, JobKind } from "../facts";
import { isHabit, isTested, isTestedDays } from "../memory/shapes";
import { changedItems, type Store, shelfKeys, shelfOf } from "../memory/store";
import { isOfStage } from "../scope";
import { hears } from "../unheard";
import type { WatchContext } from "../watch-context";
import { type Day, selectedTypesOf, totalsOfDay } from "./digest-of";
import { compared } from "./habits";
import { type Tested, testRecordOf, withRestores } from "./tested";
import { aDayBefore, type DayTotals, dayBefore, dayKey, dayOf, lookBackDays, totalsOf } from "./totals";
import { askVaultPoints, oldestKeptOf, pointOdditiesOf, type VaultPoint } from "./vault-points";

/** What the watch sees and judges at the digest's hour. */
export type Seen = Pick<Day, "facts" | "coverage" | "findings" | "subjectOf"> & {
  /** When events were sent that AWS did not send, in seconds since 1970. */
  readonly lateAt: readonly number[];
  /** Jobs of which no one heard by now, by kind and id. */
  readonly unheard: ReadonlySet<string>;
};

/** A day, and what is to be remembered once its digest was sent. */
export type SeenDay = { readonly day: Day; readonly toKeep: ReadonlyMap<string, unknown> };

const habitsName = "habit";

/** What restore tests showed, by resource and by type. */
const testedName = "tested";
const testedDaysName = "tested-days";

const shelfNames = [habitsName, testedName, testedDaysName] as const;

/** Deleted resources that a digest named: once is enough. */
const namedGoneKey = "watch|named-gone";

const listKinds: readonly JobKind[] = ["backup", "copy", "restore"];

const namedGoneOf = (value: unknown): readonly string[] => {
  const arns = fieldsOf(value)?.["arns"];
  return Array.isArray(arns) ? arns.filter((arn) => typeof arn === "string") : [];
};

/** Resources that are deleted and still have recovery points, which cost. */
const goneOf = ({
  resources,
  protectedResources,
}: Facts): readonly { readonly arn: string; readonly at: Date }[] => {
  const backedUp = new Map(
    (answered(protectedResources) ?? []).map(({ arn, lastBackupAt }) => [arn, lastBackupAt]),
  );
  return (answered(resources) ?? []).flatMap(({ arn, exists }) => {
    const at = backedUp.get(arn);
    return answered(exists) === false && at !== undefined ? [{ arn, at }] : [];
  });
};

/** Names of the vaults to look into: the stage's, or those that the day's backups went to. */
const vaultNamesOf = (named: readonly string[] | "all-vaults", jobs: readonly Job[]): readonly string[] =>
  named === "all-vaults"
    ? [...new Set(jobs.flatMap(({ vaultName }) => (vaultName === "" ? [] : [vaultName])))].toSorted()
    : named;

/** So many vaults are named: a digest may not have a line for each of hundreds. */
const mostNamedVaults = 3;

/** Vaults whose recovery points were not seen, by why. */
const unseenVaultsOf = (names: readonly string[], answers: readonly Answer<unknown>[]): Day["unseen"] => {
  const byReason = new Map<Unseen, string[]>();
  for (const [index, answer] of answers.entries()) {
    if (answer.is === "known") continue;
    byReason.set(answer.because, [...(byReason.get(answer.because) ?? []), names[index] ?? "a vault"]);
  }
  return [...byReason].map(([because, all]) => {
    const named = all.slice(0, mostNamedVaults).join(", ");
    const some = all.length > mostNamedVaults ? `${all.length} vaults, such as ${named}` : named;
    return { to: `recovery points in ${some}`, because };
  });
};

/** What ended in the day and is heard by now, less the events that were sent late. */
const heardOf = (
  ended: readonly Job[],
  hearing: Facts["hearing"],
  unheard: ReadonlySet<string>,
  late: number,
): NonNullable<NotifierHealth["heard"]> => {
  const all = ended.filter((job) => job.endedAt && hears(hearing, job, job.endedAt));
  const heard = all.filter(({ kind, id }) => !unheard.has(`${kind} ${id}`)).length;
  return { jobs: Math.max(0, heard - late), of: all.length };
};

/** Asks what a digest needs besides what the watch sees in each check. */
export const seeDay = async (
  seen: Seen,
  asker: Asker,
  store: Store,
  { settings, env, now }: Pick<WatchContext, "settings" | "env" | "now">,
): Promise<SeenDay> => {
  const { facts, coverage, findings, subjectOf, lateAt, unheard } = seen;
  const { timeZone } = settings;
  const from = aDayBefore(now, timeZone);
  const today = dayOf(now, timeZone);
  const dayKeys = Array.from({ length: lookBackDays }, (_, index) => dayKey(dayBefore(today, index + 1)));
  const kinds = listKinds.filter((kind) => kind === "backup" || settings.heardKinds.includes(kind));
  const parkedUrls = env.waitingQueueUrls.filter((url) => url !== env.queueUrl);

  const { restoreTests: tests = [] } = settings;
  const [waiting, parked, memory, restores, ...lists] = await Promise.all([
    askWaiting(asker, { waitingQueueUrls: [env.queueUrl] }),
    askWaiting(asker, { waitingQueueUrls: parkedUrls }),
    store.read([...dayKeys, ...shelfNames.flatMap(shelfKeys), namedGoneKey]),
    tests.length > 0 ? askTestRestores(asker, now) : undefined,
    ...kinds.map((kind) => listJobs(asker, kind, { completeAfter: from })),
  ]);
  // What ends while AWS is asked belongs to the next day.
  const ofDay = (list: Answer<readonly Job[]>): Answer<readonly Job[]> =>
    list.is === "unknown"
      ? list
      : known(
          list.value.filter(
            ({ endedAt, parentJobId, vaultName }) =>
              endedAt !== undefined &&
              endedAt > from &&
              endedAt <= now &&
              parentJobId === undefined &&
              isOfStage(settings.vaultNames, vaultName),
          ),
        );
  const jobs: Day["jobs"] = Object.fromEntries(
    kinds.flatMap((kind, index) => {
      const list = lists[index];
      return list === undefined ? [] : [[kind, ofDay(list)]];
    }),
  );
  const backups = (jobs.backup && answered(jobs.backup)) ?? [];

  const vaultNames = vaultNamesOf(settings.vaultNames, backups);
  const oldestKept = oldestKeptOf(facts.plans, now);
  const vaults = await Promise.all(vaultNames.map((name) => askVaultPoints(asker, name, oldestKept)));
  const points: readonly VaultPoint[] = vaults.flatMap((vault) => answered(vault)?.points ?? []);

  const values = answered(memory);
  const habits = shelfOf(habitsName, values ?? new Map(), isHabit);
  const backedUp = answered(facts.protectedResources);
  const arns = backedUp && new Set(backedUp.map(({ arn }) => arn));
  // Without the memory nothing is compared, and nothing is said twice.
  const isKept = (arn: string): boolean => arns?.has(arn) ?? true;
  const comparison = compared(values ? backups : [], habits.entries, isKept);
  const tested = shelfOf(testedName, values ?? new Map(), isTested);
  const testedDays = shelfOf(testedDaysName, values ?? new Map(), isTestedDays);
  const testedBefore: Tested = { resources: tested.entries, days: testedDays.entries };
  const hasForgotten = [habits, tested, testedDays].some(({ broken }) => broken.size > 0);
  const listed = restores && answered(restores);
  const added =
    listed && values ? withRestores(listed, tests, testedBefore, { now, timeZone, isKept }) : undefined;
  const restoreTests = added && testRecordOf(added, tests, selectedTypesOf(seen));
  const namedGone = new Set(namedGoneOf(values?.get(namedGoneKey)));
  const gone = goneOf(facts);
  const newlyGone = values ? gone.filter(({ arn }) => !namedGone.has(arn)) : [];

  const unseen = [
    ...kinds.flatMap((kind) => {
      const list = jobs[kind];
      const to = kind === "backup" ? "jobs" : `${kind} jobs`;
      return list?.is === "unknown" ? [{ to, because: list.because }] : [];
    }),
    ...unseenVaultsOf(vaultNames, vaults),
    ...(restores?.is === "unknown" ? [{ to: "restore tests", because: restores.because }] : []),
    ...(memory.is === "unknown" ? [{ to: "memory", because: memory.because }] : []),
    ...(hasForgotten ? [{ to: "memory", because: "not-understood" as const }] : []),
  ].filter(({ to }) => !findings.some((one) => one.finding === "blind" && one.to === to));

  const isOfDay = (at: number): boolean => at * 1000 > from.getTime() && at * 1000 <= now.getTime();
  const ended = kinds.map((kind) => jobs[kind] && answered(jobs[kind]));
  const isHeardKnown =
    facts.heardJobIds.is === "known" && facts.jobs.is === "known" && facts.oldestWaitingAt.is === "known";
  const notifier: NotifierHealth = present({
    heard:
      isHeardKnown && ended.every((list) => list !== undefined)
        ? heardOf(ended.flat(), facts.hearing, unheard, lateAt.filter(isOfDay).length)
        : undefined,
    waiting: answered(waiting),
    parked: answered(parked),
    // Once an event was sent late, its job is heard of, and no longer found.
    unheard: isHeardKnown ? lateAt.filter(isOfDay).length : undefined,
  });
  const earlierDays = new Map<string, DayTotals>(
    dayKeys.flatMap((key) => {
      const totals = totalsOf(values?.get(key));
      return totals === undefined ? [] : [[key.slice(dayKey("").length), totals] as const];
    }),
  );
  const day: Day = {
    facts,
    coverage,
    findings,
    subjectOf,
    timeZone,
    from,
    to: now,
    jobs,
    earlierDays,
    notifier,
    unseen,
    ...present({ restoreTests }),
    oddities: [
      ...pointOdditiesOf(points, facts.plans, now),
      ...comparison.oddities,
      ...(added?.oddities ?? []),
      ...(newlyGone.length > 0
        ? [
            {
              oddity: "resource-deleted" as const,
              subjects: newlyGone.map(({ arn, at }) => ({ id: arn, since: at.toISOString() })),
              total: newlyGone.length,
            },
          ]
        : []),
    ],
  };
  const totals = totalsOfDay(day);
  return {
    day,
    toKeep: new Map([
      ...(totals === undefined ? [] : [[dayKey(today), totals] as const]),
      ...(values ? changedItems(habitsName, habits, comparison.habits) : []),
      ...(added ? changedItems(testedName, tested, added.tested.resources) : []),
      ...(added ? changedItems(testedDaysName, testedDays, added.tested.days) : []),
      ...(newlyGone.length > 0 ? [[namedGoneKey, { arns: gone.map(({ arn }) => arn) }] as const] : []),
    ]),
  };
};
