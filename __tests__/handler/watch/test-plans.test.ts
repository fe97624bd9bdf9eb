import fc from "fast-check";
import type { TestRestore } from "../../../handler/watch/restore-tests";
import type { WatchedTest } from "../../../handler/watch/settings";
import { nothingEligible, type TestPlan } from "../../../handler/watch/test-plans";
import { at } from "./support/simulated-aws";

const plan: TestPlan = {
  name: "backup_notifications_dev_weekly",
  lastRunAt: at("2026-06-14T09:00Z"),
  startWindowHours: 24,
};
const weekly: WatchedTest = {
  name: "weekly",
  planName: plan.name,
  types: ["RDS", "DynamoDB"],
  isChecked: true,
  keepHours: 4,
};
const restored: TestRestore = {
  jobId: "job-1",
  status: "RUNNING",
  planName: plan.name,
  resourceType: "RDS",
  startedAt: at("2026-06-14T20:00Z"),
};
const since = at("2026-06-01T00:00Z");
const later = at("2026-06-15T11:00Z");

const typesWithNothing = (
  restores: readonly TestRestore[],
  { now = later, plans = [plan] }: { readonly now?: Date; readonly plans?: readonly TestPlan[] } = {},
) => nothingEligible(plans, restores, [weekly], { since, now }).map(({ verdict }) => verdict.resourceType);

test("a type of which a run restored nothing had nothing eligible", () => {
  expect(typesWithNothing([restored])).toEqual(["DynamoDB"]);
  expect(typesWithNothing([])).toEqual(["RDS", "DynamoDB"]);
});

test("a verdict names the test, the type and the run, and has one identity for each run", () => {
  const [first] = nothingEligible([plan], [restored], [weekly], { since, now: later });
  expect(first).toMatchObject({
    id: "backup_notifications_dev_weekly-DynamoDB-2026-06-14T09:00:00.000Z-nothing-eligible",
    verdict: { verdict: "nothing-eligible", test: "weekly", startedAt: "2026-06-14T09:00:00.000Z" },
  });
});

test("AWS spreads the starts: nothing is said before the start window and an hour have passed", () => {
  expect(typesWithNothing([], { now: at("2026-06-15T09:59Z") })).toEqual([]);
  expect(typesWithNothing([], { now: at("2026-06-15T10:00Z") })).toHaveLength(2);
});

test("a restore of another run, or of another plan, does not count", () => {
  const earlier = { ...restored, startedAt: at("2026-06-07T09:00Z") };
  expect(typesWithNothing([earlier, { ...restored, planName: "others" }])).toEqual(["RDS", "DynamoDB"]);
});

test("a plan that AWS does not list, or that ran before the watch began, says nothing", () => {
  expect(typesWithNothing([], { plans: [] })).toEqual([]);
  expect(typesWithNothing([], { plans: [{ ...plan, lastRunAt: at("2026-05-31T09:00Z") }] })).toEqual([]);
});

test("a restore of which AWS names no type or no time is never a reason to say that there was none", () => {
  const { resourceType, startedAt, ...unnamed } = restored;
  expect([resourceType, startedAt]).toHaveLength(2);
  fc.assert(
    fc.property(fc.date({ min: later, noInvalidDate: true }), (now) => {
      expect(typesWithNothing([unnamed], { now })).toEqual([]);
    }),
  );
});
