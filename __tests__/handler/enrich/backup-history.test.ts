import fc from "fast-check";
import {
  historyOf,
  type JobHistory,
  narrowedHistory,
  narrowerStart,
  successHistory,
} from "../../../handler/enrich/backup-history";
import { lastJobOf } from "../../../handler/enrich/last-good";
import type { ListedJob } from "../../../handler/enrich/list-backups";
import type { JobEvent } from "../../../handler/model/job-event";
import type { JobPhase } from "../../../handler/model/job-phase";

const asOf = new Date("2026-08-22T06:00:00Z");
const hourMilliseconds = 3_600_000;
const hoursAgo = (hours: number): Date => new Date(asOf.getTime() - hours * hourMilliseconds);

let ids = 0;
const job = (hours: number, phase: JobPhase = "completed", sizeBytes?: number): ListedJob => ({
  jobId: `job-${ids++}`,
  createdAt: hoursAgo(hours),
  phase,
  ...(sizeBytes !== undefined && { sizeBytes }),
});

const event = (phase: JobPhase = "failed", jobId = "OWN-1"): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase,
  jobId,
  origin: {},
  details: { startedAt: hoursAgo(2), resourceArn: "arn:aws:s3:::exports" },
});

const whole = (...items: readonly ListedJob[]): JobHistory => historyOf({ items, isWhole: true }, asOf);

describe("a cut list", () => {
  const hourly = Array.from({ length: 100 }, (_, hours) => job(hours + 3));

  test("is asked for again from the fiftieth newest on", () => {
    expect(narrowerStart({ items: [...hourly].reverse(), isWhole: false })).toEqual(hoursAgo(52));
    expect(narrowerStart({ items: [], isWhole: false })).toBeUndefined();
  });

  test("is sure of what is newer, once that was read as a whole", () => {
    const start = hoursAgo(52);
    const bad = hourly.map((one) =>
      one.createdAt > hoursAgo(60) ? { ...one, phase: "failed" as const } : one,
    );
    const second = { items: bad.slice(0, 50), isWhole: true };
    const first = { items: bad, isWhole: false };
    const history = narrowedHistory(first, second, start, asOf);
    expect(history.jobs).toHaveLength(100);
    expect(lastJobOf(history, event())).toEqual({ found: "not-older-than", at: hoursAgo(60) });
    expect(successHistory(history, event("completed"))).toMatchObject({
      failuresInARow: Array.from({ length: 50 }, () => "failed"),
      goodBefore: false,
    });
  });

  test("that is cut again is sure of nothing", () => {
    const first = { items: hourly, isWhole: false };
    const history = narrowedHistory(
      first,
      { items: hourly.slice(0, 20), isWhole: false },
      hoursAgo(52),
      asOf,
    );
    expect(lastJobOf(history, event())).toMatchObject({ found: "not-older-than" });
    expect(successHistory(history, event("completed"))).toBeUndefined();
  });
});

describe("a good backup", () => {
  const own = event("completed");

  test("follows as many that were not as stand between it and the last good one", () => {
    const history = whole(
      job(80),
      job(26, "failed"),
      job(99, "failed"),
      job(50, "expired"),
      job(3, "started"),
    );
    expect(successHistory(history, own)).toMatchObject({
      failuresInARow: ["failed", "expired"],
      goodBefore: true,
    });
  });

  test("follows nothing where the one before was good", () => {
    expect(successHistory(whole(job(26, "completed", 1), job(50, "failed")), own)).toMatchObject({
      failuresInARow: [],
    });
  });

  test("is the first that is known where none before was good", () => {
    expect(successHistory(whole(job(26, "failed")), own)).toMatchObject({
      failuresInARow: ["failed"],
      goodBefore: false,
    });
    expect(successHistory(whole(job(26, "failed"), job(50, "unknown")), own)).toMatchObject({
      goodBefore: false,
    });
  });

  test("does not know of what came after it", () => {
    expect(successHistory(whole(job(1, "failed"), job(26, "completed", 5)), own)).toEqual({
      of: "success",
      failuresInARow: [],
      goodBefore: true,
      earlierSizesBytes: [5],
    });
  });

  test("has the sizes of the seven good ones before it, the oldest first", () => {
    const nights = Array.from({ length: 20 }, (_, night) => job(26 + 24 * night, "completed", night));
    const history = whole(...nights, job(27, "partial", 999));
    expect(successHistory(history, own)).toMatchObject({ earlierSizesBytes: [6, 5, 4, 3, 2, 1, 0] });
  });

  test("without anything before it has no record", () => {
    expect(successHistory(whole(), own)).toBeUndefined();
  });
});

const anyJob: fc.Arbitrary<ListedJob> = fc.record({
  jobId: fc.constantFrom("own-1", "OWN-1", "a", "b", "c"),
  phase: fc.constantFrom<JobPhase>(
    "started",
    "completed",
    "completed-with-issues",
    "partial",
    "failed",
    "expired",
    "aborted",
    "unknown",
  ),
  createdAt: fc.integer({ min: -5, max: 900 }).map(hoursAgo),
  sizeBytes: fc.nat(),
});
const anyHistory = fc
  .tuple(fc.array(anyJob, { maxLength: 40 }), fc.boolean())
  .map(([items, isWhole]) => historyOf({ items, isWhole }, asOf));

describe("whatever AWS lists", () => {
  test("the order of the list changes nothing", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyJob, { selector: ({ createdAt }) => createdAt.getTime() }), (items) => {
        const forth = historyOf({ items, isWhole: true }, asOf);
        const back = historyOf({ items: [...items].reverse(), isWhole: true }, asOf);
        expect(lastJobOf(back, event())).toEqual(lastJobOf(forth, event()));
        expect(successHistory(back, event("completed"))).toEqual(successHistory(forth, event("completed")));
      }),
    );
  });

  test("a good backup's record holds no more than there is, and nothing of a cut list", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const record = successHistory(history, event("completed"));
        if (record?.of !== "success") return;
        expect(history.wholeSince).toBeDefined();
        expect(record.earlierSizesBytes.length).toBeLessThanOrEqual(7);
        expect(record.failuresInARow.length).toBeLessThanOrEqual(history.jobs.length);
        expect(record.failuresInARow).not.toContain("completed");
        expect(record.failuresInARow).not.toContain("started");
      }),
    );
  });
});
