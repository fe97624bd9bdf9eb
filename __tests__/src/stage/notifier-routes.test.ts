import { routingOf } from "../../../handler/route/match";
import type { Route } from "../../../handler/route/route";
import { notifierRoutesOf, sizeProblemOf } from "../../../src/stage/notifier-routes";

const nothing = { name: "dev-a", mutedKinds: [], routes: [], benignReasons: [] };

const job = (jobType: "backup" | "copy", phase: "failed" | "partial" | "completed-with-issues") =>
  ({
    kind: "job",
    jobType,
    phase,
    origin: {},
    details: { reason: "Windows VSS Backup Job Error encountered" },
  }) as const;

test("a stage without routing settings gives the notifier no routes", () => {
  expect(notifierRoutesOf(nothing)).toEqual([]);
});

test("a route can post what mutedKinds mutes", () => {
  const routes = notifierRoutesOf({
    ...nothing,
    mutedKinds: ["backup.*"],
    routes: [{ kinds: ["backup.failed"], post: true }],
  });
  expect(routingOf(job("backup", "failed"), routes)).toMatchObject({ post: true });
  expect(routingOf(job("backup", "partial"), routes)).toEqual({ post: false });
});

describe("with a digest", () => {
  const watch = { digestAt: "08:00" };
  const good = { kind: "job", jobType: "backup", phase: "completed", origin: {}, details: {} } as const;
  const start = { ...good, phase: "started" } as const;

  test.each([
    ["a webhook", {}],
    ["a bot", { bot: {} }],
  ])("and %s, what went well is logged only", (_way, more) => {
    const routes = notifierRoutesOf({ ...nothing, ...more, watch });
    expect([good, start].map((event) => routingOf(event, routes))).toEqual([
      { post: false },
      { post: false },
    ]);
    expect(routingOf(job("backup", "failed"), routes)).toMatchObject({ post: true });
  });

  test("a route can post it all the same", () => {
    const routes = [{ kinds: ["backup.completed"], post: true }] as const;
    expect(routingOf(good, notifierRoutesOf({ ...nothing, watch, routes }))).toMatchObject({ post: true });
  });

  test("without a digest the watch mutes nothing", () => {
    expect(notifierRoutesOf({ ...nothing, watch: { digestAt: false } })).toEqual([]);
  });
});

describe("with restore tests", () => {
  const planOf = (name: string): string =>
    `arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:${name}-0f1e2d3c`;
  const restore = (restoreTestingPlanArn?: string) =>
    ({
      kind: "job",
      jobType: "restore",
      phase: "validating",
      origin: {},
      details: restoreTestingPlanArn === undefined ? {} : { restoreTestingPlanArn },
    }) as const;
  const own = restore(planOf("backup_notifications_dev_a_weekly"));
  const restoreTests = [{}];
  const routes = notifierRoutesOf({ ...nothing, restoreTests });

  test("a restore of one of them is not posted: its verdict is", () => {
    expect(routingOf(own, routes)).toEqual({ post: false });
    expect(routingOf({ ...own, phase: "failed" }, routes)).toEqual({ post: false });
  });

  test.each([
    ["of another plan", restore(planOf("weekly"))],
    ["of another stage's plan", restore(planOf("backup_notifications_dev_weekly"))],
    ["of no test", restore()],
    ["of which AWS Backup does not say whose it is", { ...restore(), unanswered: "throttled" } as const],
  ])("a restore %s is posted", (_, event) => {
    expect(routingOf(event, routes)).toMatchObject({ post: true });
  });

  test("a route can post it all the same", () => {
    const all = notifierRoutesOf({
      ...nothing,
      restoreTests,
      routes: [{ kinds: ["restore.failed"], post: true }],
    });
    expect(routingOf({ ...own, phase: "failed" }, all)).toMatchObject({ post: true });
  });

  test("a bot posts it: its message is edited until the verdict", () => {
    expect(routingOf(own, notifierRoutesOf({ ...nothing, restoreTests, bot: {} }))).toMatchObject({
      post: true,
    });
  });
});

describe("a benign reason", () => {
  const routes = notifierRoutesOf({
    ...nothing,
    routes: [{ mention: "here" }],
    benignReasons: ["vss backup job error"],
  });

  test.each([
    ["backup", "completed-with-issues"],
    ["backup", "partial"],
    ["copy", "failed"],
  ] as const)("makes a %s that is %s neutral, and it mentions no one", (jobType, phase) => {
    expect(routingOf(job(jobType, phase), routes)).toEqual({ post: true, severity: "neutral" });
  });

  test("excuses no backup that failed", () => {
    expect(routingOf(job("backup", "failed"), routes)).toEqual({ post: true, mention: "here" });
  });

  test("excuses no other reason", () => {
    const other = { ...job("copy", "failed"), details: { reason: "Access denied" } };
    expect(routingOf(other, routes)).toEqual({ post: true, mention: "here" });
  });
});

test("routes of 3,000 bytes fit into the function's environment, one more does not", () => {
  const routesOf = (length: number): Route[] => [{ reasons: ["x".repeat(length)], post: false }];
  const frame = JSON.stringify(routesOf(0)).length;
  expect(sizeProblemOf(routesOf(3000 - frame))).toBeUndefined();
  expect(sizeProblemOf(routesOf(3001 - frame))).toContain("take 3001 bytes");
});
