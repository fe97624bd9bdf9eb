import { known, unseen } from "../../../handler/watch/answer";
import type { Facts, Setting } from "../../../handler/watch/facts";
import { arnOf, byTag, calm, dailyPlan, dailyRule, found, hoursAgo, inWords, job, resource } from "./world";

const words = (more: Partial<Facts>): readonly string[] => inWords(found(more));

test("a calm day has no findings", () => expect(found({})).toEqual([]));

describe("overdue", () => {
  const last = (hours: number, more: Partial<Facts> = {}): readonly string[] =>
    words({ protectedResources: known([{ arn: arnOf("orders"), lastBackupAt: hoursAgo(hours) }]), ...more });
  const withJob = (more: Parameters<typeof job>[1]) => ({
    jobs: known([job("orders", more)]),
  });

  test("begins at the limit: 24 hours between runs and 3 for start and completion", () => {
    expect(last(26.9)).toEqual([]);
    expect(last(27.1, { jobs: known([]) })).toEqual(["overdue missed orders"]);
  });

  test.each([
    ["FAILED", "failing"],
    ["ABORTED", "failing"],
    ["EXPIRED", "start-window-ended"],
    ["RUNNING", "running"],
    ["PENDING", "waiting"],
  ])("says why by the newest job: %s is %s", (state, cause) =>
    expect(last(31, withJob({ state }))).toEqual([`overdue ${cause} orders`]),
  );

  test("has no cause where jobs cannot be seen, or the last one completed", () => {
    expect(last(31, { jobs: unseen("throttled") })).toEqual(["blind throttled jobs", "overdue orders"]);
    expect(last(31)).toEqual(["overdue orders"]);
  });

  test("a last backup that is not good does not count, and a continuous one does", () => {
    const points = (...statuses: readonly string[]) => ({
      protectedResources: known([
        {
          arn: arnOf("orders"),
          lastBackupAt: hoursAgo(6.5),
          points: known(
            statuses.map((status, index) => ({
              arn: `point-${index}`,
              createdAt: hoursAgo(index === 0 ? 6.5 : 200),
              status,
            })),
          ),
        },
      ]),
    });
    expect(words(points("PARTIAL", "COMPLETED"))).toEqual(["overdue orders"]);
    expect(words(points("EXPIRED"))).toEqual(["overdue orders"]);
    expect(words(points("COMPLETED", "PARTIAL"))).toEqual([]);
    expect(words(points("PARTIAL", "AVAILABLE"))).toEqual([]);
  });

  test("a plan that changed has until its first run since then has ended", () => {
    const changed = (hours: number) => ({
      plans: known([{ ...dailyPlan, changedAt: hoursAgo(hours) }]),
      jobs: known([]),
    });
    expect(last(200, changed(5))).toEqual([]);
    expect(last(200, changed(8))).toEqual(["overdue missed orders"]);
  });

  test("a resource that a plan selects anew has until its first run has ended, however old its backups are", () => {
    const selectedFor = (...hours: readonly number[]) => ({
      remembered: known(hours.map((ago) => ({ arn: arnOf("orders"), firstSelectedAt: hoursAgo(ago) }))),
      jobs: known([]),
    });
    expect(last(200, selectedFor())).toEqual([]);
    expect(last(200, selectedFor(6.9))).toEqual([]);
    expect(last(200, selectedFor(7.1))).toEqual(["overdue missed orders"]);
  });

  test("a deleted resource, or one of which nobody knows whether it exists, is not overdue", () => {
    const exists = (answer: Facts["resources"]) => last(200, { resources: answer, jobs: known([]) });
    expect(exists(known([{ ...resource("orders"), exists: known(false) }]))).toEqual([]);
    expect(exists(known([{ ...resource("orders"), exists: unseen("access-denied") }]))).toEqual([
      "blind access-denied existence orders",
    ]);
  });
});

describe("never backed up", () => {
  const selectedFor = (hours: number, more: Partial<Facts> = {}): readonly string[] =>
    words({
      protectedResources: known([]),
      remembered: known([{ arn: arnOf("orders"), firstSelectedAt: hoursAgo(hours) }]),
      jobs: known([]),
      ...more,
    });

  test("a new resource has grace until its first run has ended", () => {
    expect(selectedFor(6.9)).toEqual([]);
    expect(selectedFor(7.1)).toEqual(["never-backed-up missed orders"]);
    expect(selectedFor(7.1, { jobs: known([job("orders", { state: "FAILED" })]) })).toEqual([
      "never-backed-up failing orders",
    ]);
  });

  test("a resource that the watch sees for the first time has grace", () => {
    expect(selectedFor(0, { remembered: known([]) })).toEqual([]);
  });

  test("what restore tests made is rightly without backup", () => {
    const restored = resource("orders", { backup: "daily", "awsbackup-restore-test-1": "" });
    expect(selectedFor(200, { resources: known([restored]) })).toEqual([]);
  });
});

describe("no longer protected", () => {
  const untagged = known([resource("orders", {})]);

  test("a resource that lost its tag is found, with the cause", () => {
    expect(words({ resources: untagged })).toEqual(["unprotected not-named orders"]);
  });

  test.each([
    ["not-opted-in", { optIns: known({ DynamoDB: false }) }],
    ["excluded", { plans: known([{ ...dailyPlan, selections: known([{ ...byTag, except: ["*"] }]) }]) }],
    ["no-selection", { plans: known([{ ...dailyPlan, selections: known([]) }]) }],
    ["no-selection", { plans: known([]) }],
  ] as const)("%s is a cause", (cause, more) => expect(words(more)).toEqual([`unprotected ${cause} orders`]));

  test("a resource that no plan ever selected is found only where the stage wants it", () => {
    const facts = { resources: untagged, remembered: known([]) };
    expect(words(facts)).toEqual([]);
    expect(words({ ...facts, mustProtect: { tags: {}, resourceTypes: ["DynamoDB"] } })).toEqual([
      "unprotected not-named orders",
    ]);
    expect(words({ ...facts, mustProtect: { tags: { env: ["prod"] }, resourceTypes: [] } })).toEqual([]);
  });

  test("nothing is concluded while one plan's selections cannot be seen", () => {
    const other = { ...dailyPlan, id: "plan-2", selections: unseen("access-denied") };
    expect(words({ resources: untagged, plans: known([dailyPlan, other]) })).toEqual([
      "blind access-denied selections plan-2",
    ]);
  });
});

describe("unheard", () => {
  const unheard = (more: Partial<Facts> = {}, endedHoursAgo = 1.1): readonly string[] =>
    words({
      jobs: known([job("orders", { createdAt: hoursAgo(6.5), endedAt: hoursAgo(endedHoursAgo) })]),
      heardJobIds: known(new Set<string>()),
      ...more,
    });

  test("a job that ended over an hour ago and is not in the ledger", () => {
    expect(unheard()).toEqual(["unheard job-orders"]);
    expect(unheard({}, 0.9)).toEqual([]);
  });

  test("is not judged while as old an event waits, or nobody knows", () => {
    expect(unheard({ oldestWaitingAt: known(hoursAgo(1.05)) })).toEqual([]);
    expect(unheard({ oldestWaitingAt: known(hoursAgo(30)) })).toEqual([]);
    expect(unheard({ oldestWaitingAt: known(hoursAgo(0.05)) })).toEqual(["unheard job-orders"]);
    expect(unheard({ oldestWaitingAt: unseen("throttled") })).toEqual(["blind throttled queues"]);
  });

  test("other vaults, other kinds and the time before the watch are not ours", () => {
    const { hearing } = calm;
    expect(unheard({ hearing: { ...hearing, vaultNames: ["other"] } })).toEqual([]);
    expect(unheard({ hearing: { ...hearing, vaultNames: "all-vaults" } })).toEqual(["unheard job-orders"]);
    expect(unheard({ hearing: { ...hearing, kinds: ["copy"] } })).toEqual([]);
    expect(unheard({ hearing: { ...hearing, since: hoursAgo(1) } })).toEqual([]);
  });
});

describe("guard", () => {
  const notifications: Setting = {
    of: "vault-notifications",
    arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
    expected: "arn:aws:sns:eu-west-1:111122223333:ours",
    seen: known("arn:aws:sns:eu-west-1:111122223333:ours"),
  };
  const guard = (seen: Setting["seen"]) => found({ settings: [{ ...notifications, seen }] });

  test("a vault that notifies another topic or none is found", () => {
    expect(guard(notifications.seen)).toEqual([]);
    for (const other of ["none", "arn:aws:sns:eu-west-1:111122223333:other"]) {
      expect(guard(known(other))).toMatchObject([{ finding: "guard", cause: "vault-notifications" }]);
    }
  });

  test("one that could not be seen is blind, not changed", () => {
    expect(guard(unseen("access-denied"))).toMatchObject([
      { finding: "blind", to: "vault-notifications", cause: "access-denied", subject: notifications.arn },
    ]);
  });
});

test("a schedule that is not understood is said, and sets no limit", () => {
  const plan = { ...dailyPlan, rules: known([{ ...dailyRule, schedule: "rate(1 day)" }]) };
  expect(words({ plans: known([plan]), protectedResources: known([]) })).toEqual([
    "blind not-understood schedules plan-1",
  ]);
});
