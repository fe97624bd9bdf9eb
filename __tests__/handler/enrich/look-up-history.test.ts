/** How the earlier backups of a resource are asked for. */
import type { Aws, AwsRequest } from "../../../handler/aws/request";
import type { EnrichOptions } from "../../../handler/enrich/enrich";
import { createHistoryLookup } from "../../../handler/enrich/look-up-history";
import { createPatience } from "../../../handler/enrich/patience";
import type { BackupHistory } from "../../../handler/model/backup-history";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobEvent } from "../../../handler/model/job-event";
import { enrich } from "../support/enrich";

const resourceArn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
const now = Date.parse("2026-08-22T06:00:00Z");
const hoursAgoSeconds = (hours: number): number => now / 1000 - hours * 3600;

const failed: JobEvent = {
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "own",
  origin: {},
  details: { resourceArn, startedAt: new Date(now - 3_600_000) },
};
const completed: JobEvent = { ...failed, phase: "completed", state: "COMPLETED" };

const listed = (hours: number, State: string, more: object = {}) => ({
  BackupJobId: `job-${hours}`,
  ResourceArn: resourceArn,
  State,
  CreationDate: hoursAgoSeconds(hours),
  ...(State === "COMPLETED" && { MessageCategory: "SUCCESS" }),
  ...more,
});

type Reply = { readonly status?: number; readonly body?: unknown };
type Replies = {
  readonly job?: Reply;
  readonly jobs?: readonly Reply[];
  readonly points?: readonly Reply[];
  readonly point?: Reply;
};

/** The reported job, as its resource's list holds it. */
const own = { BackupJobId: "own", State: "FAILED", CreationDate: hoursAgoSeconds(1) };

const pointArn = (hours: number): string => `arn:aws:backup:eu-west-1:111122223333:recovery-point:${hours}`;
const point = (hours: number, more: object = {}) => ({
  RecoveryPointArn: pointArn(hours),
  Status: "COMPLETED",
  CreationDate: hoursAgoSeconds(hours),
  ...more,
});
const pointList = (...points: readonly object[]): Reply => ({ body: { RecoveryPoints: points } });

const list = (...jobs: readonly object[]): Reply => ({ body: { BackupJobs: jobs } });

/** AWS Backup as a test wants it; its last list of a kind is given again and again. */
const awsBackup = ({
  job = { body: {} },
  jobs = [list(own)],
  points = [pointList()],
  point = { status: 404 },
}: Replies) => {
  const asked: AwsRequest[] = [];
  const given = { jobs: 0, points: 0 };
  const nextOf = (what: "jobs" | "points", replies: readonly Reply[]): Reply =>
    replies[Math.min(given[what]++, replies.length - 1)] ?? {};
  const replyTo = (path: string): Reply => {
    if (path.startsWith("/resources/")) return nextOf("points", points);
    if (path.startsWith("/backup-vaults/")) return point;
    return path.startsWith("/backup-jobs/?") ? nextOf("jobs", jobs) : job;
  };
  const aws: Aws = async (request) => {
    asked.push(request);
    const { status = 200, body = {} } = replyTo(request.path);
    return { status, headers: {}, body: JSON.stringify(body) };
  };
  const paths = (prefix: string) => asked.map(({ path }) => path).filter((path) => path.startsWith(prefix));
  return {
    aws,
    asked,
    lists: () => paths("/backup-jobs/?"),
    pointLists: () => paths("/resources/"),
    descriptions: () => paths("/backup-vaults/"),
  };
};

const enrichOne = async (event: BackupEvent, aws: Aws, options: Partial<EnrichOptions> = {}) => {
  const [result] = await enrich([event], aws, { now: () => now, ...options });
  const record: BackupHistory | undefined =
    result?.event.kind === "job" ? result.event.backupHistory : undefined;
  return { record, problem: result?.problem, historyProblem: result?.historyProblem };
};

describe("the earlier backups of a resource", () => {
  test("are asked for by its ARN, beside the job, for two seconds at most", async () => {
    const backup = awsBackup({});
    let open = 0;
    let most = 0;
    await enrichOne(failed, async (request) => {
      most = Math.max(most, ++open);
      const answer = await backup.aws(request);
      open--;
      return answer;
    });
    expect(most).toBe(2);
    expect(backup.asked[1]).toEqual({
      service: "backup",
      method: "GET",
      path: `/backup-jobs/?maxResults=100&resourceArn=${encodeURIComponent(resourceArn)}`,
      timeoutMilliseconds: 2000,
    });
  });

  test("of a resource whose name holds half a character are asked for like any others", async () => {
    const backup = awsBackup({ jobs: [list(listed(31, "COMPLETED"))], points: [{ status: 404 }] });
    const half = {
      ...failed,
      jobId: "own\ud83d",
      details: { ...failed.details, resourceArn: `${resourceArn}\ud83d` },
    };
    expect((await enrichOne(half, backup.aws)).record).toMatchObject({
      lastGood: { known: "last-job", job: { found: "before" } },
    });
    expect(backup.lists()[0]).toContain("table%2Forders%EF%BF%BD");
  });

  test("and its recovery points give a failure its last good one", async () => {
    const backup = awsBackup({
      jobs: [list(own, listed(55, "COMPLETED"), listed(31, "COMPLETED"), listed(7, "FAILED"))],
      points: [pointList(point(55), point(31))],
    });
    expect(await enrichOne(failed, backup.aws)).toEqual({
      record: {
        of: "failure",
        asOf: new Date(now),
        lastGood: { known: "recovery-point", found: "before", at: new Date(now - 31 * 3_600_000) },
        failuresInARow: ["failed"],
      },
    });
    expect(backup.pointLists()).toEqual([
      `/resources/${encodeURIComponent(resourceArn)}/recovery-points/?managedByAWSBackupOnly=true&maxResults=200`,
    ]);
  });

  test("are no good one once their recovery points are gone", async () => {
    const backup = awsBackup({ jobs: [list(own, listed(31, "COMPLETED"))], points: [pointList()] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "none-left", butItsOwn: false },
    });
  });

  test("count a completed one with issues as no good one", async () => {
    const issue = listed(7, "COMPLETED", { MessageCategory: "AccessDenied", RecoveryPointArn: pointArn(7) });
    const said = listed(8, "COMPLETED", {
      MessageCategory: undefined,
      StatusMessage: "No objects were backed up",
      RecoveryPointArn: pointArn(8),
    });
    const backup = awsBackup({
      jobs: [list(own, issue, said, listed(31, "COMPLETED"))],
      points: [pointList(point(7), point(8), point(31))],
    });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "recovery-point", at: new Date(now - 31 * 3_600_000) },
    });
  });

  test.each([
    ["refused", { status: 403, body: { Message: "Insufficient privileges" } }, /Insufficient privileges/],
    ["no list", { body: {} }, /HTTP 200/],
  ])(
    "give a failure only its last successful one where recovery points are %s",
    async (_name, reply, why) => {
      const backup = awsBackup({ jobs: [list(own, listed(31, "COMPLETED"))], points: [reply] });
      expect(await enrichOne(failed, backup.aws)).toMatchObject({
        record: {
          lastGood: { known: "last-job", job: { found: "before", at: new Date(now - 31 * 3_600_000) } },
        },
        problem: undefined,
        historyProblem: expect.stringMatching(why),
      });
    },
  );

  test("that are refused leave what the recovery points show, unchecked", async () => {
    const backup = awsBackup({ jobs: [{ status: 403 }], points: [pointList(point(31))] });
    expect(await enrichOne(failed, backup.aws)).toMatchObject({
      record: { lastGood: { known: "recovery-point", found: "unchecked" }, failuresInARow: [] },
      historyProblem: expect.stringMatching(/^earlier backups: /),
    });
  });

  test("and recovery points of Amazon RDS that are refused keep no other resource's from being asked", async () => {
    const { aws: other } = awsBackup({ points: [pointList(point(31))] });
    const backup = awsBackup({ points: [{ status: 403 }] });
    const database = "arn:aws:rds:eu-west-1:111122223333:db:orders";
    const aws: Aws = (request) => (request.path.includes("orders") ? backup.aws(request) : other(request));
    const events = [database, "arn:aws:s3:::exports"].map((resourceArn) => ({
      ...failed,
      details: { ...failed.details, resourceArn },
    }));
    const results = await enrich(events, aws, { now: () => now });
    expect(results.map(({ event }) => event.kind === "job" && event.backupHistory)).toMatchObject([
      { lastGood: { known: "last-job" } },
      { lastGood: { known: "recovery-point" } },
    ]);
  });

  test("without a good one in 30 days are sought among older recovery points", async () => {
    const backup = awsBackup({ jobs: [list(own, listed(7, "FAILED"))], points: [pointList(point(1080))] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "recovery-point", found: "before", at: new Date(now - 1080 * 3_600_000) },
    });
  });

  test("have recovery points on several pages", async () => {
    const first = { body: { RecoveryPoints: [point(1080)], NextToken: "a b" } };
    const backup = awsBackup({ jobs: [list(own)], points: [first, pointList(point(900))] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { found: "before", at: new Date(now - 900 * 3_600_000) },
    });
    expect(backup.pointLists()[1]).toMatch(/&nextToken=a%20b$/);
    const endless = awsBackup({ jobs: [list(own)], points: [first] });
    expect((await enrichOne(failed, endless.aws)).record).toMatchObject({
      lastGood: { found: "not-older-than" },
    });
    expect(endless.pointLists()).toHaveLength(5);
  });

  test("have recovery points that cannot be read, and then nothing is said to be gone", async () => {
    const backup = awsBackup({ points: [pointList({ RecoveryPointArn: "arn:odd" })] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "last-job", job: { found: "none" } },
    });
  });

  describe("and when the last good one will be deleted", () => {
    const described = { body: { CalculatedLifecycle: { DeleteAt: hoursAgoSeconds(-48) } } };
    const deletedAt = new Date(now + 48 * 3_600_000);

    test.each([
      ["names the vault", [listed(31, "COMPLETED")], { BackupVaultName: "main" }],
      [
        "names only its job's vault",
        [listed(31, "COMPLETED", { RecoveryPointArn: pointArn(31), BackupVaultName: "main" })],
        {},
      ],
    ])("is asked for once where AWS %s", async (_name, jobs, more) => {
      const backup = awsBackup({
        jobs: [list(own, ...jobs)],
        points: [pointList(point(31, more))],
        point: described,
      });
      const results = await enrich([failed, { ...failed, jobId: "other" }], backup.aws, { now: () => now });
      expect(results[0]?.event).toMatchObject({ backupHistory: { lastGood: { deletedAt } } });
      expect(backup.descriptions()).toEqual([
        `/backup-vaults/main/recovery-points/${encodeURIComponent(pointArn(31))}`,
      ]);
    });

    test("is not asked for where no vault is known", async () => {
      const backup = awsBackup({ points: [pointList(point(31))], point: described });
      expect((await enrichOne(failed, backup.aws)).record).not.toHaveProperty("lastGood.deletedAt");
      expect(backup.descriptions()).toEqual([]);
    });

    test.each([
      ["kept forever", { body: { CalculatedLifecycle: {} } }, undefined],
      ["refused", { status: 403, body: { Message: "no" } }, "deletion of the last good backup: no"],
    ])("is not known where it is %s", async (_name, reply, historyProblem) => {
      const backup = awsBackup({ points: [pointList(point(31, { BackupVaultName: "main" }))], point: reply });
      const result = await enrichOne(failed, backup.aws);
      expect(result).toMatchObject({ record: { lastGood: { known: "recovery-point" } }, historyProblem });
      expect(result.record).not.toHaveProperty("lastGood.deletedAt");
    });
  });

  test("give a good one what went wrong before it, and earlier sizes", async () => {
    const jobs = [
      listed(80, "COMPLETED", { BackupSizeInBytes: 10 }),
      listed(56, "COMPLETED", { BackupSizeInBytes: 12 }),
      listed(32, "FAILED"),
      listed(8, "EXPIRED"),
    ];
    const backup = awsBackup({ job: { body: { State: "COMPLETED" } }, jobs: [list(...jobs)] });
    expect((await enrichOne(completed, backup.aws)).record).toEqual({
      of: "success",
      failuresInARow: ["expired", "failed"],
      goodBefore: true,
      earlierSizesBytes: [10, 12],
    });
    expect(backup.pointLists()).toEqual([]);
  });

  const firstOne: JobEvent = {
    ...completed,
    details: { ...completed.details, recoveryPointArn: pointArn(1) },
  };
  const ownDone = { ...own, State: "COMPLETED" };
  const alone: Replies = {
    job: { body: { State: "COMPLETED", MessageCategory: "SUCCESS", ResourceArn: resourceArn } },
    jobs: [list(ownDone)],
    points: [pointList(point(1))],
  };

  test("that are neither jobs nor recovery points make a good one the first", async () => {
    const backup = awsBackup(alone);
    expect(await enrichOne(firstOne, backup.aws)).toMatchObject({ record: { of: "success", isFirst: true } });
    expect(backup.pointLists()).toHaveLength(1);
  });

  test.each<[string, Replies]>([
    [
      "an older recovery point, although no job of a month made it",
      { points: [pointList(point(1), point(2000))] },
    ],
    [
      "a recovery point without an ARN",
      { points: [pointList(point(1), { ...point(1), RecoveryPointArn: undefined })] },
    ],
    [
      "more recovery points than a page",
      { points: [{ body: { RecoveryPoints: [point(1)], NextToken: "more" } }] },
    ],
    ["an entry that cannot be read", { points: [pointList(point(1), { Status: "COMPLETED" })] }],
    ["recovery points that are not answered", { points: [{ status: 403, body: { message: "denied" } }] }],
    ["an answer that is not a list", { points: [{ body: {} }] }],
    ["another job", { jobs: [list(ownDone, listed(31, "ABORTED"))] }],
    ["a list of jobs that is cut", { jobs: [{ body: { BackupJobs: [ownDone], NextToken: "more" } }] }],
    ["a list without the job itself", { jobs: [list()] }],
    ["jobs that are not answered", { jobs: [{ status: 403 }] }],
  ])("with %s do not make it the first", async (_what, replies) => {
    const { record } = await enrichOne(firstOne, awsBackup({ ...alone, ...replies }).aws);
    expect(record === undefined || !("isFirst" in record)).toBe(true);
  });

  test("without its own recovery point's ARN, or as a part of another backup, it is not called the first", async () => {
    for (const details of [completed.details, { ...firstOne.details, parentJobId: "parent" }]) {
      const { record } = await enrichOne({ ...completed, details }, awsBackup(alone).aws);
      expect(record).toBeUndefined();
    }
  });

  test("that AWS cuts are asked for once more, from the fiftieth newest on", async () => {
    const hourly = Array.from({ length: 100 }, (_, hours) =>
      listed(hours + 2, hours < 3 ? "FAILED" : "COMPLETED"),
    );
    const points = [{ status: 404 }];
    const cut = { body: { BackupJobs: hourly, NextToken: "more" } };
    const backup = awsBackup({ jobs: [cut, list(...hourly.slice(0, 50))], points });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { job: { found: "before", at: new Date(now - 5 * 3_600_000) } },
    });
    const since = new Date(now - 51 * 3_600_000 - 1000).toISOString();
    expect(backup.lists()).toHaveLength(2);
    expect(backup.lists()[1]).toContain(`&createdAfter=${encodeURIComponent(since)}`);
  });

  test("that AWS cuts twice are never said to be none, nor the last", async () => {
    const points = [{ status: 404 }];
    const failures = { body: { BackupJobs: [listed(7, "FAILED")], NextToken: "more" } };
    expect((await enrichOne(failed, awsBackup({ jobs: [failures], points }).aws)).record).toMatchObject({
      lastGood: { known: "not-answered" },
    });
    const some = { body: { BackupJobs: [listed(31, "COMPLETED")], NextToken: "more" } };
    expect((await enrichOne(failed, awsBackup({ jobs: [some], points }).aws)).record).toMatchObject({
      lastGood: { job: { found: "not-older-than" } },
    });
    expect((await enrichOne(completed, awsBackup({ jobs: [some] }).aws)).record).toBeUndefined();
  });

  test("that cannot be read as a whole are never said to be none", async () => {
    const odd = list(listed(7, "FAILED"), { BackupJobId: "x", State: "COMPLETED" });
    const backup = awsBackup({ jobs: [odd], points: [{ status: 404 }] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "not-answered" },
    });
  });

  test("are sought once the job is described, where its event names no resource", async () => {
    const { resourceArn: _, ...details } = failed.details;
    const backup = awsBackup({ job: { body: { ResourceArn: resourceArn, State: "FAILED" } } });
    expect((await enrichOne({ ...failed, details }, backup.aws)).record).toMatchObject({ of: "failure" });
    expect(backup.asked.map(({ path }) => path.split("?")[0])).toEqual([
      "/backup-jobs/own",
      "/backup-jobs/",
      `/resources/${encodeURIComponent(resourceArn)}/recovery-points/`,
    ]);
  });

  test("of a completed job are not shown where its details are not known: it may have had issues", async () => {
    const backup = awsBackup({ job: { status: 404 }, jobs: [list(listed(8, "FAILED"))] });
    expect((await enrichOne(completed, backup.aws)).record).toBeUndefined();
  });

  test("of a job that turns out to have had issues are those of a failure", async () => {
    const described = { State: "COMPLETED", MessageCategory: "AccessDenied" };
    const backup = awsBackup({ job: { body: described }, jobs: [list(listed(31, "COMPLETED"))] });
    expect((await enrichOne(completed, backup.aws)).record).toMatchObject({ of: "failure" });
  });
});

describe("nothing is asked of earlier backups", () => {
  test.each<readonly [string, BackupEvent]>([
    ["a start", { ...failed, phase: "started", state: "RUNNING" }],
    ["a copy", { ...failed, jobType: "copy" }],
    ["a restore", { ...failed, jobType: "restore" }],
    ["a state unknown", { ...failed, phase: "unknown", state: "PAUSED" }],
    ["a test", { kind: "test", testId: "1", origin: {} }],
  ])("for %s", async (_name, event) => {
    const backup = awsBackup({});
    expect((await enrichOne(event, backup.aws)).record).toBeUndefined();
    expect(backup.lists()).toEqual([]);
  });

  test("for what is muted, unless it turns out to be worth posting", async () => {
    const isMuted = (event: BackupEvent): boolean => event.kind === "job" && event.phase === "completed";
    const quiet = awsBackup({ job: { body: { State: "COMPLETED", MessageCategory: "SUCCESS" } } });
    await enrichOne(completed, quiet.aws, { isMuted });
    expect(quiet.lists()).toEqual([]);
    const issues = awsBackup({ job: { body: { State: "COMPLETED", MessageCategory: "AccessDenied" } } });
    expect((await enrichOne(completed, issues.aws, { isMuted })).record).toMatchObject({ of: "failure" });
  });

  test("twice for one resource of a batch", async () => {
    const backup = awsBackup({ jobs: [list(listed(31, "COMPLETED"))] });
    const events = Array.from({ length: 20 }, (_, index) => ({ ...failed, jobId: `own-${index}` }));
    const results = await enrich(events, backup.aws, { now: () => now });
    expect(backup.lists()).toHaveLength(1);
    for (const { event } of results) expect(event).toHaveProperty("backupHistory");
  });

  const many = Array.from({ length: 40 }, (_, index) => ({
    ...completed,
    jobId: `own-${index}`,
    details: { ...completed.details, resourceArn: `${resourceArn}-${index}` },
  }));

  const failures = (count: number): readonly JobEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      ...failed,
      jobId: `own-${index}`,
      details: { ...failed.details, resourceArn: `${resourceArn}-${index}` },
    }));

  test("resource by resource of more than ten that turn out to have had issues", async () => {
    const body = { State: "COMPLETED", MessageCategory: "AccessDenied" };
    const backup = awsBackup({ job: { body } });
    const ended = many
      .slice(0, 11)
      .map((event) => ({ ...event, state: "COMPLETED", phase: "completed" as const }));
    const results = await enrich(ended, backup.aws, { now: () => now });
    expect(backup.lists().filter((path) => path.includes("resourceArn="))).toEqual([]);
    for (const { event } of results)
      expect(event).toMatchObject({ backupHistory: { lastGood: { known: "not-checked" } } });
  });

  test("of more than ten that are good, while the failures among them are looked up", async () => {
    const jobs = list(listed(31, "FAILED"), listed(40, "COMPLETED"));
    const good = many
      .slice(0, 11)
      .map((event) => ({ ...event, state: "COMPLETED", phase: "completed" as const }));
    const backup = awsBackup({ jobs: [jobs] });
    const results = await enrich([...good, { ...failed, jobId: "bad" }], backup.aws, { now: () => now });
    expect(backup.lists().filter((path) => path.includes("resourceArn="))).toHaveLength(1);
    expect(results.filter(({ event }) => "backupHistory" in event)).toHaveLength(1);
    expect(results[11]?.event).toMatchObject({ backupHistory: { of: "failure" } });
  });

  test("any more once it is denied, while jobs are still described, and recovery points listed", async () => {
    const denied = { status: 403, body: { Message: "not authorized to perform: backup:ListBackupJobs" } };
    const backup = awsBackup({
      job: { body: { State: "FAILED", StatusMessage: "why" } },
      jobs: [denied],
      points: [pointList(point(31))],
    });
    const results = await enrich(failures(10), backup.aws, { now: () => now });
    expect(backup.lists().length).toBeLessThanOrEqual(8);
    for (const { event, problem, historyProblem } of results) {
      expect(event).toMatchObject({
        details: { reason: "why" },
        backupHistory: { lastGood: { known: "recovery-point", found: "unchecked" } },
      });
      expect(problem).toBeUndefined();
      expect(historyProblem).toMatch(/^earlier backups: /);
    }
  });

  test.each([
    ["throttled", { status: 400, body: { __type: "ThrottlingException" } }],
    ["down", { status: 503 }],
  ])("any more once it stays %s for seconds, while jobs are still described", async (_name, reply) => {
    const job = { State: "COMPLETED", MessageCategory: "SUCCESS", BackupVaultName: "main" };
    const backup = awsBackup({ job: { body: job }, jobs: [reply] });
    let clock = now;
    const results = await enrich(many.slice(0, 10), backup.aws, {
      now: () => clock,
      sleep: async (milliseconds) => {
        clock += milliseconds;
      },
      budgetMilliseconds: 8000,
    });
    expect(backup.lists().length).toBeLessThanOrEqual(20);
    for (const { event, problem, historyProblem } of results) {
      expect(event).toMatchObject({ details: { vaultName: "main" } });
      expect(event).not.toHaveProperty("backupHistory");
      expect(problem).toBeUndefined();
      expect(historyProblem).toMatch(/^earlier backups: /);
    }
  });

  test("any more once jobs cannot be described", async () => {
    const backup = awsBackup({ job: { status: 503 } });
    await enrich(many, backup.aws, { now: () => now });
    expect(backup.lists().length).toBeLessThanOrEqual(8);
  });

  test("resource by resource where more than ten failed, which say so", async () => {
    const job = { body: { State: "FAILED", StatusMessage: "why" } };
    const backup = awsBackup({ job, points: [pointList(point(31))] });
    const ten = await enrich(failures(10), backup.aws, { now: () => now });
    for (const { event } of ten)
      expect(event).toMatchObject({ backupHistory: { lastGood: { known: "recovery-point" } } });
    expect(backup.pointLists()).toHaveLength(10);

    const more = awsBackup({ job, points: [pointList(point(31))] });
    const eleven = await enrich(failures(11), more.aws, { now: () => now });
    for (const { event, historyProblem } of eleven) {
      expect(event).toMatchObject({
        details: { reason: "why" },
        backupHistory: { of: "failure", lastGood: { known: "not-checked" } },
      });
      expect(historyProblem).toBeUndefined();
    }
    expect(more.asked.filter(({ path }) => /resourceArn=|^.resources/.test(path))).toEqual([]);
  });

  test("of recovery points where AWS Backup knows the job neither by its id nor in the list", async () => {
    const backup = awsBackup({ job: { status: 404 }, jobs: [list()], points: [pointList(point(31))] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { known: "not-answered" },
    });
    expect(backup.pointLists()).toEqual([]);
    const listedOnly = awsBackup({ job: { status: 404 }, points: [pointList(point(31))] });
    expect((await enrichOne(failed, listedOnly.aws)).record).toMatchObject({
      lastGood: { known: "recovery-point" },
    });
  });

  test("and nothing is known where what failures need cannot be loaded", async () => {
    const { aws } = awsBackup({});
    const patience = createPatience({
      aws,
      endsAt: Number.POSITIVE_INFINITY,
      now: () => now,
      sleep: async () => undefined,
      random: () => 0,
      onBusy: () => undefined,
    });
    const lookup = createHistoryLookup({ patience, now: () => now, isMuted: () => false }, () =>
      Promise.reject(new Error("no such file")),
    );
    expect(await lookup.completeAll([failed])).toMatchObject([
      {
        event: { backupHistory: { lastGood: { known: "not-answered" } } },
        historyProblem: "earlier backups: no such file",
      },
    ]);
  });

  test("beyond the batch's time, and no question takes longer than what is left of it", async () => {
    let clock = now;
    const timeouts: number[] = [];
    const backup = awsBackup({});
    const aws: Aws = async (request) => {
      timeouts.push(request.timeoutMilliseconds);
      clock += 700;
      return backup.aws(request);
    };
    await enrich(many, aws, { now: () => clock, budgetMilliseconds: 1500 });
    expect(timeouts.slice(0, 2)).toEqual([1500, 800]);
    expect(backup.asked.length).toBeLessThanOrEqual(3);
  });
});

describe("the first backup of a resource", () => {
  const RecoveryPointArn = pointArn(1);
  const ownJob = { ...own, State: "COMPLETED", RecoveryPointArn };
  const good = { body: { State: "COMPLETED", MessageCategory: "SUCCESS", RecoveryPointArn } };
  const isFirst = async (replies: Replies, event: JobEvent = completed) => {
    const backup = awsBackup({ job: good, jobs: [list(ownJob)], points: [pointList(point(1))], ...replies });
    const { record, historyProblem } = await enrichOne(event, backup.aws);
    return { is: record?.of === "success" && record.isFirst === true, historyProblem, backup };
  };

  test("is one without an earlier job, and without an older recovery point", async () => {
    const { is, backup } = await isFirst({});
    expect(is).toBe(true);
    expect(backup.asked).toHaveLength(3);
  });

  test.each<readonly [string, Replies]>([
    ["an earlier job is listed", { jobs: [list(ownJob, listed(31, "COMPLETED"))] }],
    ["an earlier job is listed that has not ended", { jobs: [list(ownJob, listed(3, "RUNNING"))] }],
    ["an older recovery point is listed", { points: [pointList(point(1), point(2000))] }],
    [
      "an older one is listed that is being deleted",
      { points: [pointList(point(1), point(31, { Status: "DELETING" }))] },
    ],
    [
      "AWS has more jobs than one page, and later ones are all listed",
      { jobs: [{ body: { BackupJobs: [ownJob], NextToken: "more" } }, list(ownJob)] },
    ],
    ["AWS has more jobs", { jobs: [{ body: { BackupJobs: [ownJob], NextToken: "more" } }] }],
    ["a job cannot be read", { jobs: [list(ownJob, {})] }],
    ["the list has not even this job", { jobs: [list()] }],
    [
      "AWS has more recovery points",
      { points: [{ body: { RecoveryPoints: [point(1)], NextToken: "more" } }] },
    ],
    ["a recovery point cannot be read", { points: [pointList(point(1), {})] }],
    ["the list has not even its recovery point", { points: [pointList()] }],
    ["AWS Backup does not list recovery points", { points: [{ status: 500 }] }],
    ["AWS Backup does not list jobs", { jobs: [{ status: 403 }] }],
  ])("is not known where %s", async (_name, replies) => {
    expect((await isFirst(replies)).is).toBe(false);
  });

  test("is not one that a continuous backup of old goes on with", async () => {
    const arn = "arn:aws:backup:eu-west-1:111122223333:recovery-point:continuous:exports-1";
    const job = { body: { ...good.body, RecoveryPointArn: arn } };
    const points = (hours: number) => [pointList(point(hours, { RecoveryPointArn: arn }))];
    expect((await isFirst({ job, points: points(2000) })).is).toBe(false);
    expect((await isFirst({ job, points: points(1) })).is).toBe(true);
  });

  test("says why it is not known where AWS Backup does not answer", async () => {
    const { historyProblem } = await isFirst({ points: [{ status: 403, body: { Message: "denied" } }] });
    expect(historyProblem).toBe("recovery points: denied");
  });

  test("is not asked about of a part of a composite backup", async () => {
    const part = { ...completed, details: { ...completed.details, parentJobId: "whole" } };
    const { is, backup } = await isFirst({}, part);
    expect(is).toBe(false);
    expect(backup.pointLists()).toEqual([]);
  });
});
