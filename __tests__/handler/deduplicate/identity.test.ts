import fc from "fast-check";
import { identityOf, noveltyOf } from "../../../handler/deduplicate/identity";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobEvent } from "../../../handler/model/job-event";
import { phaseOf } from "../../../handler/model/job-phase";
import { parse } from "../../../handler/parse/parse";
import { throughSns } from "../../fixtures/vault-events";

const job = (state: string | undefined, jobId: string | undefined = "A-1"): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: phaseOf(state),
  origin: { messageId: "m-1" },
  details: {},
  ...(state !== undefined && { state }),
  ...(jobId !== undefined && { jobId }),
});

describe("an event's identity", () => {
  test("of a job is its class, id and state, whatever the case of the id and whichever message brings it", () => {
    expect(identityOf(job("FAILED", "a-1"))).toEqual({
      subject: "backup|a-1|-|-",
      state: "FAILED",
      facts: [],
    });
    const other: JobEvent = { ...job("FAILED", "A-1"), origin: { messageId: "another" } };
    expect(identityOf(other)).toEqual(identityOf(job("FAILED", "a-1")));
    expect(identityOf({ ...job("FAILED"), jobType: "copy" })).not.toEqual(identityOf(job("FAILED")));
    expect(identityOf(job("EXPIRED"))).not.toEqual(identityOf(job("FAILED")));
  });

  test("of a restore test's verdict is that of the restore job, so that both are one thing", () => {
    const verdict = (state: string): BackupEvent => ({
      kind: "notice",
      subject: "restore test",
      state,
      severity: "good",
      id: "A-1",
      origin: { messageId: "a-1-passed" },
      words: { title: "Restore test passed", groupTitle: "restore tests passed" },
      facts: [],
    });
    const restore = identityOf({ ...job("COMPLETED"), jobType: "restore" });
    expect(identityOf(verdict("passed"))).toEqual({ ...restore, state: "TEST PASSED" });
    // What the validator calls so, AWS ends as timed out.
    expect(identityOf(verdict("timed out"))).toEqual(identityOf(verdict("not checked")));
    expect(identityOf(verdict("not deleted"))).toMatchObject({ subject: "message|a-1-passed" });
  });

  test("of a job that was SUCCESSFUL is that of a COMPLETED one", () => {
    expect(identityOf(job("SUCCESSFUL"))).toEqual(identityOf(job("COMPLETED")));
  });

  test.each<readonly [string, BackupEvent]>([
    ["a job without a state", job(undefined)],
    ["a job without an id", { ...job("CREATED"), jobId: undefined } as unknown as JobEvent],
    [
      "a notice",
      {
        kind: "notice",
        subject: "recovery point",
        state: "modified",
        severity: "warning",
        id: "arn:one",
        origin: { messageId: "m-1" },
      },
    ],
    ["an unrecognized event", { kind: "unrecognized", what: "x", raw: "x", origin: { messageId: "m-1" } }],
  ])("of %s is the message that brought it", (_name, event) => {
    expect(identityOf(event)).toEqual({ subject: "message|m-1", state: "SENT", facts: [] });
  });

  test("of a recovery point's index is the same from SNS and from EventBridge, whatever else they say", () => {
    const words = [
      ["RECOVERY_POINT_INDEXING_COMPLETED", "ACTIVE"],
      ["RECOVERY_POINT_INDEX_COMPLETED", "ACTIVE"],
      ["RECOVERY_POINT_INDEX_DELETED", "DELETED"],
      ["RECOVERY_POINT_INDEXING_FAILED", "FAILED"],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...words),
        fc.uuid(),
        fc.string(),
        fc.dictionary(fc.constantFrom("indexStatusMessage", "resourceType", "iamRoleArn"), fc.string()),
        ([eventType, indexStatus], id, message, more) => {
          const recoveryPointArn = `arn:aws:backup:eu-west-1:111122223333:recovery-point:${id}`;
          const attributes = { EventType: eventType, RecoveryPointArn: recoveryPointArn };
          const fromSns = throughSns({ name: "", message: `x ${message.replaceAll("{", "")}`, attributes });
          const fromEventBridge = {
            source: "aws.backup",
            "detail-type": "Recovery Point Index State Change",
            id: "another",
            detail: { ...more, recoveryPointArn, indexStatus, isIndexingContinuous: "false" },
          };
          const [one, other] = [fromSns, fromEventBridge].map((input) => {
            const event = parse(input).records[0]?.event;
            return event && identityOf(event);
          });
          expect({ ...one, facts: [] }).toEqual({ ...other, facts: [] });
          expect(one?.subject).toBe(`index|${recoveryPointArn}`);
        },
      ),
    );
  });

  test("of an index that is renewed again and again is the message: it is completed more than once", () => {
    const attributes = {
      EventType: "RECOVERY_POINT_INDEXING_COMPLETED",
      RecoveryPointArn: "arn:aws:backup:eu-west-1:111122223333:recovery-point:a",
      IsIndexingContinuous: "true",
    };
    const event = parse(throughSns({ name: "", message: "done", attributes })).records[0]?.event;
    expect(event && identityOf(event)?.subject).toMatch(/^message\|/);
  });

  test("of a restore test's verdict is another one than of its end, and no late start comes after it", () => {
    const test = (validationStatus?: string) =>
      identityOf({
        ...job("COMPLETED"),
        jobType: "restore",
        details: { ...(validationStatus !== undefined && { validationStatus }) },
      });
    expect(test("VALIDATING")).toEqual(test());
    expect(test("FAILED")).not.toEqual(test());
    expect(
      noveltyOf(
        { subject: "restore|a-1", state: "RUNNING", facts: [] },
        new Set([test("FAILED")?.state ?? ""]),
      ),
    ).toBe("stale");
  });

  test("is not known where AWS gave no id at all", () => {
    expect(identityOf({ kind: "unrecognized", what: "x", raw: "x", origin: {} })).toBeUndefined();
  });
});

describe("the novelty of an event", () => {
  test.each([
    ["FAILED", [], "new"],
    ["FAILED", ["RUNNING"], "new"],
    ["FAILED", ["FAILED"], "duplicate"],
    ["EXPIRED", ["FAILED"], "new"],
    ["RUNNING", ["CREATED"], "new"],
    ["RUNNING", ["RUNNING", "COMPLETED"], "duplicate"],
    ["RUNNING", ["COMPLETED"], "stale"],
    ["CREATED", ["ABORTED"], "stale"],
    ["PENDING", ["A_STATE_THAT_AWS_ADDS"], "new"],
    ["A_STATE_THAT_AWS_ADDS", ["COMPLETED"], "new"],
    ["SENT", ["SENT"], "duplicate"],
    ["TEST PASSED", ["COMPLETED"], "new"],
    ["TEST FAILED", ["COMPLETED", "TEST PASSED"], "new"],
    ["TEST PASSED", ["TEST PASSED"], "duplicate"],
    ["COMPLETED", ["TEST PASSED"], "stale"],
    ["RUNNING", ["TEST FAILED"], "stale"],
  ] as const)("in state %s after %j is %s", (state, sent, novelty) => {
    expect(noveltyOf({ subject: "backup|a", state, facts: [] }, new Set(sent))).toBe(novelty);
  });
});
