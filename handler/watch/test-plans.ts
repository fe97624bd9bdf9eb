import { isSameType } from "../model/resource";
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

/** The longest start window: where AWS does not name it, it may be this one. (AWS Backup API Reference, StartWindowHours) */
const longestWindowHours = 168;

/** Longer than the longest time between two runs of most plans. */
const lookBackMilliseconds = 32 * 24 * hourMilliseconds;

/** Restores are listed of so long: of a run before that nobody knows what it restored. Validation may take a week, and deletion days more. */
export const restoreLookBackMilliseconds = 14 * 24 * hourMilliseconds;

/** A test that restored nothing. `ran`: the run that left out the verdict's resource type; absent where none is to be judged. */
export type NothingRestored = LateVerdict & {
  readonly ran?: { readonly planName: string; readonly at: Date };
};

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
  (planName: string, runAt: Date, type: string) =>
  (restore: TestRestore): boolean => {
    const { startedAt, resourceType = type } = restore;
    const isOfRun = startedAt === undefined || startedAt >= runAt;
    return restore.planName === planName && isSameType(resourceType, type) && isOfRun;
  };

const runsOf = ({ schedule, timeZone }: TestPlan) =>
  schedule === undefined ? undefined : scheduleOf(schedule, timeZone ?? "Etc/UTC");

/**
 * When the run was due that AWS names last: its restores begin then. Whether AWS names a run by its first restore or by its last one
 * is not documented.
 */
const dueOf = (plan: TestPlan, lastRunAt: Date, windowMilliseconds: number): Date => {
  const from = new Date(lastRunAt.getTime() - windowMilliseconds);
  return runsOf(plan)?.(from, new Date(lastRunAt.getTime() + 1)).at(-1) ?? lastRunAt;
};

/** Types of which the last run restored nothing. */
const leftOut = (
  test: WatchedTest,
  plan: TestPlan,
  restores: readonly TestRestore[],
  { since, now }: Times,
): readonly NothingRestored[] => {
  const { lastRunAt, startWindowHours = longestWindowHours } = plan;
  if (lastRunAt === undefined || lastRunAt < since) return [];
  const windowMilliseconds = startWindowHours * hourMilliseconds;
  const runAt = dueOf(plan, lastRunAt, windowMilliseconds);
  const isListed = now.getTime() - runAt.getTime() < restoreLookBackMilliseconds;
  if (!isListed || now.getTime() < lastRunAt.getTime() + windowMilliseconds + graceMilliseconds) return [];
  const startedAt = runAt.toISOString();
  return test.types
    .filter((type) => !restores.some(isOf(test.planName, runAt, type)))
    .map((resourceType) => ({
      ...nothingRestored(`${resourceType}-${startedAt}`, test, { resourceType, startedAt }),
      ran: { planName: test.planName, at: runAt },
    }));
};

/** A run that was due, and that AWS did not start within its window. */
const missedRun = (test: WatchedTest, plan: TestPlan, { since, now }: Times): readonly LateVerdict[] => {
  const { lastRunAt, startWindowHours = longestWindowHours, changedAt } = plan;
  const runs = runsOf(plan);
  if (runs === undefined || changedAt === undefined) return [];
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
): readonly NothingRestored[] =>
  tests.flatMap((test): readonly NothingRestored[] => {
    const plan = plans.find(({ name }) => name === test.planName);
    if (plan === undefined) {
      const reason = `AWS Backup has no restore testing plan ${test.planName} any more; deploy the stage again`;
      return [nothingRestored("gone", test, { reason })];
    }
    return [...missedRun(test, plan, times), ...leftOut(test, plan, restores, times)];
  });
