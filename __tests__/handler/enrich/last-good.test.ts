/** What AWS Backup's answers prove about a resource's last good backup. */
import fc from "fast-check";
import { historyOf, type JobHistory } from "../../../handler/enrich/backup-history";
import { type Answers, lastGoodOf, lastJobOf } from "../../../handler/enrich/last-good";
import type { ListedJob } from "../../../handler/enrich/list-backups";
import type { ListedPoint } from "../../../handler/enrich/recovery-points";
import type { LastGood } from "../../../handler/model/backup-history";
import type { JobEvent } from "../../../handler/model/job-event";
import type { JobPhase } from "../../../handler/model/job-phase";

const asOf = new Date("2026-08-22T06:00:00Z");
const hoursAgo = (hours: number): Date => new Date(asOf.getTime() - hours * 3_600_000);
const day = 24;

const arnOf = (hours: number): string =>
  `arn:aws:backup:eu-west-1:111122223333:recovery-point:${hours}-hours-ago`;

/** A job so many hours ago; a good one made the recovery point of that hour. */
const job = (hours: number, phase: JobPhase = "completed", more: Partial<ListedJob> = {}): ListedJob => ({
  jobId: `job-${hours}`,
  createdAt: hoursAgo(hours),
  phase,
  ...(phase === "completed" && { pointArn: arnOf(hours) }),
  ...more,
});

const point = (hours: number, status = "COMPLETED", arn = arnOf(hours)): ListedPoint => ({
  arn,
  status,
  createdAt: hoursAgo(hours),
});

const event = (phase: JobPhase = "failed", details: JobEvent["details"] = {}): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase,
  jobId: "OWN-1",
  origin: {},
  details: { startedAt: hoursAgo(2), resourceArn: "arn:aws:s3:::exports", ...details },
});
const unanswered: JobEvent = { ...event(), unanswered: "AWS Backup does not know it" };

const own = (phase: JobPhase = "failed", more: Partial<ListedJob> = {}): ListedJob =>
  job(2, phase, { jobId: "own-1", ...more });

const jobs = (...items: readonly ListedJob[]): JobHistory => historyOf({ items, isWhole: true }, asOf);
const cutJobs = (...items: readonly ListedJob[]): JobHistory => historyOf({ items, isWhole: false }, asOf);
const points = (...items: readonly ListedPoint[]) => ({ items, isWhole: true });
const cutPoints = (...items: readonly ListedPoint[]) => ({ items, isWhole: false });

const lastGood = (answers: Answers, about = event()): LastGood => lastGoodOf(answers, about).lastGood;

describe("the last good backup is the newest recovery point that can be restored", () => {
  test.each<readonly [string, Answers, Partial<LastGood>]>([
    [
      "whatever order AWS lists in",
      { jobs: jobs(own(), job(55), job(31), job(79)), points: points(point(55), point(31), point(79)) },
      { known: "recovery-point", found: "before", at: hoursAgo(31) },
    ],
    [
      "not the newest job that succeeded: its recovery point was deleted",
      { jobs: jobs(own(), job(31), job(55)), points: points(point(55)) },
      { known: "recovery-point", found: "before", at: hoursAgo(55) },
    ],
    [
      "also where it has outlived every job that AWS lists",
      { jobs: jobs(own()), points: points(point(45 * day), point(90 * day)) },
      { known: "recovery-point", found: "before", at: hoursAgo(45 * day) },
    ],
    [
      "also where it followed the job, since the event came late",
      { jobs: jobs(own(), job(1)), points: points(point(1), point(26)) },
      { known: "recovery-point", found: "since", at: hoursAgo(1) },
    ],
    [
      "at least that one, where AWS lists more of them",
      { jobs: jobs(own(), job(31)), points: cutPoints(point(31)) },
      { known: "recovery-point", found: "not-older-than", at: hoursAgo(31) },
    ],
    [
      "and no partial, expired, vanishing or unfinished one",
      {
        jobs: jobs(own()),
        points: points(
          point(3, "PARTIAL"),
          point(4, "EXPIRED"),
          point(5, "DELETING"),
          point(6, "CREATING"),
          point(7, "STOPPED"),
          point(50 * day),
        ),
      },
      { known: "recovery-point", at: hoursAgo(50 * day) },
    ],
    [
      "and none of a job with issues, nor a copy of one",
      {
        jobs: jobs(own(), job(7, "completed-with-issues", { pointArn: arnOf(7) }), job(31)),
        points: points(point(7), point(7, "COMPLETED", "arn:copy"), point(31)),
      },
      { known: "recovery-point", at: hoursAgo(31) },
    ],
    [
      "said to be unchecked where its job is not known: it may have had issues",
      { points: points(point(31)) },
      { known: "recovery-point", found: "unchecked", at: hoursAgo(31) },
    ],
    [
      "said to be unchecked where the list of jobs does not reach back to it",
      { jobs: cutJobs(own(), job(3, "failed")), points: points(point(31)) },
      { known: "recovery-point", found: "unchecked", at: hoursAgo(31) },
    ],
  ])("%s", (_name, answers, expected) => {
    expect(lastGood(answers)).toMatchObject(expected);
  });

  test("and never what the reported job itself left, nor a copy of that", () => {
    const about = event("completed-with-issues", { recoveryPointArn: arnOf(2) });
    const answers = {
      jobs: jobs(own("completed-with-issues"), job(31)),
      points: points(point(2), point(2, "COMPLETED", "arn:copy"), point(31)),
    };
    expect(lastGood(answers, about)).toMatchObject({ known: "recovery-point", at: hoursAgo(31) });
  });

  test("is found together with its ARN and vault", () => {
    const found = { ...point(31), vaultName: "main" };
    expect(lastGoodOf({ jobs: jobs(own(), job(31)), points: points(found) }, event()).point).toBe(found);
  });
});

describe("nothing is left to restore", () => {
  test.each<readonly [string, Answers, LastGood]>([
    [
      "where all recovery points are gone, whatever jobs succeeded",
      { jobs: jobs(own(), job(9 * day)), points: points() },
      { known: "none-left", butItsOwn: false },
    ],
    [
      "where the rest is expired or being deleted",
      { jobs: jobs(own(), job(31)), points: points(point(31, "DELETING"), point(55, "EXPIRED")) },
      { known: "none-left", butItsOwn: false },
    ],
    [
      "also where AWS does not answer about jobs",
      { points: points() },
      { known: "none-left", butItsOwn: false },
    ],
    [
      "but parts, where all recovery points are partial or of jobs with issues",
      {
        jobs: jobs(own(), job(31, "completed-with-issues", { pointArn: arnOf(31) })),
        points: points(point(31), point(55, "PARTIAL")),
      },
      { known: "none-without-issues" },
    ],
  ])("%s", (_name, answers, expected) => {
    expect(lastGood(answers)).toEqual(expected);
  });

  test("but what the reported job left with issues", () => {
    const about = event("completed-with-issues", { recoveryPointArn: arnOf(2) });
    const answers = { jobs: jobs(own("completed-with-issues")), points: points(point(2)) };
    expect(lastGood(answers, about)).toEqual({ known: "none-left", butItsOwn: true });
  });
});

describe("recovery points say nothing, and the last job that succeeded is shown", () => {
  const expected = { known: "last-job", job: { found: "before", at: hoursAgo(31) } };
  const history = jobs(own(), job(31));

  test.each<readonly [string, Answers, JobEvent]>([
    ["where AWS did not answer", { jobs: history }, event()],
    ["of an empty list that is not whole", { jobs: history, points: cutPoints() }, event()],
    [
      "where one is continuous: its date is when it began",
      {
        jobs: history,
        points: points(
          point(31),
          point(
            200 * day,
            "AVAILABLE",
            "arn:aws:backup:eu-west-1:111122223333:recovery-point:continuous:exports-1",
          ),
        ),
      },
      event(),
    ],
    [
      "where one has a status that AWS may add",
      { jobs: history, points: points(point(31, "ARCHIVED")) },
      event(),
    ],
    [
      "where the list does not hold what the reported job left",
      {
        jobs: jobs(own("completed-with-issues", { pointArn: arnOf(2) }), job(31)),
        points: points(),
      },
      event("completed-with-issues"),
    ],
    [
      "where any may be what the reported job left, since AWS does not name that",
      { jobs: jobs(own("partial"), job(31)), points: points(point(1)) },
      event("partial"),
    ],
  ])("%s", (_name, answers, about) => {
    expect(lastGood(answers, about)).toEqual(expected);
  });
});

describe("nothing is known", () => {
  test.each<readonly [string, Answers, JobEvent]>([
    ["where AWS did not answer at all", {}, event()],
    [
      "where AWS knows the job neither by its id nor in an empty list",
      { jobs: jobs(), points: points() },
      unanswered,
    ],
    [
      "where AWS knows only other jobs: those of another account or Region",
      { jobs: jobs(job(31)), points: points(point(31)) },
      unanswered,
    ],
    [
      "where AWS answers only with recovery points, and does not know the job",
      { points: points() },
      unanswered,
    ],
    ["where the list of jobs is empty, though it must hold the reported one", { jobs: jobs() }, event()],
    ["where the list of jobs is cut, and has no good one", { jobs: cutJobs(own()) }, event()],
  ])("%s", (_name, answers, about) => {
    expect(lastGood(answers, about)).toEqual({ known: "not-answered" });
  });

  test("not where the list holds the reported job, though AWS did not describe it", () => {
    expect(lastGood({ jobs: jobs(own()), points: points() }, unanswered)).toMatchObject({
      known: "none-left",
    });
  });
});

describe("the last job that succeeded", () => {
  test.each<readonly [string, JobHistory, unknown]>([
    ["is the newest, whatever order AWS lists in", jobs(job(55), job(31), job(79)), hoursAgo(31)],
    [
      "is no failed, expired, stopped or partial one, nor one with issues",
      jobs(
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
      jobs(job(3, "started"), job(4, "unknown"), job(31)),
      hoursAgo(31),
    ],
  ])("%s", (_name, history, at) => {
    expect(lastJobOf(history, event())).toEqual({ found: "before", at });
  });

  test("is never the job itself, in whichever case AWS writes its id", () => {
    expect(lastJobOf(jobs(own("completed"), job(26)), event())).toEqual({
      found: "before",
      at: hoursAgo(26),
    });
  });

  test("counts also where AWS's clock is before ours", () => {
    const { startedAt: _, ...details } = event().details;
    expect(lastJobOf(jobs(job(-0.1)), { ...event(), details })).toEqual({
      found: "before",
      at: hoursAgo(-0.1),
    });
  });

  test("may have followed, where the event arrives late", () => {
    expect(lastJobOf(jobs(job(1), job(26)), event())).toEqual({ found: "since", at: hoursAgo(1) });
  });

  test("of a cut list is one that there is, not surely the last one", () => {
    expect(lastJobOf(cutJobs(job(31)), event())).toEqual({ found: "not-older-than", at: hoursAgo(31) });
  });

  test("is none in 30 days only where the whole list was read, and holds the reported job", () => {
    expect(lastJobOf(jobs(own(), job(3, "failed")), event())).toEqual({ found: "none", days: 30 });
    expect(lastJobOf(jobs(job(3, "failed")), event())).toBeUndefined();
    expect(lastJobOf(jobs(), event())).toBeUndefined();
    expect(lastJobOf(cutJobs(own(), job(3, "failed")), event())).toBeUndefined();
  });
});

const phases: readonly JobPhase[] = [
  "started",
  "completed",
  "completed-with-issues",
  "partial",
  "failed",
  "expired",
  "aborted",
  "unknown",
];
const bad = fc.constantFrom<JobPhase>("failed", "expired", "aborted", "partial", "completed-with-issues");
const anyArn = fc.constantFrom(
  "arn:a",
  "arn:b",
  "arn:c",
  "arn:d",
  "arn:aws:backup:::recovery-point:continuous:e",
);
const anyHours = fc.integer({ min: -5, max: 1500 });
const anyJob: fc.Arbitrary<ListedJob> = fc
  .record({
    jobId: fc.constantFrom("own-1", "OWN-1", "a", "b", "c"),
    phase: fc.constantFrom(...phases),
    createdAt: anyHours.map(hoursAgo),
    pointArn: fc.option(anyArn, { nil: undefined }),
  })
  .map(({ pointArn, ...rest }) => ({ ...rest, ...(pointArn !== undefined && { pointArn }) }));
const anyPoint: fc.Arbitrary<ListedPoint> = fc.record({
  arn: anyArn,
  status: fc.constantFrom(
    "COMPLETED",
    "AVAILABLE",
    "PARTIAL",
    "EXPIRED",
    "DELETING",
    "CREATING",
    "STOPPED",
    "NEW",
  ),
  createdAt: anyHours.map(hoursAgo),
});
const anyJobs = fc
  .tuple(fc.array(anyJob, { maxLength: 20 }), fc.boolean())
  .map(([items, isWhole]) => historyOf({ items, isWhole }, asOf));
const anyPoints = fc.record({ items: fc.array(anyPoint, { maxLength: 12 }), isWhole: fc.boolean() });
const anyEvent = fc.tuple(bad, fc.boolean(), fc.option(anyArn, { nil: undefined })).map(
  ([phase, isDescribed, recoveryPointArn]): JobEvent => ({
    ...event(phase, recoveryPointArn === undefined ? {} : { recoveryPointArn }),
    ...(!isDescribed && { unanswered: "no" }),
  }),
);
const anyAnswers: fc.Arbitrary<Answers> = fc.record(
  { jobs: anyJobs, points: anyPoints },
  { requiredKeys: [] },
);

describe("whatever AWS answers", () => {
  const holds = ({ jobs }: Answers): boolean =>
    (jobs?.jobs ?? []).some(({ jobId }) => jobId?.toLowerCase() === "own-1");

  test("a good backup is a recovery point that AWS lists as restorable, and no job says otherwise", () => {
    fc.assert(
      fc.property(anyAnswers, anyEvent, (answers, about) => {
        const { lastGood, point: proof } = lastGoodOf(answers, about);
        if (lastGood.known !== "recovery-point") return expect(proof).toBeUndefined();
        expect(answers.points?.items).toContain(proof);
        expect(["COMPLETED", "AVAILABLE"]).toContain(proof?.status);
        expect(lastGood.at).toEqual(proof?.createdAt);
        expect(proof?.arn).not.toBe(about.details.recoveryPointArn);
        const makers = (answers.jobs?.jobs ?? []).filter(({ pointArn }) => pointArn === proof?.arn);
        if (makers.length > 0) expect(makers.map(({ phase }) => phase)).toContain("completed");
        if (answers.jobs === undefined) expect(lastGood.found).toBe("unchecked");
        if (!answers.points?.isWhole) expect(["not-older-than", "unchecked"]).toContain(lastGood.found);
      }),
    );
  });

  test("no answer makes no statement: what AWS did not say is never good, and never none", () => {
    fc.assert(
      fc.property(anyAnswers, anyEvent, (answers, about) => {
        const result = lastGood(answers, about);
        const isKnown = about.unanswered === undefined || holds(answers);
        if (!isKnown) return expect(result).toEqual({ known: "not-answered" });
        if (answers.points === undefined) expect(["last-job", "not-answered"]).toContain(result.known);
        if (answers.jobs === undefined) expect(result.known).not.toBe("last-job");
        if (!answers.points?.isWhole) expect(result.known).not.toMatch(/^none/);
        if (result.known === "last-job" && result.job.found === "none") {
          expect(holds(answers)).toBe(true);
          expect(answers.jobs?.wholeSince).toBeDefined();
        }
        if (result.known === "none-left") {
          const left = (answers.points?.items ?? []).filter(
            ({ status = "" }) => !["EXPIRED", "DELETING", "CREATING"].includes(status),
          );
          if (!result.butItsOwn) expect(left).toEqual([]);
        }
      }),
    );
  });

  test("no answer is known as such, and an empty list that is cut adds nothing", () => {
    fc.assert(
      fc.property(anyJobs, anyEvent, (history, about) => {
        expect(lastGood({}, about)).toEqual({ known: "not-answered" });
        expect(lastGood({ jobs: history, points: { items: [], isWhole: false } }, about)).toEqual(
          lastGood({ jobs: history }, about),
        );
      }),
    );
  });

  test("the order of the lists changes nothing", () => {
    fc.assert(
      fc.property(anyJobs, anyPoints, anyEvent, (history, listed, about) => {
        const back = {
          jobs: { ...history, jobs: [...history.jobs].reverse() },
          points: { ...listed, items: [...listed.items].reverse() },
        };
        const forth = lastGood({ jobs: history, points: listed }, about);
        expect(lastGood(back, about)).toMatchObject({ known: forth.known });
      }),
    );
  });
});
