import type { Oddity } from "../../model/digest";
import type { FoundSubject } from "../../model/found";
import { resourceTypeOf } from "../../model/resource";
import { duration, size } from "../../render/mrkdwn";
import { hasComparableSizes, sizeTrendOf, usualOf } from "../../render/size-trend";
import type { Job } from "../facts";

/** A resource's last good backups, oldest first. */
export type Habit = {
  /** When the last one was created, in seconds since 1970. */
  readonly at: number;
  readonly bytes: readonly number[];
  readonly seconds: readonly number[];
};

/** By the resources' ARNs. */
export type Habits = ReadonlyMap<string, Habit>;

const mostKept = 7;

/** So many times show what is usual. */
const fewestForUsual = 3;

/** So many times as long as usual, and so much longer. */
const slowTimes = 3;
const slowSeconds = 30 * 60;

/** AWS Backup's word for what a job is about. */
export const typeOf = ({ resourceType, resourceArn }: Job): string =>
  resourceType ?? resourceTypeOf(resourceArn) ?? "other";

const secondsOf = ({ createdAt, startedAt = createdAt, endedAt }: Job): number | undefined =>
  endedAt && Math.max(0, Math.round((endedAt.getTime() - startedAt.getTime()) / 1000));

/** Whether something took much longer than usual, which a few earlier times show. */
export const isMuchSlower = (seconds: number | undefined, earlier: readonly number[]): seconds is number =>
  seconds !== undefined &&
  earlier.length >= fewestForUsual &&
  seconds > usualOf(earlier) * slowTimes &&
  seconds - usualOf(earlier) > slowSeconds;

type Compared = { readonly oddities: readonly Oddity[]; readonly habits: Habits };

/**
 * Compares the day's good backups with each resource's own earlier ones, and adds them to these. A backup that was compared
 * before is not compared again.
 */
export const compared = (
  jobs: readonly Job[],
  habits: Habits,
  isKept: (arn: string) => boolean,
): Compared => {
  const next = new Map([...habits].filter(([arn]) => isKept(arn)));
  const found: Record<"smaller" | "larger" | "slower", FoundSubject[]> = {
    smaller: [],
    larger: [],
    slower: [],
  };
  const good = jobs
    .filter(({ kind, state, parentJobId }) => kind === "backup" && state === "COMPLETED" && !parentJobId)
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  for (const job of good) {
    const at = Math.floor(job.createdAt.getTime() / 1000);
    const before = next.get(job.resourceArn) ?? { at: 0, bytes: [], seconds: [] };
    if (at <= before.at) continue;
    const subject = (text: string): FoundSubject => ({
      id: job.resourceArn,
      since: job.createdAt.toISOString(),
      text,
    });
    const bytes = hasComparableSizes(typeOf(job)) ? job.bytes : undefined;
    const unusual = bytes === undefined ? undefined : sizeTrendOf(bytes, before.bytes)?.unusual;
    if (bytes !== undefined && unusual)
      found[unusual.is].push(subject(`${size(bytes)}, usually ${size(unusual.usualBytes)}`));
    const seconds = secondsOf(job);
    if (isMuchSlower(seconds, before.seconds)) {
      const usual = usualOf(before.seconds);
      found.slower.push(subject(`${duration(seconds * 1000)}, usually ${duration(usual * 1000)}`));
    }
    next.set(job.resourceArn, {
      at,
      bytes: bytes === undefined ? before.bytes : [...before.bytes, bytes].slice(-mostKept),
      seconds: seconds === undefined ? before.seconds : [...before.seconds, seconds].slice(-mostKept),
    });
  }
  const oddities = (["smaller", "larger", "slower"] as const).flatMap((oddity) =>
    found[oddity].length > 0 ? [{ oddity, subjects: found[oddity], total: found[oddity].length }] : [],
  );
  return { oddities, habits: next };
};
