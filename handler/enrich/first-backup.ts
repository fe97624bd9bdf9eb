// Loaded once a good backup has no other job of its resource beside it.
import type { BackupHistory, JobEvent } from "../model/event";
import { known } from "../model/fields";
import type { LookedUp } from "./look-up-history";
import type { Ask } from "./patience";
import { listPointsPath, pointPageOf } from "./recovery-points";

const first: BackupHistory = {
  of: "success",
  failuresInARow: [],
  goodBefore: false,
  earlierSizesBytes: [],
  isFirst: true,
};

/**
 * Whether the resource has no recovery point but that of the reported job: jobs are listed for a month only. Not every
 * point seen, or one that may be another backup's, is no proof.
 */
export const withFirst = async (event: JobEvent, resourceArn: string, ask: Ask): Promise<LookedUp> => {
  const { recoveryPointArn } = event.details;
  if (recoveryPointArn === undefined) return { event };
  const answer = await ask(listPointsPath(resourceArn), pointPageOf);
  if (!answer.ok) return { event, ...known({ historyProblem: `recovery points: ${answer.problem}` }) };
  const { items, isReadable, nextToken } = answer.value;
  const isAlone = isReadable && nextToken === undefined && items.every(({ arn }) => arn === recoveryPointArn);
  return { event: isAlone ? { ...event, backupHistory: first } : event };
};
