import fc from "fast-check";
import type { TestRestore } from "../../../handler/watch/restore-tests";
import type { WatchedTest } from "../../../handler/watch/settings";
import { restoredNothing, type TestPlan } from "../../../handler/watch/test-plans";
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
) => restoredNothing(plans, restores, [weekly], { since, now }).map(({ verdict }) => verdict.resourceType);

test("a type of which a run restored nothing had nothing eligible", () => {
  expect(typesWithNothing([restored])).toEqual(["DynamoDB"]);
  expect(typesWithNothing([])).toEqual(["RDS", "DynamoDB"]);
});

test("a verdict names the test, the type and the run, and has one identity for each run", () => {
  const [first] = restoredNothing([plan], [restored], [weekly], { since, now: later });
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

test("a plan that ran before the watch began says nothing", () => {
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

test("a run of which AWS does not list the restores any more is not said to have restored nothing", () => {
  expect(typesWithNothing([], { now: at("2026-06-28T08:59Z") })).toHaveLength(2);
  expect(typesWithNothing([], { now: at("2026-06-28T09:00Z") })).toEqual([]);
  expect(typesWithNothing([], { now: at("2026-07-12T09:00Z") })).toEqual([]);
});

test("restores since the run was due count, whichever of them AWS names as its time", () => {
  const scheduled = { ...plan, schedule: "cron(0 9 ? * SUN *)", lastRunAt: at("2026-06-14T23:30Z") };
  const [rds, dynamodb] = [restored, { ...restored, resourceType: "DynamoDB" }];
  const plans = [scheduled];
  expect(typesWithNothing([rds, dynamodb], { plans, now: at("2026-06-16T09:00Z") })).toEqual([]);
  expect(typesWithNothing([rds], { plans, now: at("2026-06-16T09:00Z") })).toEqual(["DynamoDB"]);
});

test("AWS's two words for one type are one type", () => {
  const dsql = { ...weekly, types: ["DSQL"] };
  const restores = [{ ...restored, resourceType: "Aurora DSQL" }];
  expect(restoredNothing([plan], restores, [dsql], { since, now: later })).toEqual([]);
});

test("where AWS does not name the start window, the longest one must have passed", () => {
  const { startWindowHours: _, ...windowless } = plan;
  expect(typesWithNothing([], { plans: [windowless], now: at("2026-06-21T09:59Z") })).toEqual([]);
  expect(typesWithNothing([], { plans: [windowless], now: at("2026-06-21T10:00Z") })).toHaveLength(2);
});

const reasonsOf = (plans: readonly TestPlan[], now = later) =>
  restoredNothing(plans, [restored, { ...restored, resourceType: "DynamoDB" }], [weekly], { since, now }).map(
    ({ verdict }) => verdict.reason,
  );

test("a plan that AWS does not have any more is said, once", () => {
  expect(reasonsOf([])).toEqual([
    "AWS Backup has no restore testing plan backup_notifications_dev_weekly any more; deploy the stage again",
  ]);
  const [gone] = restoredNothing([], [], [weekly], { since, now: later });
  const [later1] = restoredNothing([], [], [weekly], { since, now: at("2026-07-15T11:00Z") });
  expect(gone?.id).toBe(later1?.id);
});

describe("a plan with a schedule", () => {
  const scheduled: TestPlan = {
    ...plan,
    schedule: "cron(0 9 ? * SUN *)",
    timeZone: "Europe/Berlin",
    changedAt: at("2026-06-02T00:00Z"),
    lastRunAt: at("2026-06-07T07:00Z"),
  };
  const missed =
    "AWS Backup did not run restore testing plan backup_notifications_dev_weekly, which was due at 2026-06-14T07:00:00.000Z";

  test("that AWS did not run is said an hour after its start window, with when it was due", () => {
    expect(reasonsOf([scheduled], at("2026-06-15T07:59Z"))).toEqual([]);
    expect(reasonsOf([scheduled], at("2026-06-15T08:01Z"))).toEqual([missed]);
  });

  test("that never ran is, too", () => {
    const { lastRunAt: _, ...never } = scheduled;
    expect(reasonsOf([never])).toEqual([missed]);
  });

  test.each<[string, Partial<TestPlan>]>([
    ["that ran when it was due", { lastRunAt: at("2026-06-14T07:00Z") }],
    ["that ran later in its window", { lastRunAt: at("2026-06-14T23:00Z") }],
    ["that changed since it was due", { changedAt: at("2026-06-14T08:00Z") }],
    ["of which AWS does not say when it changed", { changedAt: undefined as never }],
    ["of which AWS does not name the start window", { startWindowHours: undefined as never }],
    ["whose schedule is not understood", { schedule: "rate(7 days)" }],
    ["whose time zone is not known", { timeZone: "Mars/Olympus" }],
  ])("%s is not late", (_, more) => {
    expect(reasonsOf([{ ...scheduled, ...more }])).toEqual([]);
  });
});
