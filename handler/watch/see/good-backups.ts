import { type Answer, answered, known, unseen } from "../answer";
import type { Asker } from "../ask/asker";
import { askPoints } from "../ask/protected";
import type { Facts, Job, ProtectedResource, RecoveryPoint } from "../facts";
import { dateAt, type Memory, type ResourceMemory, secondsOf } from "../memory/memory";
import { lastGoodOf } from "../overdue";
import { isOfStage } from "../scope";
import type { WatchSettings } from "../settings";

/** Recovery points are asked for one resource at a time: the others' turn comes with the next checks. */
const maxPointQuestions = 60;

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
    const resource = protectedByArn.get(resourceArn);
    const isDated = resource?.points?.is !== "unknown";
    const mayHaveMoved = resource && (!isDated || secondsOf(resource.lastBackupAt) >= jobAt - 60);
    const isGood = state === "COMPLETED";
    // What made nothing leaves in doubt what was so.
    if (!isGood && !mayHaveMoved) continue;
    newest.set(resourceArn, jobAt);
    doubts.set(resourceArn, isGood ? undefined : { jobAt });
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

/** A resource's recovery points in the stage's vaults. How new a continuous one is, only AWS's time of the newest backup says. */
const askOwnPoints = async (
  asker: Asker,
  { arn, points }: ProtectedResource,
  vaultNames: WatchSettings["vaultNames"],
): Promise<Answer<readonly RecoveryPoint[]>> => {
  const answer = await askPoints(asker, arn);
  if (answer.is === "unknown") return answer;
  const own = answer.value.filter(({ vaultName }) => isOfStage(vaultNames, vaultName));
  const isContinuous = own.some(({ status }) => status === "AVAILABLE");
  return isContinuous && points?.is === "unknown" ? points : known(own);
};

/** Stands for all recovery points of which the newest good one is remembered. */
const pointsAt = (at: number | "none"): readonly RecoveryPoint[] =>
  at === "none" ? [] : [{ arn: "", createdAt: dateAt(at), status: "COMPLETED" }];

/** What was backed up, and what is to be remembered of whose newest backup is not simply a good one. */
export type GoodBackups = {
  /** With recovery points where AWS's time of the newest backup does not say when the newest good one of the stage was made. */
  readonly protectedResources: Facts["protectedResources"];
  readonly doubts: ReadonlyMap<string, ResourceMemory["doubt"]>;
  readonly own: OwnBackups;
};

type Asked = {
  readonly backedUp: Answer<readonly ProtectedResource[]>;
  /** What ended since the last check. */
  readonly listedJobs: Answer<readonly Job[]>;
  readonly remembered: Memory["resources"];
  /** The stage's. */
  readonly vaultNames: WatchSettings["vaultNames"];
};

/** Asks for recovery points where a backup may not be good, or not the stage's. */
export const askGoodBackups = async (
  asker: Asker,
  { backedUp, listedJobs, remembered, vaultNames }: Asked,
): Promise<GoodBackups> => {
  // What nobody vouches for is asked, the longest in doubt first.
  const protectedByArn = new Map((answered(backedUp) ?? []).map((one) => [one.arn, one]));
  const resourcesOf = (arn: string): readonly ProtectedResource[] => {
    const resource = protectedByArn.get(arn);
    return resource === undefined ? [] : [resource];
  };
  const doubts = new Map(doubtsOf(answered(listedJobs) ?? [], protectedByArn, remembered));
  for (const [arn, { doubt }] of remembered) if (doubt && !doubts.has(arn)) doubts.set(arn, doubt);
  const toAsk = [...doubts]
    .flatMap(([arn, doubt]) =>
      doubt && doubt.lastGoodAt === undefined
        ? resourcesOf(arn).map((resource) => ({ resource, doubt }))
        : [],
    )
    .sort(
      (one, other) => one.doubt.jobAt - other.doubt.jobAt || (one.resource.arn < other.resource.arn ? -1 : 1),
    );
  const own = new Map(ownBackupsOf(answered(listedJobs) ?? [], protectedByArn, remembered, vaultNames));
  const points = new Map<string, ProtectedResource["points"]>(
    toAsk.slice(maxPointQuestions).map(({ resource }) => [resource.arn, unseen("not-all-pages")]),
  );
  await Promise.all(
    toAsk.slice(0, maxPointQuestions).map(async ({ resource, doubt }) => {
      const { arn } = resource;
      const answer = await askOwnPoints(asker, resource, vaultNames);
      points.set(arn, answer);
      if (answer.is === "unknown") return;
      const lastGood = lastGoodOf({ ...resource, points: answer });
      doubts.set(arn, { ...doubt, lastGoodAt: lastGood === undefined ? "none" : secondsOf(lastGood) });
    }),
  );
  for (const [arn, doubt] of doubts) {
    if (points.has(arn) || doubt?.lastGoodAt === undefined) continue;
    points.set(arn, known(pointsAt(doubt.lastGoodAt)));
  }
  const strangers = [...own]
    .flatMap(([arn, at]) => (at === undefined ? resourcesOf(arn) : []))
    .sort((one, other) => (one.arn < other.arn ? -1 : 1));
  const questionsLeft = Math.max(0, maxPointQuestions - toAsk.length);
  for (const { arn } of strangers.slice(questionsLeft)) points.set(arn, unseen("not-all-pages"));
  await Promise.all(
    strangers.slice(0, questionsLeft).map(async (resource) => {
      const { arn } = resource;
      const answer = await askOwnPoints(asker, resource, vaultNames);
      points.set(arn, answer);
      if (answer.is === "unknown") return;
      const lastGood = lastGoodOf({ ...resource, points: answer });
      own.set(arn, lastGood === undefined ? "none" : secondsOf(lastGood));
    }),
  );
  for (const [arn, at] of own) {
    const isOwn = isOfStage(vaultNames, protectedByArn.get(arn)?.vaultName);
    // Without the jobs, there may be newer ones.
    if (at === undefined || isOwn || listedJobs.is === "unknown") continue;
    points.set(arn, known(pointsAt(at)));
  }
  const protectedResources: GoodBackups["protectedResources"] =
    backedUp.is === "unknown"
      ? backedUp
      : known(
          backedUp.value.map((one) => {
            const asked = points.get(one.arn);
            return asked === undefined ? one : { ...one, points: asked };
          }),
        );
  return { protectedResources, doubts, own };
};
