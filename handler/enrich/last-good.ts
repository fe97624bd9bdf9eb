import type { LastGood, LastJob } from "../model/backup-history";
import type { JobEvent } from "../model/job-event";
import {
  isGood,
  isOwn,
  isSure,
  type JobHistory,
  listedDays,
  newestFirst,
  othersOf,
  windowStart,
} from "./backup-history";
import type { Listed, ListedJob } from "./list-backups";
import type { ListedPoint } from "./recovery-points";

/** What AWS Backup answered about a resource; what it did not answer is absent. */
export type Answers = {
  readonly jobs?: JobHistory;
  readonly points?: Listed<ListedPoint>;
};

const hasOwn = ({ jobs }: JobHistory, event: JobEvent): boolean => jobs.some((job) => isOwn(job, event));

/** Statuses of recovery points that can be restored as a whole. (AWS Backup API Reference, DescribeRecoveryPoint) */
export const restorable: readonly unknown[] = ["COMPLETED", "AVAILABLE"];

/** Statuses of recovery points that do not exist yet or not much longer. (the same source) */
const gone: readonly unknown[] = ["CREATING", "DELETING", "EXPIRED"];

/** A continuous backup's date is when it began: its age says nothing about what it can restore. */
export const isContinuous = ({ arn = "" }: ListedPoint): boolean => /:continuous:|:auto-backup:/.test(arn);

/** Whether a resource's newest job that succeeded is before or after the reported one. */
const orderOf = (at: Date, { details: { startedAt } }: JobEvent): "before" | "since" =>
  startedAt !== undefined && at > startedAt ? "since" : "before";

/** The newest job that succeeded, in any vault and by any plan; `undefined` where nothing is certain. */
export const lastJobOf = (history: JobHistory, event: JobEvent): LastJob | undefined => {
  const [newest] = othersOf(history, event).filter(isGood).sort(newestFirst);
  if (newest !== undefined) {
    const { createdAt: at } = newest;
    return isSure(history, newest) ? { found: orderOf(at, event), at } : { found: "not-older-than", at };
  }
  const { asOf, wholeSince } = history;
  // A list without even the reported job does not list this resource's jobs.
  const isAll = wholeSince !== undefined && wholeSince <= windowStart(asOf) && hasOwn(history, event);
  return isAll ? { found: "none", days: listedDays } : undefined;
};

/** Whether a recovery point is one of these, or a copy of one: a copy has the date of what was copied. */
const matching = (arns: readonly (string | undefined)[], points: readonly ListedPoint[]) => {
  const isOne = ({ arn }: ListedPoint): boolean => arn !== undefined && arns.includes(arn);
  const dates = new Set(points.filter(isOne).map(({ createdAt }) => createdAt.getTime()));
  return (point: ListedPoint): boolean => isOne(point) || dates.has(point.createdAt.getTime());
};

const arnsOf = (jobs: readonly ListedJob[]) => jobs.map(({ pointArn }) => pointArn);

const leavesPoint = ({ phase }: JobEvent): boolean =>
  phase === "partial" || phase === "completed-with-issues";

/** What is known, and the recovery point that proves it. */
export type Proven = { readonly lastGood: LastGood; readonly point?: ListedPoint };

/** Whose a recovery point is, by the jobs that AWS lists. */
const makersOf = (points: readonly ListedPoint[], jobs: JobHistory | undefined, event: JobEvent) => {
  const listed = jobs?.jobs ?? [];
  const others = listed.filter((job) => !isOwn(job, event));
  const own = arnsOf(listed.filter((job) => isOwn(job, event)));
  return {
    isItsOwn: matching([event.details.recoveryPointArn, ...own], points),
    isOfGood: matching(arnsOf(others.filter(isGood)), points),
    isOfBad: matching(arnsOf(others.filter((job) => !isGood(job))), points),
  };
};

/** What the recovery points say; `undefined` where they say nothing. */
const byPoints = (
  { items, isWhole }: Listed<ListedPoint>,
  jobs: JobHistory | undefined,
  event: JobEvent,
): Proven | undefined => {
  const there = items.filter(({ status }) => !gone.includes(status));
  if (there.some(isContinuous)) return undefined;
  const { isItsOwn, isOfGood, isOfBad } = makersOf(items, jobs, event);
  // What the reported job left must be in the list. Where it is not, any later one may be that.
  const isOwnMissing = leavesPoint(event) && !items.some(isItsOwn);
  const { startedAt } = event.details;
  const mayBeItsOwn = ({ createdAt }: ListedPoint): boolean =>
    isOwnMissing && (startedAt === undefined || createdAt >= startedAt);
  const mayBeGood = (point: ListedPoint): boolean =>
    restorable.includes(point.status) && (isOfGood(point) || !(isOfBad(point) || mayBeItsOwn(point)));

  const rest = there.filter((point) => !isItsOwn(point));
  const [newest] = rest.filter(mayBeGood).sort(newestFirst);
  if (newest !== undefined) {
    const { createdAt: at } = newest;
    // A job with issues would be listed; what is older than all listed jobs has only its status.
    const isWithoutIssues = jobs !== undefined && (isSure(jobs, newest) || at < windowStart(jobs.asOf));
    const certain = isWhole ? orderOf(at, event) : "not-older-than";
    const found = isOfGood(newest) || isWithoutIssues ? certain : "unchecked";
    return { lastGood: { known: "recovery-point", found, at }, point: newest };
  }
  if (!isWhole || isOwnMissing) return undefined;
  if (rest.length === 0) return { lastGood: { known: "none-left", butItsOwn: there.length > 0 } };
  return rest.every((point) => point.status === "PARTIAL" || isOfBad(point))
    ? { lastGood: { known: "none-without-issues" } }
    : undefined;
};

/**
 * Whether AWS Backup knows the job, by its id or in the resource's list. Where not, it is another account's or Region's,
 * and what AWS answers about the resource proves nothing.
 */
export const isKnown = (event: JobEvent, jobs: JobHistory | undefined): boolean =>
  event.unanswered === undefined || (jobs !== undefined && hasOwn(jobs, event));

/** The last good backup of a resource besides that of the reported job, as far as AWS Backup's answers prove it. */
export const lastGoodOf = ({ jobs, points }: Answers, event: JobEvent): Proven => {
  if (!isKnown(event, jobs)) return { lastGood: { known: "not-answered" } };
  const proven = points && byPoints(points, jobs, event);
  if (proven) return proven;
  const job = jobs && lastJobOf(jobs, event);
  return { lastGood: job ? { known: "last-job", job } : { known: "not-answered" } };
};
