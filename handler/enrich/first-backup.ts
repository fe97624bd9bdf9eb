// Loaded once a good backup has no other job of its resource beside it.

import type { BackupHistory } from "../model/backup-history";
import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { isContinuous } from "./last-good";
import type { LookedUp } from "./looked-up";
import type { Ask } from "./patience";
import { listPointsPath, type PointPage, pointPageOf } from "./recovery-points";

const first: BackupHistory = {
  of: "success",
  failuresInARow: [],
  goodBefore: false,
  earlierSizesBytes: [],
  isFirst: true,
};

/**
 * Whether all points are listed and all are the job's own. A list without it does not list this resource's points; a continuous
 * backup is one point with one ARN for all its jobs: one that began before this job is not its own alone.
 */
const areItsOwn = (
  { items, isReadable, nextToken }: PointPage,
  { recoveryPointArn, startedAt }: JobEvent["details"],
): boolean =>
  isReadable &&
  nextToken === undefined &&
  items.length > 0 &&
  items.every(
    (point) =>
      point.arn === recoveryPointArn &&
      (!isContinuous(point) || (startedAt !== undefined && point.createdAt >= startedAt)),
  );

/** Whether the resource has no recovery point but that of the reported job: jobs are listed for a month only. */
export const withFirst = async (event: JobEvent, resourceArn: string, ask: Ask): Promise<LookedUp> => {
  if (event.details.recoveryPointArn === undefined) return { event };
  const answer = await ask(listPointsPath(resourceArn), pointPageOf);
  if (!answer.ok) return { event, ...known({ historyProblem: `recovery points: ${answer.problem}` }) };
  return { event: areItsOwn(answer.value, event.details) ? { ...event, backupHistory: first } : event };
};
