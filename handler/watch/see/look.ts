import { known as present } from "../../model/fields";
import { answered, known } from "../answer";
import type { Asker } from "../ask/asker";
import { askHeard } from "../ask/heard";
import { askInventory } from "../ask/inventory";
import { askOptIns } from "../ask/opt-ins";
import { askPlans } from "../ask/plans";
import { askProtected } from "../ask/protected";
import { askWaiting } from "../ask/queues";
import { askOwnRole } from "../ask/role";
import { askSettings } from "../ask/settings";
import { type Coverage, coverageOf } from "../coverage";
import type { Facts, Hearing } from "../facts";
import { type Finding, memoryKeyOf } from "../finding";
import { judge } from "../judge";
import { dateAt, type Memory, secondsOf } from "../memory/memory";
import { ownVaultNamesOf } from "../scope";
import type { WatchContext } from "../watch-context";
import { askCauses, askCopies, askJobs, jobOfMemory, listLagSeconds, openCopiesOf } from "./asked-jobs";
import { namedOf, resourcesOf } from "./existing-resources";
import { askGoodBackups } from "./good-backups";
import { rememberedOf, resourcesAfter } from "./remembered-resources";

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

const dayMilliseconds = 86_400_000;

/** Longer than SQS keeps a message. (Amazon SQS Developer Guide, quotas) */
const longestWaitMilliseconds = 14 * dayMilliseconds;

/** Nothing is remembered longer of what ended. */
const keptSeconds = 30 * 86_400;

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
    askCopies(asker, plans, openCopies, state, now),
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

  const vaultNames = ownVaultNamesOf(settings.vaultNames, plans);
  const named = namedOf(plans, env);
  const good = await askGoodBackups(asker, {
    backedUp,
    listedJobs: jobs.listed,
    remembered: before.resources,
    vaultNames,
  });

  const facts: Facts = {
    plans,
    resources: resourcesOf({ inventory, protectedResources: backedUp, named, vaultNames }, before.resources),
    protectedResources: good.protectedResources,
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
    resources: resourcesAfter({ before: before.resources, facts: all, coverage, good, named }, now),
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
