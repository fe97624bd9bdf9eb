import fc from "fast-check";
import type { CheckedFact } from "../../../handler/model/restore-test";
import { minutesOf, type Restored } from "../../../handler/model/restored";
import type { TestSettings } from "../../../handler/restore-test/settings";
import { decide, decideBefore } from "../../../handler/restore-test/verdict";

const restored: Restored = {
  jobId: "job-1",
  status: "COMPLETED",
  planName: "backup_notifications_prod_weekly",
  resourceType: "DynamoDB",
  createdArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/awsbackup-restore-test-1",
  startedAt: new Date("2026-11-27T09:00:00Z"),
  endedAt: new Date("2026-11-27T09:18:00Z"),
};

const weekly: TestSettings = {
  name: "weekly",
  planName: restored.planName,
  validate: "built-in",
  keepHours: 4,
  withinMinutes: 60,
};

const ok: CheckedFact = { outcome: "ok", text: "ACTIVE" };
const wrong: CheckedFact = { outcome: "not-ok", text: "without index by-date" };
const unknown: CheckedFact = { outcome: "unknown", text: "state CREATING, not ACTIVE" };

const soon = new Date("2026-11-27T09:20:00Z");
const late = new Date("2026-11-27T12:19:00Z");

test("a restore that is as it should be passes, and AWS Backup gets the result", () => {
  expect(decide(restored, weekly, [ok], soon)).toMatchObject({
    is: "decided",
    verdict: { verdict: "passed", test: "weekly", restoreJobId: "job-1", withinMinutes: 60, checks: [ok] },
    result: { status: "SUCCESSFUL", message: "ACTIVE" },
  });
});

test("a promise is not kept by a restore of which AWS does not say how long it took", () => {
  const { startedAt, ...timeless } = restored;
  expect(startedAt).toBeDefined();
  expect(decide(timeless, weekly, [ok], soon)).toEqual({ is: "wait", seconds: 60 });
  expect(decide(timeless, weekly, [ok], late)).toMatchObject({
    verdict: { verdict: "not-checked", reason: "how long the restore took is not known" },
  });
  const { withinMinutes, ...unpromised } = weekly;
  expect(withinMinutes).toBe(60);
  expect(decide(timeless, unpromised, [ok], soon)).toMatchObject({ verdict: { verdict: "passed" } });
});

test("one thing that is wrong fails it, whatever else is right or not known", () => {
  expect(decide(restored, weekly, [ok, unknown, wrong], soon)).toMatchObject({
    verdict: { verdict: "failed", reason: "without index by-date" },
    result: { status: "FAILED", message: "without index by-date" },
  });
});

test("what is not known yet is looked at again, later and later", () => {
  expect(decide(restored, weekly, [ok, unknown], soon)).toEqual({ is: "wait", seconds: 60 });
  expect(decide(restored, weekly, [unknown], new Date("2026-11-27T10:18:00Z"))).toEqual({
    is: "wait",
    seconds: 360,
  });
});

test("an hour before AWS ends the validation it was not checked, and AWS Backup gets no result", () => {
  const decision = decide(restored, weekly, [ok, unknown], late);
  expect(decision).toMatchObject({
    is: "decided",
    verdict: { verdict: "not-checked", reason: "state CREATING, not ACTIVE" },
  });
  expect(decision).not.toHaveProperty("result");
});

test("even where AWS keeps it for an hour alone, what is not known yet is looked at again", () => {
  const shortly = { ...weekly, keepHours: 1 };
  expect(decide(restored, shortly, [unknown], soon)).toEqual({ is: "wait", seconds: 60 });
  expect(decide(restored, shortly, [unknown], new Date("2026-11-27T09:49:00Z"))).toMatchObject({
    verdict: { verdict: "not-checked" },
  });
});

test("a restore that took longer than promised is too slow, though it is good", () => {
  expect(decide(restored, { ...weekly, withinMinutes: 17 }, [ok], soon)).toMatchObject({
    verdict: { verdict: "too-slow" },
    result: { status: "SUCCESSFUL" },
  });
  expect(minutesOf(restored)).toBe(18);
});

test.each(["FAILED", "ABORTED"])("a restore that is %s has failed, with AWS's reason", (status) => {
  const decision = decideBefore({ ...restored, status, message: "Access denied to KMS key." }, weekly, soon);
  expect(decision).toMatchObject({
    verdict: { verdict: "failed", reason: "Access denied to KMS key.", checks: [] },
  });
  expect(decision).not.toHaveProperty("result");
});

test("a restore that is not over is looked at again, and a state that AWS may add is no end", () => {
  expect(decideBefore({ ...restored, status: "RUNNING" }, weekly, soon)).toEqual({
    is: "wait",
    seconds: 900,
  });
  expect(decideBefore({ ...restored, status: "QUEUED_AGAIN" }, weekly, soon)).toEqual({
    is: "wait",
    seconds: 900,
  });
});

test("a restore that never gets over is not waited for without end", () => {
  const endless: Restored = { ...restored, status: "QUEUED_AGAIN" };
  const decision = decideBefore(endless, weekly, new Date("2026-11-27T13:19:00Z"));
  expect(decision).toMatchObject({
    verdict: {
      verdict: "not-checked",
      reason: "AWS Backup said that the restore ended, but its status is QUEUED_AGAIN",
    },
  });
  expect(decision).not.toHaveProperty("result");
  const { endedAt, ...begun } = endless;
  expect(endedAt).toBeDefined();
  expect(decideBefore(begun, weekly, new Date("2026-12-20T09:00:00Z"))).toMatchObject({ is: "wait" });
  expect(decideBefore(begun, weekly, new Date("2026-12-28T09:00:00Z"))).toMatchObject({ is: "decided" });
});

test("what nobody checks has not passed", () => {
  expect(decideBefore(restored, { ...weekly, validate: "no-one" }, soon)).toMatchObject({
    verdict: { verdict: "not-checked", checkedBy: "no-one" },
  });
});

const anyFact = fc.record({ outcome: fc.constantFrom("ok", "not-ok", "unknown"), text: fc.string() });
const anyTime = fc.date({
  min: new Date("2026-11-27T09:18:00Z"),
  max: new Date("2026-12-27"),
  noInvalidDate: true,
});

test("nothing passes by what is not known", () => {
  fc.assert(
    fc.property(fc.array(anyFact), anyTime, (checks, now) => {
      const decision = decide(restored, weekly, checks, now);
      const isGood = checks.length > 0 && checks.every(({ outcome }) => outcome === "ok");
      expect(decision.is === "decided" && decision.verdict.verdict === "passed").toBe(isGood);
      expect(decision.is === "decided" && decision.result?.status === "SUCCESSFUL").toBe(isGood);
    }),
  );
});

test("every restore has a decision before AWS ends its validation", () => {
  fc.assert(
    fc.property(fc.array(anyFact), (checks) => {
      expect(decide(restored, weekly, checks, late).is).toBe("decided");
    }),
  );
});

test("a restore of which AWS says no time waits for nothing", () => {
  const { startedAt, endedAt, ...timeless } = restored;
  expect([startedAt, endedAt]).toHaveLength(2);
  expect(decide(timeless, weekly, [unknown], soon)).toMatchObject({ verdict: { verdict: "not-checked" } });
  expect(minutesOf({})).toBeUndefined();
});
