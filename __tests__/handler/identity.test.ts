import { identityOf, worthOf } from "../../handler/identity";
import type { BackupEvent, JobEvent } from "../../handler/model";
import { phaseOf } from "../../handler/model";

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
    expect(identityOf(job("FAILED", "a-1"))).toEqual({ subject: "backup|a-1", state: "FAILED" });
    const other: JobEvent = { ...job("FAILED", "A-1"), origin: { messageId: "another" } };
    expect(identityOf(other)).toEqual(identityOf(job("FAILED", "a-1")));
    expect(identityOf({ ...job("FAILED"), jobType: "copy" })).not.toEqual(identityOf(job("FAILED")));
    expect(identityOf(job("EXPIRED"))).not.toEqual(identityOf(job("FAILED")));
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
    ["an unrecognised event", { kind: "unrecognised", what: "x", raw: "x", origin: { messageId: "m-1" } }],
  ])("of %s is the message that brought it", (_name, event) => {
    expect(identityOf(event)).toEqual({ subject: "message|m-1", state: "SENT" });
  });

  test("is not known where AWS gave no id at all", () => {
    expect(identityOf({ kind: "unrecognised", what: "x", raw: "x", origin: {} })).toBeUndefined();
  });
});

describe("the worth of an event", () => {
  test.each([
    ["FAILED", [], "news"],
    ["FAILED", ["RUNNING"], "news"],
    ["FAILED", ["FAILED"], "duplicate"],
    ["EXPIRED", ["FAILED"], "news"],
    ["RUNNING", ["CREATED"], "news"],
    ["RUNNING", ["RUNNING", "COMPLETED"], "duplicate"],
    ["RUNNING", ["COMPLETED"], "late"],
    ["CREATED", ["ABORTED"], "late"],
    ["PENDING", ["A_STATE_THAT_AWS_ADDS"], "news"],
    ["A_STATE_THAT_AWS_ADDS", ["COMPLETED"], "news"],
    ["SENT", ["SENT"], "duplicate"],
  ] as const)("in state %s after %j is %s", (state, told, worth) => {
    expect(worthOf({ subject: "backup|a", state }, new Set(told))).toBe(worth);
  });
});
