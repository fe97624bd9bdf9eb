import fc from "fast-check";
import {
  historyOf,
  type JobHistory,
  lastGoodOf,
  narrowedHistory,
  narrowerStart,
  successHistory,
  withOlderPoint,
} from "../../../handler/enrich/backup-history";
import type { ListedJob, ListedPoint } from "../../../handler/enrich/list-backups";
import type { JobEvent } from "../../../handler/model/event";
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
const cut = (...items: readonly ListedJob[]): JobHistory => historyOf({ items, isWhole: false }, asOf);

describe("the last good backup", () => {
  test.each<readonly [string, JobHistory, unknown]>([
    ["is the newest, whatever order AWS lists in", whole(job(55), job(31), job(79)), hoursAgo(31)],
    [
      "is no failed, expired, stopped or partial one, nor one with issues",
      whole(
        job(3, "failed"),
        job(4, "expired"),
        job(5, "aborted"),
        job(6, "partial"),
        job(7, "completed-with-issues"),
        job(31),
      ),
      hoursAgo(31),
    ],
    [
      "is none that still runs, or is in a state unknown",
      whole(job(3, "started"), job(4, "unknown"), job(31)),
      hoursAgo(31),
    ],
  ])("%s", (_name, history, at) => {
    expect(lastGoodOf(history, event())).toEqual({ found: "before", at });
  });

  test("is never the job itself, in whichever case AWS writes its id", () => {
    const own = { ...job(2), jobId: "own-1" };
    expect(lastGoodOf(whole(own, job(26)), event())).toEqual({ found: "before", at: hoursAgo(26) });
  });

  test("counts also where AWS's clock is before ours", () => {
    expect(lastGoodOf(whole(job(-0.1)), { ...event(), details: {} })).toEqual({
      found: "before",
      at: hoursAgo(-0.1),
    });
  });

  test("may have followed, where the event arrives late", () => {
    expect(lastGoodOf(whole(job(1), job(26)), event())).toEqual({ found: "since", at: hoursAgo(1) });
  });

  test("of a cut list is one that there is, not surely the last one", () => {
    expect(lastGoodOf(cut(job(31)), event())).toEqual({ found: "not-older-than", at: hoursAgo(31) });
  });

  test("is none in 30 days only where the whole list was read", () => {
    expect(lastGoodOf(whole(job(3, "failed")), event())).toEqual({ found: "none", days: 30 });
    expect(lastGoodOf(whole(), event())).toEqual({ found: "none", days: 30 });
    expect(lastGoodOf(cut(job(3, "failed")), event())).toBeUndefined();
    expect(lastGoodOf(cut(), event())).toBeUndefined();
  });
});

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
    expect(lastGoodOf(history, event())).toEqual({ found: "not-older-than", at: hoursAgo(60) });
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
    expect(lastGoodOf(history, event())).toMatchObject({ found: "not-older-than" });
    expect(successHistory(history, event("completed"))).toBeUndefined();
  });
});

describe("recovery points from before the listed days", () => {
  const none = { found: "none", days: 30 } as const;
  const point = (hours: number, status = "COMPLETED", arn = "arn:aws:x"): ListedPoint => ({
    arn,
    status,
    createdAt: hoursAgo(hours),
  });
  const day = 24;
  const read = (items: readonly ListedPoint[], isWhole = true) =>
    withOlderPoint(none, { items, isWhole }, asOf);

  test("show the newest of them", () => {
    const points = [point(90 * day), point(45 * day, "AVAILABLE"), point(60 * day)];
    expect(read(points)).toEqual({ ...none, older: hoursAgo(45 * day) });
  });

  test("are no newer ones: those are of jobs that were not good", () => {
    expect(read([point(2 * day), point(45 * day)])).toEqual({ ...none, older: hoursAgo(45 * day) });
    expect(read([point(2 * day)])).toEqual(none);
  });

  test("are no partial, expired or vanishing ones", () => {
    const points = [
      point(40 * day, "PARTIAL"),
      point(41 * day, "EXPIRED"),
      point(42 * day, "DELETING"),
      point(50 * day),
    ];
    expect(read(points)).toEqual({ ...none, older: hoursAgo(50 * day) });
    expect(read([point(40 * day, "PARTIAL")])).toEqual(none);
  });

  test("say that there is none at all only where there is none, and all was read", () => {
    expect(read([])).toEqual({ ...none, older: "none" });
    expect(read([point(40 * day, "EXPIRED")])).toEqual({ ...none, older: "none" });
    expect(read([], false)).toEqual(none);
    expect(read([point(45 * day)], false)).toEqual(none);
  });

  test("say nothing where one is continuous: it reaches further than its date", () => {
    const arn = "arn:aws:backup:eu-west-1:111122223333:recovery-point:continuous:exports-1";
    expect(read([point(45 * day), point(200 * day, "AVAILABLE", arn)])).toEqual(none);
  });

  test("change nothing where a good backup is known", () => {
    const before = { found: "before", at: hoursAgo(31) } as const;
    expect(withOlderPoint(before, { items: [], isWhole: true }, asOf)).toBe(before);
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
const bad = fc.constantFrom<JobPhase>("failed", "expired", "aborted", "partial", "completed-with-issues");

describe("whatever AWS lists", () => {
  test("the last good backup is a good one of another job, and none newer is left out", () => {
    fc.assert(
      fc.property(anyHistory, bad, (history, phase) => {
        const lastGood = lastGoodOf(history, event(phase));
        const good = history.jobs.filter(
          ({ jobId, phase }) => phase === "completed" && jobId?.toLowerCase() !== "own-1",
        );
        if (lastGood === undefined) return expect([good.length, history.wholeSince]).toEqual([0, undefined]);
        if (lastGood.found === "none") {
          expect(history.wholeSince).toBeDefined();
          return expect(good).toEqual([]);
        }
        if (lastGood.found === "not-checked") throw new Error("that is for whom none is asked");
        const newest = Math.max(...good.map(({ createdAt }) => createdAt.getTime()));
        expect(lastGood.at.getTime()).toBe(newest);
        if (history.wholeSince === undefined) expect(lastGood.found).toBe("not-older-than");
      }),
    );
  });

  test("the order of the list changes nothing", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyJob, { selector: ({ createdAt }) => createdAt.getTime() }), (items) => {
        const forth = historyOf({ items, isWhole: true }, asOf);
        const back = historyOf({ items: [...items].reverse(), isWhole: true }, asOf);
        expect(lastGoodOf(back, event())).toEqual(lastGoodOf(forth, event()));
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
