import { routingOf } from "../../../handler/route/match";
import type { Route } from "../../../handler/route/route";
import { notifierRoutesOf, sizeProblemOf } from "../../../src/stage/notifier-routes";

const nothing = { mutedKinds: [], routes: [], benignReasons: [] };

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
