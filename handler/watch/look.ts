import { parseArn } from "../model/arn";
import { known as present } from "../model/fields";
import type { CopyCause } from "../model/found";
import { typesOf } from "../selection/resolve";
import { type Answer, answered, known, unseen } from "./answer";
import type { Asker } from "./ask/asker";
import { askHeard } from "./ask/heard";
import { askInventory, type Inventory } from "./ask/inventory";
import { type JobFilter, listJobs } from "./ask/jobs";
import { askOptIns } from "./ask/opt-ins";
import { askPlans } from "./ask/plans";
import { askPoints, askProtected } from "./ask/protected";
import { askWaiting } from "./ask/queues";
import { askOwnRole } from "./ask/role";
import { askSettings } from "./ask/settings";
import { lastDueRunOf } from "./cause";
import type { WatchContext, WatchPlace } from "./check";
import { type Coverage, coverageOf } from "./coverage";
import type {
  CopyFacts,
  Facts,
  Hearing,
  Job,
  JobKind,
  OpenCopy,
  Plan,
  ProtectedResource,
  RecoveryPoint,
  Resource,
} from "./facts";
import { type Finding, memoryKeyOf } from "./finding";
import { judge } from "./judge";
import { dateAt, type Memory, type ResourceMemory, secondsOf, type UnheardMemory } from "./memory/memory";
import { lastGoodOf } from "./overdue";
import { isOfStage, ownVaultNamesOf } from "./scope";
import type { WatchSettings } from "./settings";
import { hears } from "./unheard";

/** What the watch sees, judges, and will remember but for what it reports. */
export type Sight = {
  readonly facts: Facts;
  readonly coverage: readonly Coverage[];
  readonly findings: readonly Finding[];
  /** As it was before. */
  readonly before: Memory;
  /** As it is to be, if all is reported. */
  readonly after: Memory;
};

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** A job that ended may take a while to be listed so. */
const listLagSeconds = 10 * 60;

/** Longer than SQS keeps a message. (Amazon SQS Developer Guide, quotas) */
const longestWaitMilliseconds = 14 * dayMilliseconds;

/** Recovery points are asked for one resource at a time: the others' turn comes with the next checks. */
const maxPointQuestions = 60;

/** For so few resources each one's jobs are asked for; for more, all jobs of the time. */
const fewResources = 8;
const longestJobListMilliseconds = 8 * dayMilliseconds;

/** Backups are compared with their copies for as long as a copy may be late, and a check be missed. */
const copyHours = { from: 28, to: 12 } as const;

/** A resource that the inventory does not show once may be on its way from one page to another. */
const goneSeconds = 90 * 60;

/** Nothing is remembered longer of what ended. */
const keptSeconds = 30 * 86_400;

/** The form of an ARN as the tagging API names it: `eks:cluster`. */
const formOf = (arn: string): string => {
  const { service, resource } = parseArn(arn) ?? {};
  return `${service}:${resource?.split(/[/:]/, 1)[0]}`;
};

/** The ARNs, in this Region and account, by which the stage's plans select single resources. */
const namedOf = (
  plans: Answer<readonly Plan[]>,
  { region, accountId }: Pick<WatchPlace, "region" | "accountId">,
): ReadonlySet<string> => {
  const isHere = (text: string): boolean => {
    const arn = parseArn(text);
    return (arn?.region ?? region) === region && (arn?.accountId ?? accountId) === accountId;
  };
  return new Set(
    (answered(plans) ?? []).flatMap(({ rules, selections }) =>
      answered(rules)?.length === 0
        ? []
        : (answered(selections) ?? []).flatMap(({ resources }) =>
            resources.filter((arn) => !arn.includes("*") && typesOf(arn).length > 0 && isHere(arn)),
          ),
    ),
  );
};

type Seen = {
  readonly inventory: Answer<Inventory>;
  readonly protectedResources: Answer<readonly ProtectedResource[]>;
  readonly named: ReadonlySet<string>;
  readonly vaultNames: WatchSettings["vaultNames"];
};

/**
 * The resources that exist, or may: what has tags, what was backed up, and what a plan names. What had tags and is not shown any more
 * is gone; what never had any cannot be seen. Of a type that is not known, AWS was not asked.
 */
const resourcesOf = (
  { inventory, protectedResources, named, vaultNames }: Seen,
  resources: Memory["resources"],
): Answer<readonly Resource[]> => {
  if (inventory.is === "unknown") return inventory;
  const { tags, unlisted } = inventory.value;
  const unknownTypes = new Set(
    (answered(protectedResources) ?? []).flatMap(({ arn, vaultName }) =>
      typesOf(arn).length === 0 && isOfStage(vaultNames, vaultName) ? [arn] : [],
    ),
  );
  const listed = [...tags].map(([arn, own]): Resource => ({ arn, tags: known(own), exists: known(true) }));
  const others = new Set([
    ...(answered(protectedResources) ?? []).map(({ arn }) => arn),
    ...resources.keys(),
    ...named,
  ]);
  const unlistedResources = [...others]
    .filter((arn) => !tags.has(arn))
    .map((arn): Resource => {
      const isVisible = !unlisted.includes(formOf(arn));
      return {
        arn,
        tags: unknownTypes.has(arn) ? unseen("not-understood") : isVisible ? known({}) : unseen("not-ours"),
        exists: isVisible && resources.get(arn)?.wasListed ? known(false) : unseen("not-ours"),
      };
    });
  return known([...listed, ...unlistedResources]);
};

const rememberedOf = (resources: Memory["resources"]): Facts["remembered"] =>
  known(
    [...resources].flatMap(([arn, { firstSelectedAt }]) =>
      firstSelectedAt === undefined ? [] : [{ arn, firstSelectedAt: dateAt(firstSelectedAt) }],
    ),
  );

/** Which resources' newest recovery point may not be good: their newest job did not complete, and yet made one. */
const doubtsOf = (
  jobs: readonly Job[],
  protectedByArn: ReadonlyMap<string, ProtectedResource>,
  before: Memory["resources"],
): ReadonlyMap<string, ResourceMemory["doubt"]> => {
  const doubts = new Map<string, ResourceMemory["doubt"]>();
  const newest = new Map<string, number>();
  for (const { kind, state, endedAt, resourceArn, createdAt, parentJobId } of jobs) {
    const jobAt = secondsOf(createdAt);
    const known = newest.get(resourceArn) ?? before.get(resourceArn)?.doubt?.jobAt ?? 0;
    if (kind !== "backup" || endedAt === undefined || parentJobId !== undefined || jobAt <= known) continue;
    newest.set(resourceArn, jobAt);
    const resource = protectedByArn.get(resourceArn);
    const isDated = resource?.points?.is !== "unknown";
    const mayHaveMoved = resource && (!isDated || secondsOf(resource.lastBackupAt) >= jobAt - 60);
    doubts.set(resourceArn, state !== "COMPLETED" && mayHaveMoved ? { jobAt } : undefined);
  }
  return doubts;
};

/** When the stage's newest good backups were made: `undefined` where that has to be asked. */
type OwnBackups = ReadonlyMap<string, ResourceMemory["ownAt"]>;

/**
 * The stage's own backups of resources that other vaults back up, too: AWS names the newest backup of all vaults, which may hide that
 * the stage's are missing. Those that completed since the last check are listed; older ones are remembered.
 */
const ownBackupsOf = (
  jobs: readonly Job[],
  protectedByArn: ReadonlyMap<string, ProtectedResource>,
  before: Memory["resources"],
  vaultNames: WatchSettings["vaultNames"],
): OwnBackups => {
  const newest = new Map<string, number>();
  for (const { kind, state, vaultName, resourceArn, createdAt, parentJobId } of jobs) {
    if (kind !== "backup" || state !== "COMPLETED" || parentJobId !== undefined) continue;
    if (isOfStage(vaultNames, vaultName))
      newest.set(resourceArn, Math.max(secondsOf(createdAt), newest.get(resourceArn) ?? 0));
  }
  return new Map(
    [...protectedByArn].flatMap(([arn, { vaultName }]) => {
      const { ownAt, firstSelectedAt } = before.get(arn) ?? {};
      const isWatched = ownAt !== undefined || !isOfStage(vaultNames, vaultName);
      if (firstSelectedAt === undefined || !isWatched) return [];
      const made = newest.get(arn);
      const known = typeof ownAt === "number" ? Math.max(ownAt, made ?? 0) : (made ?? ownAt);
      return [[arn, known] as const];
    }),
  );
};

const unheardOf = (
  { kind, id, resourceArn, vaultName, state, createdAt }: Job,
  endedAt: Date,
): UnheardMemory => ({
  kind,
  id,
  resourceArn,
  vaultName,
  state,
  createdAt: secondsOf(createdAt),
  endedAt: secondsOf(endedAt),
});

const jobOfMemory = ({ sentAt: _, createdAt, endedAt, ...job }: UnheardMemory): Job => ({
  ...job,
  createdAt: dateAt(createdAt),
  endedAt: dateAt(endedAt),
});

const kinds: readonly JobKind[] = ["backup", "copy", "restore"];

type Jobs = { readonly listed: Answer<readonly Job[]>; readonly unheard: ReadonlyMap<string, UnheardMemory> };

/** Stands for all recovery points of which the newest good one is remembered. */
const pointsAt = (at: number | "none"): readonly RecoveryPoint[] =>
  at === "none" ? [] : [{ arn: "", createdAt: dateAt(at), status: "COMPLETED" }];

/** What ended since the last check, and what had not been heard then. */
const askJobs = async (
  asker: Asker,
  { settings, now }: Pick<WatchContext, "settings" | "now">,
  memory: Memory,
  hearing: Hearing,
): Promise<Jobs> => {
  const wanted = kinds.filter((kind) => kind === "backup" || settings.heardKinds.includes(kind));
  // A clock that was wrong once must not hide all jobs until then.
  const listedUntil = Math.min(memory.state.listedUntil, secondsOf(now) - listLagSeconds);
  const filter: JobFilter = { completeAfter: dateAt(listedUntil) };
  const lists = await Promise.all(wanted.map((kind) => listJobs(asker, kind, filter)));
  const listed = lists.flatMap((list) => answered(list) ?? []);
  const unheard = new Map(memory.unheard);
  for (const job of listed) {
    const key = `${job.kind} ${job.id}`;
    if (job.endedAt && job.parentJobId === undefined && hears(hearing, job, job.endedAt) && !unheard.has(key))
      unheard.set(key, unheardOf(job, job.endedAt));
  }
  return { listed: lists.find((list) => list.is === "unknown") ?? known(listed), unheard };
};

/** Copies that were reported as missing. */
const openCopiesOf = (open: Memory["open"]): readonly OpenCopy[] =>
  [...open].flatMap(([key, { finding, cause, subject }]) => {
    const [, destinationVaultArn = ""] = key.split("|");
    if (finding !== "copy-overdue") return [];
    const known = copyCauses.find((one) => one === cause);
    const since = new Date(subject.since);
    return [{ arn: subject.id, destinationVaultArn, since, ...(known && { cause: known }) }];
  });

const copyCauses: readonly CopyCause[] = ["running", "failing", "missed"];

/** Backups that rules want copied, and all copies since then and since the first that is missing. Absent where no rule copies. */
const askCopies = async (
  asker: Asker,
  plans: Answer<readonly Plan[]>,
  openCopies: readonly OpenCopy[],
  now: Date,
): Promise<Answer<CopyFacts> | undefined> => {
  const all = answered(plans) ?? [];
  if (!all.some(({ rules }) => answered(rules)?.some(({ copyTo }) => copyTo !== undefined))) return undefined;
  const completeAfter = new Date(now.getTime() - copyHours.from * hourMilliseconds);
  const completeBefore = new Date(now.getTime() - copyHours.to * hourMilliseconds);
  const backups = await listJobs(asker, "backup", { completeAfter, completeBefore });
  if (backups.is === "unknown") return backups;
  // As arguments of one call, a hundred thousand do not fit.
  const first = [
    ...backups.value.map(({ createdAt }) => createdAt),
    ...openCopies.map(({ since }) => since),
  ].reduce((least, at) => Math.min(least, at.getTime()), completeAfter.getTime());
  const copies = await listJobs(asker, "copy", { createdAfter: new Date(first) });
  return copies.is === "unknown" ? copies : known({ backups: backups.value, copies: copies.value });
};

/** The backups that say why resources have no new one. Only what was not reported with a lasting cause is asked about. */
const askCauses = async (
  asker: Asker,
  candidates: readonly Coverage[],
  now: Date,
): Promise<Pick<Facts, "causeJobs" | "jobsAskedOf">> => {
  const yesterday = new Date(now.getTime() - 2 * dayMilliseconds);
  const sinceOf = ({ selecting }: Coverage): Date => {
    const run = lastDueRunOf(selecting);
    return run !== undefined && run < yesterday ? run : yesterday;
  };
  const first = new Date(Math.min(...candidates.map((one) => sinceOf(one).getTime())));
  const isShort = now.getTime() - first.getTime() <= longestJobListMilliseconds;
  if (candidates.length > fewResources && isShort) {
    const jobs = await listJobs(asker, "backup", { createdAfter: first });
    return jobs.is === "known"
      ? { causeJobs: jobs.value, jobsAskedOf: new Set(candidates.map(({ resource }) => resource.arn)) }
      : { jobsAskedOf: new Set() };
  }
  const asked = await Promise.all(
    candidates.slice(0, fewResources).map(async (one) => {
      const { arn } = one.resource;
      return {
        arn,
        jobs: await listJobs(asker, "backup", { resourceArn: arn, createdAfter: sinceOf(one) }),
      };
    }),
  );
  return {
    causeJobs: asked.flatMap(({ jobs }) => answered(jobs) ?? []),
    jobsAskedOf: new Set(asked.flatMap(({ arn, jobs }) => (jobs.is === "known" ? [arn] : []))),
  };
};

/** What no plan selected for a while, and one does again, has until its first run has ended, as if it were new. */
const asReselected = (
  coverage: readonly Coverage[],
  resources: Memory["resources"],
  now: Date,
): readonly Coverage[] =>
  coverage.map((covered) => {
    const { selecting, resource } = covered;
    if (selecting.length === 0 || !resources.get(resource.arn)?.wasLeft) return covered;
    return { ...covered, firstSelectedAt: now, selecting: selecting.map((one) => ({ ...one, since: now })) };
  });

/** How the resources are to be remembered. */
const resourcesAfter = (
  { before, facts, coverage }: Pick<Sight, "before" | "facts" | "coverage">,
  doubts: ReadonlyMap<string, ResourceMemory["doubt"]>,
  own: OwnBackups,
  named: ReadonlySet<string>,
  now: Date,
): Memory["resources"] => {
  const after = new Map<string, ResourceMemory>(before.resources);
  const selected = new Set(
    coverage.flatMap(({ resource, selecting }) =>
      selecting.some(({ plan }) => answered(plan.rules)?.length !== 0) ? [resource.arn] : [],
    ),
  );
  const left = new Set(
    coverage.flatMap(({ resource, selecting, isSettled }) =>
      isSettled && selecting.length === 0 ? [resource.arn] : [],
    ),
  );
  const backedUp = new Set((answered(facts.protectedResources) ?? []).map(({ arn }) => arn));
  for (const { arn, exists } of answered(facts.resources) ?? []) {
    const old = after.get(arn);
    if (old === undefined && !selected.has(arn) && !backedUp.has(arn)) continue;
    const isListed = answered(exists) === true;
    const isGone = answered(exists) === false;
    const doubt = doubts.has(arn) ? doubts.get(arn) : old?.doubt;
    const isNew = selected.has(arn) && (old?.firstSelectedAt === undefined || old.wasLeft === true);
    const wasSelected = old?.firstSelectedAt !== undefined;
    const one: ResourceMemory = present({
      firstSelectedAt: isNew ? secondsOf(now) : old?.firstSelectedAt,
      wasLeft:
        !selected.has(arn) && wasSelected && (old?.wasLeft || left.has(arn)) ? (true as const) : undefined,
      wasListed: isListed || old?.wasListed ? (true as const) : undefined,
      goneSince: isGone ? (old?.goneSince ?? secondsOf(now)) : undefined,
      ownAt: own.get(arn) ?? old?.ownAt,
      doubt,
    });
    // Once its last recovery point is gone, too, nothing is left to say of it, unless a plan goes on to name it.
    const isUnseen = isGone || (!isListed && one.wasListed === undefined && !selected.has(arn));
    const isOver =
      isUnseen && !named.has(arn) && facts.protectedResources.is === "known" && !backedUp.has(arn);
    if (isOver && secondsOf(now) - (one.goneSince ?? 0) > goneSeconds) after.delete(arn);
    else after.set(arn, one);
  }
  return after;
};

/** Asks AWS, and judges what it says. What was reported before comes from the memory, without which nothing is asked. */
export const look = async (asker: Asker, before: Memory, context: WatchContext): Promise<Sight> => {
  const { settings, env, now } = context;
  const { mustProtect, ownPlanIds, overdue: overdueLimits } = settings;
  const { state } = before;
  const hearing: Hearing = {
    kinds: settings.heardKinds,
    vaultNames: settings.vaultNames,
    since: dateAt(state.since),
  };

  // The queues come before the ledger: an event that is written down in between has left them.
  const [waiting, asked, inventory, backedUp, optIns, seenSettings, ownRole, jobs] = await Promise.all([
    askWaiting(asker, env),
    askPlans(asker, settings, before.plans, now),
    askInventory(asker),
    askProtected(asker),
    askOptIns(asker),
    askSettings(asker, settings),
    settings.ownRoleArn === undefined ? undefined : askOwnRole(asker, settings.ownRoleArn),
    askJobs(asker, context, before, hearing),
  ]);
  const { plans } = asked;
  const openCopies = openCopiesOf(before.open);
  const [heard, copies] = await Promise.all([
    askHeard(asker, env, [...jobs.unheard.values()]),
    askCopies(asker, plans, openCopies, now),
  ]);

  const emptyAt = answered(waiting) === 0 ? secondsOf(now) : state.emptyAt;
  const longAgo = new Date(now.getTime() - longestWaitMilliseconds);
  const oldestWaitingAt: Facts["oldestWaitingAt"] =
    waiting.is === "unknown"
      ? waiting
      : known(
          waiting.value === 0
            ? "none"
            : emptyAt !== undefined && dateAt(emptyAt) > longAgo
              ? dateAt(emptyAt)
              : longAgo,
        );

  // What nobody vouches for is asked, the longest in doubt first.
  const protectedByArn = new Map((answered(backedUp) ?? []).map((one) => [one.arn, one]));
  const doubts = new Map(doubtsOf(answered(jobs.listed) ?? [], protectedByArn, before.resources));
  for (const [arn, { doubt }] of before.resources) if (doubt && !doubts.has(arn)) doubts.set(arn, doubt);
  const toAsk = [...doubts]
    .flatMap(([arn, doubt]) =>
      doubt && doubt.lastGoodAt === undefined && protectedByArn.has(arn) ? [{ arn, doubt }] : [],
    )
    .sort((one, other) => one.doubt.jobAt - other.doubt.jobAt || (one.arn < other.arn ? -1 : 1));
  const vaultNames = ownVaultNamesOf(settings.vaultNames, plans);
  const named = namedOf(plans, env);
  const own = new Map(
    ownBackupsOf(answered(jobs.listed) ?? [], protectedByArn, before.resources, vaultNames),
  );
  const points = new Map<string, ProtectedResource["points"]>(
    toAsk.slice(maxPointQuestions).map(({ arn }) => [arn, unseen("no-answer")]),
  );
  await Promise.all(
    toAsk.slice(0, maxPointQuestions).map(async ({ arn, doubt }) => {
      const answer = await askPoints(asker, arn);
      points.set(arn, answer);
      const resource = protectedByArn.get(arn);
      if (answer.is === "unknown" || resource === undefined) return;
      const lastGood = lastGoodOf({ ...resource, points: answer });
      doubts.set(arn, { ...doubt, lastGoodAt: lastGood === undefined ? "none" : secondsOf(lastGood) });
    }),
  );
  for (const [arn, doubt] of doubts) {
    if (points.has(arn) || doubt?.lastGoodAt === undefined) continue;
    points.set(arn, known(pointsAt(doubt.lastGoodAt)));
  }
  const strangers = [...own].flatMap(([arn, at]) => (at === undefined ? [arn] : [])).sort();
  const questionsLeft = Math.max(0, maxPointQuestions - toAsk.length);
  for (const arn of strangers.slice(questionsLeft)) points.set(arn, unseen("no-answer"));
  await Promise.all(
    strangers.slice(0, questionsLeft).map(async (arn) => {
      const answer = await askPoints(asker, arn);
      points.set(arn, answer);
      const resource = protectedByArn.get(arn);
      if (answer.is === "unknown" || resource === undefined) return;
      const ofStage = answer.value.filter(({ vaultName }) => isOfStage(vaultNames, vaultName));
      const lastGood = lastGoodOf({ ...resource, points: known(ofStage) });
      own.set(arn, lastGood === undefined ? "none" : secondsOf(lastGood));
    }),
  );
  for (const [arn, at] of own) {
    const isOwn = isOfStage(vaultNames, protectedByArn.get(arn)?.vaultName);
    // Without the jobs, there may be newer ones.
    if (at === undefined || isOwn || jobs.listed.is === "unknown") continue;
    points.set(arn, known(pointsAt(at)));
  }
  const protectedResources: Facts["protectedResources"] =
    backedUp.is === "unknown"
      ? backedUp
      : known(
          backedUp.value.map((one) => {
            const asked = points.get(one.arn);
            return asked === undefined ? one : { ...one, points: asked };
          }),
        );

  const facts: Facts = {
    plans,
    resources: resourcesOf({ inventory, protectedResources: backedUp, named, vaultNames }, before.resources),
    protectedResources,
    optIns,
    jobs: jobs.listed.is === "unknown" ? jobs.listed : known([...jobs.unheard.values()].map(jobOfMemory)),
    jobsAskedOf: new Set(),
    heardJobIds: heard,
    oldestWaitingAt,
    remembered: rememberedOf(before.resources),
    hasForgotten: before.broken.size > 0,
    settings: seenSettings,
    openCopies,
    ownPlanIds,
    overdueLimits,
    hearing,
    ...present({
      copies,
      ownRole,
      mustProtect,
      lastCheckAt: state.lastCheckAt === undefined ? undefined : dateAt(state.lastCheckAt),
    }),
  };
  const coverage = asReselected(coverageOf(facts, now), before.resources, now);

  const needsCause = (finding: Finding): boolean => {
    const reported = before.open.get(memoryKeyOf(finding));
    return reported === undefined || reported.cause === "running" || reported.cause === "waiting";
  };
  const fresh = new Set(
    judge(facts, now, coverage).flatMap((finding) =>
      (finding.finding === "overdue" || finding.finding === "never-backed-up") && needsCause(finding)
        ? [finding.subject]
        : [],
    ),
  );
  const candidates = coverage.filter(({ resource }) => fresh.has(resource.arn));
  const causes = candidates.length > 0 ? await askCauses(asker, candidates, now) : {};
  const all: Facts = { ...facts, ...causes };

  const heardIds = answered(heard);
  const unheard = new Map(
    [...jobs.unheard].filter(
      ([, job]) => !heardIds?.has(job.id) && secondsOf(now) - job.endedAt < keptSeconds,
    ),
  );
  const listedUntil = jobs.listed.is === "known" ? secondsOf(now) - listLagSeconds : state.listedUntil;
  const after: Memory = {
    plans: asked.memory,
    resources: resourcesAfter({ before, facts: all, coverage }, doubts, own, named, now),
    open: before.open,
    unheard,
    verdicts: before.verdicts,
    broken: new Set(),
    state: {
      ...state,
      listedUntil,
      lastCheckAt: secondsOf(now),
      ...present({ emptyAt }),
    },
  };
  return { facts: all, coverage, findings: judge(all, now, coverage), before, after };
};
