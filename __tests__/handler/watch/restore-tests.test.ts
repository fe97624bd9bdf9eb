import fc from "fast-check";
import { check } from "../../../handler/watch/check";
import { lateVerdictsOf, type TestRestore } from "../../../handler/watch/restore-tests";
import type { WatchedTest } from "../../../handler/watch/settings";
import type { WatchLine } from "../../../handler/watch/watch-context";
import { type Account, at, contextOf, emptyAccount, refusal, simulatedAws } from "./support/simulated-aws";

const test1: WatchedTest = {
  name: "weekly",
  planName: "backup_notifications_dev_weekly",
  types: ["RDS", "DynamoDB"],
  isChecked: true,
  keepHours: 4,
  withinMinutes: 60,
};

const restore: TestRestore = {
  jobId: "JOB-1",
  status: "COMPLETED",
  planName: test1.planName,
  resourceType: "RDS",
  startedAt: at("2026-06-15T05:00Z"),
  endedAt: at("2026-06-15T05:18Z"),
};

const since = at("2026-06-01T00:00Z");

const verdictsOf = (more: Partial<TestRestore>, hours = 24, test: Partial<WatchedTest> = {}) =>
  lateVerdictsOf({ ...restore, ...more }, [{ ...test1, ...test }], {
    since,
    now: new Date(at("2026-06-15T05:18Z").getTime() + hours * 3_600_000),
  });

const idsOf = (...given: Parameters<typeof verdictsOf>) => verdictsOf(...given).map(({ id }) => id);

describe("what AWS says of a test's restore", () => {
  test.each<[string, Partial<TestRestore>, string[]]>([
    ["a result that is good", { validationStatus: "SUCCESSFUL" }, ["JOB-1-passed"]],
    [
      "a good result of a restore that took too long",
      { validationStatus: "SUCCESSFUL", endedAt: at("2026-06-15T06:01Z") },
      ["JOB-1-too-slow"],
    ],
    ["a result that is bad", { validationStatus: "FAILED" }, ["JOB-1-failed"]],
    ["a restore that failed", { status: "FAILED" }, ["JOB-1-failed"]],
    ["a check that did not end in time", { validationStatus: "TIMED_OUT" }, ["JOB-1-not-checked"]],
    ["a check that waits for longer than it may", { validationStatus: "VALIDATING" }, ["JOB-1-not-checked"]],
    [
      "a good result, and a resource that stays",
      { validationStatus: "SUCCESSFUL", deletionStatus: "FAILED" },
      ["JOB-1-passed", "JOB-1-not-deleted"],
    ],
    [
      "a resource that goes",
      { validationStatus: "SUCCESSFUL", deletionStatus: "DELETING" },
      ["JOB-1-passed"],
    ],
    [
      "a state that is not known, for longer than a check may wait",
      { validationStatus: "REVIEWING" },
      ["JOB-1-not-checked"],
    ],
    ["no state for longer than a check may wait", {}, ["JOB-1-not-checked"]],
    ["a restore that runs", { status: "RUNNING", validationStatus: "SUCCESSFUL" }, []],
    ["another plan's restore", { planName: "others", deletionStatus: "FAILED" }, []],
  ])("%s", (_, more, ids) => expect(idsOf(more)).toEqual(ids));

  test("a restore that failed is said even where AWS names no end", () => {
    const { endedAt, ...endless } = restore;
    expect(endedAt).toBeDefined();
    const now = at("2026-06-15T06:00Z");
    const idsAt = (status: string) =>
      lateVerdictsOf({ ...endless, status }, [test1], { since, now }).map(({ id }) => id);
    expect(idsAt("FAILED")).toEqual(["JOB-1-failed"]);
    expect(idsAt("COMPLETED")).toEqual([]);
  });

  test("what AWS ends in time is one message with the validator's that it was not checked", () => {
    expect(verdictsOf({ validationStatus: "TIMED_OUT" })).toMatchObject([
      { id: "JOB-1-not-checked", verdict: { verdict: "timed-out" } },
    ]);
  });

  test("the validator speaks first", () => {
    expect(idsOf({ validationStatus: "SUCCESSFUL" }, 0.9)).toEqual([]);
    expect(idsOf({ validationStatus: "VALIDATING" }, 5)).toEqual([]);
    expect(idsOf({ validationStatus: "VALIDATING" }, 5.1)).toEqual(["JOB-1-not-checked"]);
  });

  test("a result that AWS does not show is said, and its state, only once it can be there no more", () => {
    expect(idsOf({}, 5)).toEqual([]);
    expect(verdictsOf({ validationStatus: "REVIEWING" }, 5.1)).toMatchObject([
      {
        verdict: {
          verdict: "timed-out",
          reason: "AWS Backup shows no result, more than 4 h after the restore, but REVIEWING",
        },
      },
    ]);
    expect(verdictsOf({}, 5.1)).toMatchObject([
      { verdict: { reason: "AWS Backup shows no result, more than 4 h after the restore" } },
    ]);
  });

  test("a test that no one checks has no result, but may fail, and leave something behind", () => {
    const unchecked = { isChecked: false };
    expect(idsOf({ validationStatus: "TIMED_OUT" }, 24, unchecked)).toEqual([]);
    expect(idsOf({ status: "ABORTED" }, 24, unchecked)).toEqual(["JOB-1-failed"]);
    expect(idsOf({ deletionStatus: "FAILED" }, 24, unchecked)).toEqual(["JOB-1-not-deleted"]);
  });

  test("what ended before the watch began is not said again, except what still costs money", () => {
    const old = { ...restore, validationStatus: "FAILED", deletionStatus: "FAILED" };
    const ids = lateVerdictsOf(old, [test1], {
      since: at("2026-06-15T06:00Z"),
      now: at("2026-06-16T06:00Z"),
    });
    expect(ids.map(({ id }) => id)).toEqual(["JOB-1-not-deleted"]);
  });

  test("AWS's own text is the reason, and whose result it was is not claimed", () => {
    const [late] = verdictsOf({ validationStatus: "FAILED", validationMessage: "3 of 12 objects" });
    expect(late?.verdict).toMatchObject({ reason: "3 of 12 objects", checks: [], test: "weekly" });
    expect(late?.verdict).not.toHaveProperty("checkedBy");
  });

  test("nothing but a result of AWS is ever called passed or too slow", () => {
    fc.assert(
      fc.property(
        fc.record({
          status: fc.constantFrom("COMPLETED", "FAILED", "ABORTED", "RUNNING", "PENDING", "?"),
          validationStatus: fc.option(fc.constantFrom("FAILED", "TIMED_OUT", "VALIDATING", "?"), {
            nil: undefined,
          }),
          deletionStatus: fc.option(fc.constantFrom("DELETING", "FAILED", "SUCCESSFUL"), { nil: undefined }),
        }),
        fc.integer({ min: 0, max: 1000 }),
        ({ status, validationStatus, deletionStatus }, hours) => {
          const verdicts = verdictsOf(
            {
              status,
              ...(validationStatus !== undefined && { validationStatus }),
              ...(deletionStatus !== undefined && { deletionStatus }),
            },
            hours,
          ).map(({ verdict }) => verdict.verdict);
          expect(verdicts).not.toContain("passed");
          expect(verdicts).not.toContain("too-slow");
        },
      ),
    );
  });
});

describe("a check of a stage with restore tests", () => {
  const planArn = `arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:${test1.planName}-1f2e`;
  const accountWith = (more: object): Account => {
    const account = emptyAccount();
    const job = {
      RestoreJobId: "JOB-1",
      Status: "COMPLETED",
      ResourceType: "RDS",
      CreatedResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-1",
      CreationDate: at("2026-06-15T05:00Z").getTime() / 1000,
      CompletionDate: at("2026-06-15T05:18Z").getTime() / 1000,
      CreatedBy: { RestoreTestingPlanArn: planArn },
      ...more,
    };
    account.jobs.push(new Map(Object.entries(job)));
    return account;
  };
  const settings = { restoreTests: [test1], heardKinds: [] };
  const sentAt = async (account: Account, time: string, options: Parameters<typeof simulatedAws>[1] = {}) => {
    const before = account.sent.length;
    const lines: WatchLine[] = [];
    await check(contextOf(simulatedAws(account, options), at(time), settings, lines));
    const sent = account.sent.slice(before).map(({ body }) => JSON.parse(body));
    return { sent: sent.filter((one) => one["detail-type"] === "Restore Test"), lines };
  };

  test("says once that what was restored is not deleted, with AWS's reason and the validator's kind of id", async () => {
    const account = accountWith({ DeletionStatus: "FAILED", DeletionStatusMessage: "It has a lock." });
    const { sent } = await sentAt(account, "2026-06-16T09:00Z");
    expect(sent).toMatchObject([
      {
        id: "JOB-1-not-deleted",
        source: "backup-notifications.watch",
        detail: {
          verdict: "not-deleted",
          reason: "It has a lock.",
          createdArn: "arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-1",
        },
      },
    ]);
    expect((await sentAt(account, "2026-06-16T10:00Z")).sent).toEqual([]);
    expect((await sentAt(account, "2026-06-20T10:00Z")).sent).toEqual([]);
  });

  test("says a result that no one sent", async () => {
    const account = accountWith({ ValidationStatus: "SUCCESSFUL" });
    expect((await sentAt(account, "2026-06-15T05:00Z")).sent).toEqual([]);
    expect((await sentAt(account, "2026-06-15T09:00Z")).sent).toMatchObject([{ id: "JOB-1-passed" }]);
  });

  test("finds nothing where AWS does not answer, says so in its log, and finds it later", async () => {
    const account = accountWith({ DeletionStatus: "FAILED" });
    const instead = (_: unknown, name: string) =>
      name === "backup /restore-jobs/" ? refusal(403, "AccessDeniedException") : undefined;
    const { sent, lines } = await sentAt(account, "2026-06-16T09:00Z", { instead });
    expect(sent).toEqual([]);
    expect(lines[0]?.unseen).toContain("restore tests: access-denied");
    expect((await sentAt(account, "2026-06-16T10:00Z")).sent).toHaveLength(1);
  });

  test("says once that a run restored nothing of a type, and says in its log where AWS does not list the plans", async () => {
    const account = accountWith({ Status: "RUNNING" });
    expect((await sentAt(account, "2026-06-10T09:00Z")).lines[0]?.unseen).toContainEqual(
      expect.stringMatching(/^restore testing plans: /),
    );
    const RestoreTestingPlans = [
      {
        RestoreTestingPlanName: test1.planName,
        LastExecutionTime: at("2026-06-15T04:00Z").getTime() / 1000,
        StartWindowHours: 8,
      },
    ];
    const instead = (_: unknown, name: string) =>
      name === "backup /restore-testing/plans"
        ? { status: 200, headers: {}, body: JSON.stringify({ RestoreTestingPlans }) }
        : undefined;
    expect((await sentAt(account, "2026-06-15T12:00Z", { instead })).sent).toEqual([]);
    expect((await sentAt(account, "2026-06-15T13:00Z", { instead })).sent).toMatchObject([
      { detail: { verdict: "nothing-eligible", resourceType: "DynamoDB" } },
    ]);
    expect((await sentAt(account, "2026-06-15T14:00Z", { instead })).sent).toEqual([]);
  });

  test("says once that a run was missed which is due each quarter", async () => {
    const account = emptyAccount();
    const RestoreTestingPlans = [
      {
        RestoreTestingPlanName: test1.planName,
        CreationTime: at("2026-01-02T00:00Z").getTime() / 1000,
        ScheduleExpression: "cron(0 5 1 1,4,7,10 ? *)",
        StartWindowHours: 8,
      },
    ];
    const instead = (_: unknown, name: string) =>
      name === "backup /restore-testing/plans"
        ? { status: 200, headers: {}, body: JSON.stringify({ RestoreTestingPlans }) }
        : undefined;
    const hoursOf = (day: number): readonly Date[] =>
      Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 6, day, hour)));
    const ids: string[] = [];
    for (const time of [1, 2, 31, 32, 33, 34].flatMap(hoursOf)) {
      const { sent } = await sentAt(account, time.toISOString(), { instead });
      ids.push(...sent.map(({ id }) => id));
    }
    expect(ids).toEqual([`${test1.planName}-due-2026-07-01T05:00:00.000Z-nothing-eligible`]);
  });

  test("a stage without restore tests does not ask for them", async () => {
    const account = accountWith({ DeletionStatus: "FAILED" });
    const asked: string[] = [];
    const aws = simulatedAws(account, { instead: (_, name) => void asked.push(name) });
    await check(contextOf(aws, at("2026-06-16T09:00Z"), { heardKinds: [] }));
    expect(asked).not.toContain("backup /restore-jobs/");
    expect(account.sent.filter(({ id }) => id.startsWith("JOB-1"))).toEqual([]);
  });
});
