import fc from "fast-check";
import { headlineOf, isCalm } from "../../../../handler/render/digest/digest-words";
import { known, unseen } from "../../../../handler/watch/answer";
import { coverageOf } from "../../../../handler/watch/coverage";
import { type Day, digestOf, sendable, totalsOfDay } from "../../../../handler/watch/digest/digest-of";
import { compared } from "../../../../handler/watch/digest/habits";
import { dayOf } from "../../../../handler/watch/digest/totals";
import { pointOdditiesOf, type VaultPoint } from "../../../../handler/watch/digest/vault-points";
import type { Facts } from "../../../../handler/watch/facts";
import { judge } from "../../../../handler/watch/judge";
import { subjectsBy } from "../../../../handler/watch/report/subjects";
import { arnOf, calm, dailyPlan, dailyRule, hoursAgo, job, now, resource } from "../world";

const dayWith = (changes: Partial<Facts>, more: Partial<Day> = {}): Day => {
  const facts = { ...calm, ...changes };
  const coverage = coverageOf(facts, now);
  return {
    facts,
    coverage,
    findings: judge(facts, now, coverage),
    subjectOf: subjectsBy({ facts, coverage }, []),
    timeZone: "Europe/Berlin",
    from: hoursAgo(24),
    to: now,
    jobs: {
      backup: known([job("orders", { bytes: 1024 ** 3 })]),
      copy: known([]),
      restore: known([]),
    },
    earlierDays: new Map(),
    oddities: [],
    notifier: { waiting: 0, parked: 0, unheard: 0 },
    unseen: [],
    ...more,
  };
};

describe("a digest", () => {
  test("of a calm day counts what is good, how old the oldest is, and says when the next run is", () => {
    const digest = digestOf(dayWith({}));
    expect(digest).toMatchObject({
      resources: { selected: 1, good: 1, oldestGoodAt: hoursAgo(6.5).toISOString() },
      backupJobs: { COMPLETED: 1 },
      bytes: { now: 1024 ** 3 },
      nextRunAt: "2026-06-16T05:00:00.000Z",
      open: [],
      services: [{ resourceType: "DynamoDB", resources: 1, jobs: { now: 1 }, bytes: { now: 1024 ** 3 } }],
    });
    expect(isCalm(digest)).toBe(true);
  });

  test("does not count as waiting what is late and may be deleted", () => {
    const gone = { ...resource("orders"), exists: unseen("not-ours") };
    const protectedResources = known([{ arn: arnOf("orders"), lastBackupAt: hoursAgo(90) }]);
    const { resources, open } = digestOf(dayWith({ resources: known([gone]), protectedResources }));
    expect(resources).toEqual({ selected: 1, good: 0 });
    expect(open).toMatchObject([{ finding: "blind", to: "existence" }]);
  });

  test("names what is overdue with its age, limit and plan, once", () => {
    const day = dayWith(
      {
        protectedResources: known([{ arn: arnOf("orders"), lastBackupAt: hoursAgo(90) }]),
        jobs: known([job("orders", { state: "FAILED" })]),
      },
      { jobs: { backup: known([job("orders", { state: "FAILED" })]) } },
    );
    const { open, resources, failed } = digestOf(day);
    expect(open).toEqual([
      {
        finding: "overdue",
        cause: "failing",
        total: 1,
        subjects: [
          expect.objectContaining({
            id: arnOf("orders"),
            lastGoodAt: hoursAgo(90).toISOString(),
            limitHours: 27,
            planNames: ["daily"],
          }),
        ],
      },
    ]);
    expect(resources).toEqual({ selected: 1, good: 0 });
    expect(failed).toEqual({ subjects: [], total: 0, madeUpFor: 0 });
  });

  test("names a backup that failed and that no good one followed, and counts one that was made up for", () => {
    const failures = known([
      job("orders", { id: "1", state: "FAILED", text: "no key" }),
      job("carts", { id: "2", state: "EXPIRED", createdAt: hoursAgo(9) }),
      job("carts", { id: "3", createdAt: hoursAgo(5) }),
    ]);
    const { failed } = digestOf(dayWith({}, { jobs: { backup: failures } }));
    expect(failed).toMatchObject({
      total: 1,
      madeUpFor: 1,
      subjects: [{ id: arnOf("orders"), text: "no key" }],
    });
  });

  test("counts no resource twice, and those that no plan selects among all", () => {
    const left = resource("left", {});
    const digest = digestOf(
      dayWith(
        {
          resources: known([resource("orders"), left, resource("other", {})]),
          remembered: known([
            { arn: arnOf("orders"), firstSelectedAt: hoursAgo(4000) },
            { arn: left.arn, firstSelectedAt: hoursAgo(4000) },
          ]),
        },
        {
          jobs: {
            backup: known([
              job("left", { state: "FAILED" }),
              job("other", { state: "FAILED" }),
              job("deleted", { state: "FAILED" }),
            ]),
          },
        },
      ),
    );
    expect(digest.open).toMatchObject([{ finding: "unprotected", total: 1 }]);
    expect(digest.failed).toMatchObject({ total: 2, unselected: 2 });
    expect(headlineOf(digest).title).toBe("3 of 4 resources need you");
  });

  test("counts a resource without a backup, whose first run has not ended, as waiting", () => {
    const { resources } = digestOf(dayWith({ resources: known([resource("orders"), resource("new")]) }));
    expect(resources).toMatchObject({ selected: 2, good: 1, waiting: 1 });
  });

  test.each<[string, Partial<Facts>, Partial<Day>]>([
    ["plans", { plans: unseen("throttled") }, {}],
    ["resources", { resources: unseen("access-denied") }, {}],
    ["protected resources", { protectedResources: unseen("no-answer") }, {}],
    [
      "recovery points",
      {
        protectedResources: known([
          { arn: arnOf("orders"), lastBackupAt: hoursAgo(6), points: unseen("no-answer") },
        ]),
      },
      {},
    ],
    ["jobs of the day", {}, { jobs: { backup: unseen("throttled") } }],
    ["jobs of the check", { jobs: unseen("throttled") }, {}],
    ["a vault's points", {}, { unseen: [{ to: "recovery points in main", because: "access-denied" }] }],
  ])("is never calm where %s could not be seen", (_what, changes, more) => {
    expect(isCalm(digestOf(dayWith(changes, more)))).toBe(false);
  });

  test("compares with the days before, and shows bars only of a whole week", () => {
    const totals = { jobs: 4, bytes: 8, services: { DynamoDB: { jobs: 4, bytes: 8 } } };
    const days = ["2026-06-08", "2026-06-14"].map((day) => [day, totals] as const);
    const { services, bytes } = digestOf(dayWith({}, { earlierDays: new Map(days) }));
    expect(services[0]?.jobs).toEqual({ now: 1, yesterday: 4, lastWeek: 4 });
    expect(bytes).toEqual({ now: 1024 ** 3, yesterday: 8, lastWeek: 8 });
  });

  test("adds no sizes of a service that has none", () => {
    const database = job("x", {
      resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:x",
      resourceType: "RDS",
      bytes: 0,
    });
    const { services } = digestOf(dayWith({}, { jobs: { backup: known([database]) } }));
    expect(services.find(({ resourceType }) => resourceType === "RDS")).toEqual({
      resourceType: "RDS",
      resources: 0,
      jobs: { now: 1 },
    });
  });

  test("of 10,000 overdue resources fits into a message of the queue, and says of how many it is", () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `${"long-".repeat(20)}${index}`);
    const digest = digestOf(
      dayWith({
        resources: known(names.map((name) => resource(name))),
        protectedResources: known(names.map((name) => ({ arn: arnOf(name), lastBackupAt: hoursAgo(90) }))),
        remembered: known(names.map((name) => ({ arn: arnOf(name), firstSelectedAt: hoursAgo(4000) }))),
      }),
    );
    const sent = sendable(digest);
    expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThan(230_000);
    expect(sent.open[0]).toMatchObject({ total: 10_000 });
    expect(digest.open[0]?.subjects).toHaveLength(10_000);
  });

  test("is the same for any order of AWS's answers", () => {
    const names = ["a", "b", "c", "d", "e"];
    const all = {
      resources: names.map((name) => resource(name)),
      protectedResources: names.map((name, index) => ({
        arn: arnOf(name),
        lastBackupAt: hoursAgo(3 + 20 * index),
      })),
      remembered: names.map((name) => ({ arn: arnOf(name), firstSelectedAt: hoursAgo(4000) })),
      jobs: names.map((name, index) =>
        job(name, { state: index % 2 ? "FAILED" : "COMPLETED", bytes: index }),
      ),
    };
    const shuffled = <Item>(items: readonly Item[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length });
    const digest = (parts: { [Name in keyof typeof all]: readonly (typeof all)[Name][number][] }) =>
      digestOf(
        dayWith(
          {
            resources: known(parts.resources),
            protectedResources: known(parts.protectedResources),
            remembered: known(parts.remembered),
            jobs: known(parts.jobs),
          },
          { jobs: { backup: known(parts.jobs) } },
        ),
      );
    const expected = digest(all);
    fc.assert(
      fc.property(
        fc.record({
          resources: shuffled(all.resources),
          protectedResources: shuffled(all.protectedResources),
          remembered: shuffled(all.remembered),
          jobs: shuffled(all.jobs),
        }),
        (parts) => expect(digest(parts)).toEqual(expected),
      ),
      { numRuns: 30 },
    );
  });

  test("keeps no totals of a day whose backups were not seen", () => {
    expect(totalsOfDay({ jobs: { backup: unseen("throttled") } })).toBeUndefined();
  });
});

test("a day is that of the time zone", () => {
  expect(dayOf(new Date("2026-11-27T23:30:00Z"), "Europe/Berlin")).toBe("2026-11-28");
});

describe("a resource's own history", () => {
  const habit = { at: 0, bytes: [100, 100, 100], seconds: [600, 600, 600] };
  const habits = new Map([[arnOf("orders"), habit]]);
  const always = () => true;

  test.each([
    ["smaller", { bytes: 10 }],
    ["larger", { bytes: 1000 }],
    ["slower", { bytes: 100, createdAt: hoursAgo(6), endedAt: hoursAgo(3) }],
  ])("says that a backup was %s than usual", (oddity, more) => {
    const { oddities } = compared([job("orders", { endedAt: hoursAgo(6.4), ...more })], habits, always);
    expect(oddities).toMatchObject([{ oddity, total: 1, subjects: [{ id: arnOf("orders") }] }]);
  });

  test("compares no backup twice, and none without enough earlier ones", () => {
    const tiny = job("orders", { bytes: 1, endedAt: hoursAgo(6.4) });
    const { habits: next } = compared([tiny], habits, always);
    expect(compared([tiny], next, always).oddities).toEqual([]);
    expect(compared([tiny], new Map(), always).oddities).toEqual([]);
  });

  test("forgets what has no recovery points any more", () => {
    expect(compared([], habits, () => false).habits.size).toBe(0);
  });
});

describe("recovery points that cost by mistake", () => {
  const point = (more: Partial<VaultPoint>): VaultPoint => ({
    arn: "arn:aws:backup:eu-west-1:111122223333:recovery-point:1",
    resourceArn: arnOf("orders"),
    vaultName: "main",
    createdAt: hoursAgo(2400),
    status: "COMPLETED",
    ...more,
  });
  const keepsAll = {
    ...dailyPlan,
    id: "plan-2",
    rules: known([{ ...dailyRule, deleteAfterDays: undefined }]),
  };
  const odd = (...points: readonly VaultPoint[]) =>
    // A rule without the field keeps its recovery points.
    pointOdditiesOf(points, known([dailyPlan, JSON.parse(JSON.stringify(keepsAll))]), now).map(
      ({ oddity }) => oddity,
    );

  test("are EXPIRED ones, once AWS had time to delete them", () => {
    expect(odd(point({ status: "EXPIRED", deletesAt: hoursAgo(100) }))).toEqual(["not-deleted"]);
    expect(odd(point({ status: "EXPIRED", deletesAt: hoursAgo(2) }))).toEqual([]);
  });

  test("are those kept forever although their plan deletes, or that no plan made", () => {
    expect(odd(point({ planId: "plan-1" }))).toEqual(["kept-forever"]);
    expect(odd(point({}))).toEqual(["kept-forever"]);
  });

  test("are not those that a rule keeps, or whose plan cannot be seen", () => {
    expect(odd(point({ planId: "plan-2" }), point({ planId: "plan-3" }))).toEqual([]);
    expect(odd(point({ deletesAt: hoursAgo(-100) }))).toEqual([]);
  });
});
