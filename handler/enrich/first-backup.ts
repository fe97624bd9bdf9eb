// Loaded only for a good backup whose resource has no earlier job.
import type { BackupAnswer } from "../aws/backup";
import type { BackupHistory, JobEvent } from "../model/event";
import { isOwn, type JobHistory, windowStart } from "./backup-history";
import { isContinuous } from "./last-good";
import type { Ask } from "./patience";
import { listPointsPath, type PointPage, pointPageOf } from "./recovery-points";

/** The event, with the fact that it is its resource's first backup where that is certain. */
type Checked = { readonly event: JobEvent; readonly historyProblem?: string };

const first: BackupHistory = {
  of: "success",
  failuresInARow: [],
  goodBefore: false,
  earlierSizesBytes: [],
  isFirst: true,
};

/** When the job was created, if all jobs of the last 30 days are listed, it among them, and none before it. */
const createdAsFirst = ({ jobs, wholeSince, asOf }: JobHistory, event: JobEvent): Date | undefined => {
  const own = jobs.find((job) => isOwn(job, event));
  if (own === undefined || wholeSince === undefined || wholeSince > windowStart(asOf)) return undefined;
  return jobs.every((job) => job.createdAt >= own.createdAt) ? own.createdAt : undefined;
};

/**
 * Whether all recovery points are listed, the job's among them, and none is older than the job. A list without the job's
 * point does not list this resource's points. A continuous backup's is older where it is not the first.
 */
const hasNoOlder = ({ items, isReadable, nextToken }: PointPage, pointArn: string, createdAt: Date) =>
  isReadable &&
  nextToken === undefined &&
  items.some(({ arn }) => arn === pointArn) &&
  items.every((point) => point.createdAt >= createdAt || (point.arn === pointArn && !isContinuous(point)));

/** Finds out whether a good backup is the first of its resource. What is not answered in full is not known. Never throws. */
export const checkFirst = async (
  event: JobEvent,
  resourceArn: string,
  jobs: JobHistory,
  ask: Ask,
): Promise<Checked> => {
  const createdAt = createdAsFirst(jobs, event);
  const pointArn = event.details.recoveryPointArn ?? jobs.jobs.find((job) => isOwn(job, event))?.pointArn;
  if (createdAt === undefined || pointArn === undefined) return { event };
  const answer: BackupAnswer<PointPage> = await ask(listPointsPath(resourceArn), pointPageOf);
  if (!answer.ok) return { event, historyProblem: `recovery points: ${answer.problem}` };
  return {
    event: hasNoOlder(answer.value, pointArn, createdAt) ? { ...event, backupHistory: first } : event,
  };
};
