import { scheduleOf } from "./cron";
import type { LateVerdict, TestRestore } from "./restore-tests";
import type { WatchedTest } from "./settings";

/** A restore testing plan. (AWS Backup API Reference, RestoreTestingPlanForList) */
export type TestPlan = {
  readonly name: string;
  /** Absent until it runs. */
  readonly lastRunAt?: Date;
  /** Absent where AWS does not say, as of what follows. */
  readonly startWindowHours?: number;
  readonly schedule?: string;
  readonly timeZone?: string;
  /** When it was made, or changed last. */
  readonly changedAt?: Date;
};

const hourMilliseconds = 3_600_000;

/** A job is listed soon after its start; AWS does not say how soon. */
const graceMilliseconds = hourMilliseconds;

/** Longer than the longest time between two runs of most plans. */
const lookBackMilliseconds = 32 * 24 * hourMilliseconds;

type Times = { readonly since: Date; readonly now: Date };

const nothingRestored = (
  id: string,
  test: WatchedTest,
  facts: { readonly resourceType?: string; readonly startedAt?: string; readonly reason?: string },
): LateVerdict => ({
  id: `${test.planName}-${id}-nothing-eligible`,
  verdict: { schema: 1, verdict: "nothing-eligible", test: test.name, ...facts, checks: [] },
});

/** A restore whose type AWS does not name may be of any. */
const isOf =
  (planName: string, lastRunAt: Date, type: string) =>
  (restore: TestRestore): boolean => {
    const { startedAt, resourceType = type } = restore;
    const isOfRun = startedAt === undefined || startedAt >= lastRunAt;
    return restore.planName === planName && resourceType === type && isOfRun;
  };

/** Types of which the last run restored nothing. */
const leftOut = (
  test: WatchedTest,
  { lastRunAt, startWindowHours }: TestPlan,
  restores: readonly TestRestore[],
  { since, now }: Times,
): readonly LateVerdict[] => {
  if (lastRunAt === undefined || startWindowHours === undefined || lastRunAt < since) return [];
  const startsUntil = lastRunAt.getTime() + startWindowHours * hourMilliseconds;
  if (now.getTime() < startsUntil + graceMilliseconds) return [];
  return test.types
    .filter((type) => !restores.some(isOf(test.planName, lastRunAt, type)))
    .map((resourceType) =>
      nothingRestored(`${resourceType}-${lastRunAt.toISOString()}`, test, {
        resourceType,
        startedAt: lastRunAt.toISOString(),
      }),
    );
};

/** A run that was due, and that AWS did not start within its window. */
const missedRun = (
  test: WatchedTest,
  { lastRunAt, startWindowHours, schedule, timeZone, changedAt }: TestPlan,
  { since, now }: Times,
): readonly LateVerdict[] => {
  const runs = schedule === undefined ? undefined : scheduleOf(schedule, timeZone ?? "Etc/UTC");
  if (runs === undefined || startWindowHours === undefined || changedAt === undefined) return [];
  const to = new Date(now.getTime() - startWindowHours * hourMilliseconds - graceMilliseconds);
  const from = new Date(Math.max(+since, +changedAt, to.getTime() - lookBackMilliseconds));
  const due = from < to ? runs(from, to).at(-1) : undefined;
  if (due === undefined || (lastRunAt !== undefined && lastRunAt >= due)) return [];
  const startedAt = due.toISOString();
  const reason = `AWS Backup did not run restore testing plan ${test.planName}, which was due at ${startedAt}`;
  return [nothingRestored(`due-${startedAt}`, test, { startedAt, reason })];
};

/**
 * Tests that restored nothing: their plan is gone, was not run when it was due, or ran and left out a type silently, because no
 * recovery point of it was eligible. Known only once the start window has ended, since AWS spreads the starts in it. Runs from before
 * the watch began are not judged.
 */
export const restoredNothing = (
  plans: readonly TestPlan[],
  restores: readonly TestRestore[],
  tests: readonly WatchedTest[],
  times: Times,
): readonly LateVerdict[] =>
  tests.flatMap((test): readonly LateVerdict[] => {
    const plan = plans.find(({ name }) => name === test.planName);
    if (plan === undefined) {
      const reason = `AWS Backup has no restore testing plan ${test.planName} any more; deploy the stage again`;
      return [nothingRestored("gone", test, { reason })];
    }
    return [...missedRun(test, plan, times), ...leftOut(test, plan, restores, times)];
  });
