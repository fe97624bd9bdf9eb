import type { LateVerdict, TestRestore } from "./restore-tests";
import type { WatchedTest } from "./settings";

/** A restore testing plan that ran. (AWS Backup API Reference, RestoreTestingPlanForList) */
export type TestPlan = {
  readonly name: string;
  readonly lastRunAt: Date;
  readonly startWindowHours: number;
};

const hourMilliseconds = 3_600_000;

/** A job is listed soon after its start; AWS does not say how soon. */
const graceMilliseconds = hourMilliseconds;

/** A restore whose type AWS does not name may be of any. */
const isOf =
  (plan: TestPlan, type: string) =>
  ({ planName, startedAt, resourceType = type }: TestRestore): boolean =>
    planName === plan.name &&
    resourceType === type &&
    (startedAt === undefined || startedAt >= plan.lastRunAt);

/**
 * What plans restored nothing of, although they ran: AWS leaves out silently what has no eligible recovery point. Known only once
 * the start window has ended, since AWS spreads the starts in it. Runs from before the watch began are not judged.
 */
export const nothingEligible = (
  plans: readonly TestPlan[],
  restores: readonly TestRestore[],
  tests: readonly WatchedTest[],
  { since, now }: { readonly since: Date; readonly now: Date },
): readonly LateVerdict[] =>
  tests.flatMap((test): readonly LateVerdict[] => {
    const plan = plans.find(({ name }) => name === test.planName);
    if (plan === undefined || plan.lastRunAt < since) return [];
    const startsUntil = plan.lastRunAt.getTime() + plan.startWindowHours * hourMilliseconds;
    if (now.getTime() < startsUntil + graceMilliseconds) return [];
    return test.types
      .filter((type) => !restores.some(isOf(plan, type)))
      .map((resourceType) => ({
        id: `${plan.name}-${resourceType}-${plan.lastRunAt.toISOString()}-nothing-eligible`,
        verdict: {
          schema: 1,
          verdict: "nothing-eligible",
          test: test.name,
          resourceType,
          startedAt: plan.lastRunAt.toISOString(),
          checks: [],
        },
      }));
  });
