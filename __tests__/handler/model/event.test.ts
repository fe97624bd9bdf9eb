import { type BackupEvent, idOf, messageKindOf } from "../../../handler/model/event";
import { phaseOf } from "../../../handler/model/job-phase";
import { severityOf } from "../../../handler/model/severity-of";

const origin = {};
const job = { kind: "job", jobType: "backup", phase: "failed", origin, details: {} } as const;
const object = {
  kind: "object",
  eventType: "EKS_RESTORE_OBJECT_SKIPPED",
  jobType: "restore",
  outcome: "skipped",
  service: "EKS",
  origin,
} as const;
const notice = {
  kind: "notice",
  subject: "recovery point",
  state: "deleted manually",
  severity: "warning",
  origin,
} as const;

describe("an event", () => {
  test.each<readonly [BackupEvent, string, string, string]>([
    [{ ...job, jobId: "A" }, "backup.failed", "A", "danger"],
    [job, "backup.failed", "-", "danger"],
    [{ ...job, jobType: "copy", phase: "started" }, "copy.started", "-", "neutral"],
    [object, "object.skipped", "-", "warning"],
    [{ ...object, outcome: "failed", jobId: "B" }, "object.failed", "B", "danger"],
    [notice, "recovery-point.deleted-manually", "-", "warning"],
    [{ ...notice, id: "arn" }, "recovery-point.deleted-manually", "arn", "warning"],
    [{ kind: "test", testId: "T", origin }, "test", "T", "good"],
    [{ kind: "unrecognized", what: "x", raw: "", origin }, "unrecognized", "-", "neutral"],
  ])("%j is named, identified and judged", (event, kind, id, severity) => {
    expect(messageKindOf(event)).toBe(kind);
    expect(idOf(event)).toBe(id);
    expect(severityOf(event)).toBe(severity);
  });

  test.each([
    ["CREATED", "started"],
    ["PENDING", "started"],
    ["RUNNING", "started"],
    ["STARTED", "started"],
    ["COMPLETED", "completed"],
    ["SUCCESSFUL", "completed"],
    ["PARTIAL", "partial"],
    ["FAILED", "failed"],
    ["EXPIRED", "expired"],
    ["ABORTING", "aborted"],
    ["ABORTED", "aborted"],
    ["completed", "unknown"],
    ["toString", "unknown"],
    [undefined, "unknown"],
  ])("in state %s stands at %s", (state, phase) => {
    expect(phaseOf(state)).toBe(phase);
  });
});
