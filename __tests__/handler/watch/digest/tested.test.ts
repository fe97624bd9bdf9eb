import fc from "fast-check";
import { type Tested, testRecordOf, withRestores } from "../../../../handler/watch/digest/tested";
import type { TestRestore } from "../../../../handler/watch/restore-tests";
import type { WatchedTest } from "../../../../handler/watch/settings";

const weekly: WatchedTest = {
  name: "weekly",
  planName: "backup_notifications_dev_weekly",
  types: ["RDS", "S3"],
  isChecked: true,
  keepHours: 4,
  withinMinutes: 60,
};

const now = new Date("2026-06-30T08:00:00Z");
const nothing: Tested = { resources: new Map(), days: new Map() };
const arnOf = (name: string): string => `arn:aws:rds:eu-west-1:111122223333:db:${name}`;

/** A restore that ended well so many days ago, after so many minutes. */
const restoreOf = (
  name: string,
  daysAgo: number,
  minutes = 18,
  more: Partial<TestRestore> = {},
): TestRestore => {
  const endedAt = new Date(now.getTime() - daysAgo * 86_400_000);
  return {
    jobId: `${name}-${daysAgo}`,
    status: "COMPLETED",
    planName: weekly.planName,
    resourceType: "RDS",
    sourceArn: arnOf(name),
    startedAt: new Date(endedAt.getTime() - minutes * 60_000),
    endedAt,
    validationStatus: "SUCCESSFUL",
    ...more,
  };
};

const adding = (
  restores: readonly TestRestore[],
  before = nothing,
  tests: readonly WatchedTest[] = [weekly],
) =>
  withRestores(restores, tests, before, { now, timeZone: "Etc/UTC", isKept: (arn) => !arn.endsWith("gone") });

const selected = new Map([
  [arnOf("orders"), "RDS"],
  [arnOf("bills"), "RDS"],
  ["arn:aws:s3:::media", "S3"],
  ["arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", "EBS"],
]);

const recordOf = (
  restores: readonly TestRestore[],
  before = nothing,
  tests: readonly WatchedTest[] = [weekly],
) => testRecordOf(adding(restores, before, tests), tests, selected);

describe("what restore tests have shown", () => {
  test("of each type: what passed, what was never tested, the last test, and the time against the promise", () => {
    expect(recordOf([restoreOf("orders", 9, 15), restoreOf("orders", 2, 18)])).toEqual({
      types: [
        { resourceType: "EBS", tests: [], resources: 1, passed: 0, neverTested: 1, longestMinutes: [] },
        {
          resourceType: "RDS",
          tests: ["weekly"],
          resources: 2,
          passed: 1,
          neverTested: 1,
          lastAt: "2026-06-28T08:00:00.000Z",
          longestMinutes: [15, 18],
          withinMinutes: 60,
        },
        {
          resourceType: "S3",
          tests: ["weekly"],
          resources: 1,
          passed: 0,
          neverTested: 1,
          longestMinutes: [],
          withinMinutes: 60,
        },
      ],
      troubles: [],
    });
  });

  test.each<[string, Partial<TestRestore>, string]>([
    ["a bad result", { validationStatus: "FAILED" }, "failed"],
    ["a restore that failed", { status: "FAILED" }, "failed"],
    ["no result in time", { validationStatus: "TIMED_OUT" }, "timed-out"],
  ])("%s is a trouble until a later test passes", (_, more, verdict) => {
    const bad = restoreOf("orders", 9, 18, more);
    expect(recordOf([bad]).troubles).toEqual([
      {
        verdict,
        total: 1,
        subjects: [{ id: arnOf("orders"), since: "2026-06-21T08:00:00.000Z", text: "test weekly" }],
      },
    ]);
    expect(recordOf([restoreOf("orders", 2), bad]).troubles).toEqual([]);
  });

  test("a result that comes after its time counts", () => {
    const waiting = adding([restoreOf("orders", 2, 18, { validationStatus: "VALIDATING" })]).tested;
    expect(recordOf([], waiting).troubles).toMatchObject([{ verdict: "timed-out" }]);
    const ended = adding([restoreOf("orders", 2)], waiting);
    expect(testRecordOf(ended, [weekly], selected)).toMatchObject({
      types: [{}, { passed: 1, longestMinutes: [18] }, {}],
      troubles: [],
    });
    expect(ended.tested.resources.get(arnOf("orders"))?.minutes).toEqual([18]);
  });

  test("a restore that took longer than promised is one, with its time", () => {
    expect(recordOf([restoreOf("orders", 2, 75)])).toMatchObject({
      types: [{}, { passed: 0 }, {}],
      troubles: [{ verdict: "too-slow", subjects: [{ text: "test weekly, 75 of 60 min" }] }],
    });
  });

  test.each<[string, Partial<TestRestore>]>([
    ["that still runs", { status: "RUNNING", endedAt: undefined as never }],
    [
      "whose check has not ended",
      { validationStatus: "VALIDATING", endedAt: new Date(now.getTime() - 3_600_000) },
    ],
    ["of which AWS says nothing yet", { validationStatus: undefined as never }],
    ["of another plan", { planName: "others" }],
  ])("a restore %s shows nothing", (_, more) => {
    const before = adding([restoreOf("orders", 9)]).tested;
    expect(recordOf([{ ...restoreOf("orders", 0), ...more }], before)).toEqual(recordOf([], before));
  });

  test("a test that no one checks passes nothing, and is no trouble", () => {
    const unchecked = { ...weekly, isChecked: false };
    const [, rds] = recordOf(
      [restoreOf("orders", 2, 18, { validationStatus: undefined as never })],
      nothing,
      [unchecked],
    ).types;
    expect(rds).toMatchObject({ passed: 0, neverTested: 1, lastAt: "2026-06-28T08:00:00.000Z" });
  });

  test("where AWS does not say of what a test restored, no one counts what was never tested", () => {
    const [, rds] = recordOf([restoreOf("orders", 2, 18, { sourceArn: undefined as never })]).types;
    expect(rds).toMatchObject({ passed: 0, longestMinutes: [18] });
    expect(rds).not.toHaveProperty("neverTested");
  });

  test("is remembered longer than AWS lists it, and added once", () => {
    const before = adding([restoreOf("orders", 23, 15), restoreOf("orders", 16, 16)]).tested;
    const listed = [restoreOf("orders", 9, 17), restoreOf("orders", 2, 18)];
    const once = adding(listed, before);
    expect(testRecordOf(once, [weekly], selected).types[1]?.longestMinutes).toEqual([15, 16, 17, 18]);
    expect(adding(listed, once.tested).tested).toEqual(once.tested);
  });

  test("is forgotten with the resource's last backup, and no trouble once the test is gone from the stage", () => {
    expect(adding([restoreOf("gone", 2)]).tested.resources.size).toBe(0);
    const failed = adding([restoreOf("orders", 2, 18, { validationStatus: "FAILED" })]);
    expect(testRecordOf(failed, [], selected).troubles).toEqual([]);
  });

  test("is the same in any order, at once or one after the other", () => {
    const restores = [3, 5, 9, 12].flatMap((daysAgo) => [
      restoreOf("orders", daysAgo, daysAgo * 7),
      restoreOf("bills", daysAgo, daysAgo * 9, { validationStatus: daysAgo === 3 ? "FAILED" : "SUCCESSFUL" }),
    ]);
    const all = adding(restores).tested;
    fc.assert(
      fc.property(fc.shuffledSubarray(restores, { minLength: restores.length }), (shuffled) => {
        expect(adding(shuffled).tested).toEqual(all);
      }),
    );
    const sorted = restores.toSorted((one, other) => Number(one.endedAt) - Number(other.endedAt));
    const stepwise = sorted.reduce(
      (before, _, index) => adding(sorted.slice(0, index + 1), before).tested,
      nothing,
    );
    expect(stepwise).toEqual(all);
  });
});

describe("what is odd about restores", () => {
  test("one much slower than the resource's own earlier ones, although within the promise", () => {
    const earlier = [12, 9, 6].map((daysAgo) => restoreOf("orders", daysAgo, 10));
    expect(adding([...earlier, restoreOf("orders", 1, 50)]).oddities).toEqual([
      {
        oddity: "slower-restore",
        total: 1,
        subjects: [
          { id: arnOf("orders"), since: "2026-06-29T08:00:00.000Z", text: "50 min, usually 10 min" },
        ],
      },
    ]);
    expect(adding([...earlier, restoreOf("orders", 1, 30)]).oddities).toEqual([]);
  });

  test("what a test restored and AWS could not delete", () => {
    const createdArn = arnOf("awsbackup-restore-test-1");
    const left = restoreOf("orders", 2, 18, {
      createdArn,
      deletionStatus: "FAILED",
      deletionMessage: "It is protected",
    });
    expect(adding([left, { ...left, planName: "others" }]).oddities).toEqual([
      {
        oddity: "restored-not-deleted",
        total: 1,
        subjects: [{ id: createdArn, since: "2026-06-28T08:00:00.000Z", text: "It is protected" }],
      },
    ]);
  });
});
