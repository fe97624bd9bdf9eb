import type { BackupAnswer } from "../aws/backup";
import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { endedBefore, failuresInARowOf, type JobHistory } from "./backup-history";
import { isKnown, lastGoodOf, type Proven } from "./last-good";
import type { LookedUp } from "./looked-up";
import type { Ask, Patience } from "./patience";
import { deletionOf, describePointPath, type ListedPoint, listPoints, type Points } from "./recovery-points";

export type FailureHistoryOptions = {
  readonly patience: Patience;
  /** What AWS Backup answers about a resource's jobs. */
  readonly jobsOf: (resourceArn: string) => Promise<BackupAnswer<JobHistory>>;
  readonly now: () => number;
};

/** Adds its history to a backup of a resource that did not end well. */
export type FailureHistory = (event: JobEvent, resourceArn: string) => Promise<LookedUp>;

/** AWS names a vault only with some recovery points; then the job that made one does. */
const vaultOf = ({ arn, vaultName }: ListedPoint, jobs: JobHistory | undefined): string | undefined =>
  vaultName ?? jobs?.jobs.find(({ pointArn }) => pointArn === arn)?.vaultName;

/** Remembers an answer under a key. */
const remembered = <Value>(answers: Map<string, Value>, key: string, ask: () => Value): Value => {
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
};

/** Makes the histories of one batch's failures. The recovery points of each resource are asked for once. */
export const createFailureHistory = ({ patience, jobsOf, now }: FailureHistoryOptions): FailureHistory => {
  const asks = new Map<string, Ask>();
  const lists = new Map<string, Promise<Points>>();
  const deletions = new Map<string, Promise<BackupAnswer<{ readonly deletedAt?: Date }>>>();

  /** When the last good backup will be deleted. Only a description says that. */
  const deletionOfLastGood = async (ask: Ask, { point }: Proven, jobs: JobHistory | undefined) => {
    const vaultName = point && vaultOf(point, jobs);
    if (point?.arn === undefined || vaultName === undefined) return undefined;
    const path = describePointPath(vaultName, point.arn);
    return remembered(deletions, path, () => ask(path, deletionOf));
  };

  return async (event, resourceArn) => {
    // Access can be denied to the recovery points of one service alone.
    const ask = remembered(asks, resourceArn, () => patience());
    const jobList = await jobsOf(resourceArn);
    const jobs = jobList.ok ? jobList.value : undefined;
    const points = isKnown(event, jobs)
      ? await remembered(lists, resourceArn, () => listPoints(ask, resourceArn))
      : undefined;
    const proven = lastGoodOf(known({ jobs, points: points?.ok ? points.value : undefined }), event);
    const deletion = await deletionOfLastGood(ask, proven, jobs);
    const lastGood = deletion?.ok ? { ...proven.lastGood, ...deletion.value } : proven.lastGood;

    const before = jobs === undefined ? [] : endedBefore(jobs, event);
    const { failuresInARow, goodBefore } = failuresInARowOf(before);
    const asked = {
      "earlier backups": jobList,
      "recovery points": points,
      "deletion of the last good backup": deletion,
    };
    const [historyProblem] = Object.entries(asked).flatMap(([what, answer]) =>
      answer?.ok === false ? [`${what}: ${answer.problem}`] : [],
    );
    const backupHistory = {
      of: "failure",
      asOf: jobs?.asOf ?? new Date(now()),
      lastGood,
      failuresInARow: goodBefore ? failuresInARow : [],
    } as const;
    return { event: { ...event, backupHistory }, ...known({ historyProblem }) };
  };
};
