import fc from "fast-check";
import { identityOf, noveltyOf } from "../../../handler/deduplicate/identity";
import { createSentHistory } from "../../../handler/deduplicate/sent-history";
import { updatesOf } from "../../../handler/deduplicate/update";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobDetails, JobEvent } from "../../../handler/model/job-event";
import { jobPhaseOf } from "../../../handler/model/job-phase";
import type { NoticeEvent } from "../../../handler/model/notice-event";

const home = { accountId: "111122223333", region: "eu-west-1" };

const job = (state: string, details: JobDetails = {}, origin = home): JobEvent => ({
  kind: "job",
  jobType: "backup",
  jobId: "a-1",
  state,
  details,
  phase: jobPhaseOf("backup", state, details),
  origin,
});

const restoreTest = (details: JobDetails): JobEvent => ({ ...job("COMPLETED", details), jobType: "restore" });

const index = (state: string, sentAt: string): NoticeEvent => ({
  kind: "notice",
  subject: "recovery point index",
  state,
  severity: "warning",
  recoveryPointArn: "arn:aws:backup:eu-west-1:111122223333:recovery-point:a",
  origin: { ...home, sentAt: new Date(sentAt) },
});

/** What a reader who got the first event makes of the second, across batches. */
const afterwards = (first: BackupEvent, second: BackupEvent): string | undefined => {
  const history = createSentHistory();
  const [one, other] = [identityOf(first), identityOf(second)];
  if (one) history.remember(one);
  return other && history.noveltyOf(other);
};

const together = (...events: readonly BackupEvent[]) =>
  updatesOf(events.map((event) => ({ event, body: "" }))).map(({ event }) => event);

const issue: JobDetails = { reason: "Some items were skipped.", messageCategory: "ACCESS_DENIED" };

describe("a new fact across batches", () => {
  test.each<readonly [string, BackupEvent, BackupEvent]>([
    ["an issue after a completion without details", job("COMPLETED"), job("COMPLETED", issue)],
    ["another reason", job("FAILED", { reason: "no role" }), job("FAILED", { reason: "no key" })],
    [
      "another category",
      job("COMPLETED", { messageCategory: "VSS_ERROR" }),
      job("COMPLETED", { messageCategory: "ACCESS_DENIED" }),
    ],
    [
      "a deletion that failed after the restore test was reported",
      restoreTest({ validationStatus: "SUCCESSFUL" }),
      restoreTest({ validationStatus: "SUCCESSFUL", deletionStatus: "FAILED" }),
    ],
    ["a verdict", restoreTest({}), restoreTest({ validationStatus: "FAILED" })],
    [
      "the same job id in another account",
      job("FAILED"),
      job("FAILED", {}, { ...home, accountId: "444455556666" }),
    ],
    ["the same job id in another Region", job("FAILED"), job("FAILED", {}, { ...home, region: "us-east-1" })],
    [
      "an index that fails again an hour later",
      index("failed", "2026-08-22T03:00:00Z"),
      index("failed", "2026-08-22T04:00:00Z"),
    ],
    [
      "an index that fails after a failure whose time is not known",
      { ...index("failed", "2026-08-22T03:00:00Z"), origin: home },
      index("failed", "2026-08-22T04:00:00Z"),
    ],
  ])("is %s", (_name, first, second) => {
    expect(afterwards(first, second)).toBe("new");
    expect(afterwards(second, second)).toBe("duplicate");
  });

  test.each<readonly [string, BackupEvent, BackupEvent]>([
    ["a copy that says less", job("FAILED", { reason: "no role" }), job("FAILED")],
    [
      "other details",
      job("COMPLETED", { sizeBytes: 1 }),
      job("COMPLETED", { sizeBytes: 2, vaultName: "main" }),
    ],
    [
      "the same reason in other case and spacing",
      job("FAILED", { reason: "No  role" }),
      job("FAILED", { reason: "no role" }),
    ],
    [
      "an index that both paths report within minutes",
      index("failed", "2026-08-22T03:00:00Z"),
      index("failed", "2026-08-22T03:04:00Z"),
    ],
    [
      "a restored resource that is being deleted",
      restoreTest({}),
      restoreTest({ deletionStatus: "DELETING" }),
    ],
  ])("is not %s", (_name, first, second) => {
    expect(afterwards(first, second)).toBe("duplicate");
  });
});

describe("copies in one batch", () => {
  test("become one update that has what each of them says, in every order", () => {
    const bare = job("COMPLETED", { resourceArn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-1" });
    const rich = job("COMPLETED", { ...issue, vaultName: "main" });
    for (const events of [
      [bare, rich],
      [rich, bare],
      [bare, rich, bare],
    ]) {
      expect(together(...events)).toEqual([
        { ...rich, details: { ...bare.details, ...rich.details }, phase: "completed-with-issues" },
      ]);
    }
  });

  test("stay apart where they differ", () => {
    expect(together(job("FAILED", { reason: "no role" }), job("FAILED", { reason: "no key" }))).toHaveLength(
      2,
    );
    expect(together(job("FAILED"), job("FAILED", {}, { ...home, region: "us-east-1" }))).toHaveLength(2);
    expect(
      together(index("failed", "2026-08-22T03:00:00Z"), index("failed", "2026-08-22T05:00:00Z")),
    ).toHaveLength(2);
  });
});

const detailsArbitrary: fc.Arbitrary<JobDetails> = fc.record(
  {
    reason: fc.constantFrom("no role", "no key"),
    messageCategory: fc.constantFrom("SUCCESS", "ACCESS_DENIED", "VSS_ERROR"),
    vaultName: fc.constantFrom("main", "other"),
    sizeBytes: fc.nat(3),
  },
  { requiredKeys: [] },
);

/** What a reader must not miss: the parts of an event that make it a fact of its own. */
const keyOf = ({ state, details, origin }: JobEvent): string =>
  JSON.stringify([
    state,
    details.reason ?? null,
    details.messageCategory === "SUCCESS" ? null : (details.messageCategory ?? null),
    origin,
  ]);

test("every fact is reported, in one batch or in several, and no copy of one twice", () => {
  const event = fc
    .tuple(
      fc.constantFrom("FAILED", "COMPLETED"),
      detailsArbitrary,
      fc.constantFrom("eu-west-1", "us-east-1"),
    )
    .map(([state, details, region]) => job(state, details, { ...home, region }));
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 4 }), (batches) => {
      const history = createSentHistory();
      const reported = new Set<string>();
      for (const batch of batches) {
        const sent = updatesOf(batch.map((one) => ({ event: one, body: "" }))).filter(
          ({ identity }) => identity && history.noveltyOf(identity) !== "duplicate",
        );
        for (const { event: one, identity } of sent) {
          if (one.kind === "job") reported.add(keyOf(one));
          if (identity) history.remember(identity);
        }
      }
      for (const one of batches.flat()) {
        const { reason, messageCategory: category } = one.details;
        const isReported = [...reported].some((key) => {
          const [state, reportedReason, reportedCategory, origin] = JSON.parse(key);
          return (
            state === one.state &&
            origin.region === one.origin.region &&
            (reason === undefined || reason === reportedReason) &&
            (category === undefined || category === "SUCCESS" || category === reportedCategory)
          );
        });
        // A reason and a category that were each reported, with others, count too: nothing of the event is unknown.
        const known = identityOf(one);
        const tokens = known
          ? noveltyOf(
              known,
              history.noveltyOf(known) === "duplicate" ? new Set([known.state, ...known.facts]) : new Set(),
            )
          : "new";
        expect(isReported || tokens === "duplicate").toBe(true);
      }
    }),
  );
});
