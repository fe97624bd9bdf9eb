/** How the earlier backups of a resource are asked for. */
import type { Aws, AwsRequest } from "../../../handler/aws/request";
import type { EnrichOptions } from "../../../handler/enrich/enrich";
import type { BackupEvent, BackupHistory, JobEvent } from "../../../handler/model/event";
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
  readonly points?: Reply;
};

const list = (...jobs: readonly object[]): Reply => ({ body: { BackupJobs: jobs } });

/** AWS Backup as a test wants it; its last list of jobs is given again and again. */
const awsBackup = ({
  job = { body: {} },
  jobs = [list()],
  points = { body: { RecoveryPoints: [] } },
}: Replies) => {
  const asked: AwsRequest[] = [];
  let lists = 0;
  const replyTo = (path: string): Reply => {
    if (path.startsWith("/resources/")) return points;
    if (!path.startsWith("/backup-jobs/?")) return job;
    return jobs[Math.min(lists++, jobs.length - 1)] ?? {};
  };
  const aws: Aws = async (request) => {
    asked.push(request);
    const { status = 200, body = {} } = replyTo(request.path);
    return { status, headers: {}, body: JSON.stringify(body) };
  };
  const paths = (prefix: string) => asked.map(({ path }) => path).filter((path) => path.startsWith(prefix));
  return { aws, asked, lists: () => paths("/backup-jobs/?"), pointLists: () => paths("/resources/") };
};

const enrichOne = async (event: BackupEvent, aws: Aws, options: Partial<EnrichOptions> = {}) => {
  const [result] = await enrich([event], aws, { now: () => now, ...options });
  const record: BackupHistory | undefined =
    result?.event.kind === "job" ? result.event.backupHistory : undefined;
  return { record, problem: result?.problem };
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
    const backup = awsBackup({ jobs: [list(listed(31, "COMPLETED"))] });
    const half = {
      ...failed,
      jobId: "own\ud83d",
      details: { ...failed.details, resourceArn: `${resourceArn}\ud83d` },
    };
    expect((await enrichOne(half, backup.aws)).record).toMatchObject({ lastGood: { found: "before" } });
    expect(backup.lists()[0]).toContain("table%2Forders%EF%BF%BD");
  });

  test("give a failure its last good one, and nothing more is asked", async () => {
    const backup = awsBackup({
      jobs: [list(listed(55, "COMPLETED"), listed(31, "COMPLETED"), listed(7, "FAILED"))],
    });
    expect((await enrichOne(failed, backup.aws)).record).toEqual({
      of: "failure",
      asOf: new Date(now),
      lastGood: { found: "before", at: new Date(now - 31 * 3_600_000) },
      failuresInARow: ["failed"],
    });
    expect(backup.pointLists()).toEqual([]);
  });

  test("count a completed one with issues as no good one", async () => {
    const issue = listed(7, "COMPLETED", { MessageCategory: "AccessDenied" });
    const said = listed(8, "COMPLETED", {
      MessageCategory: undefined,
      StatusMessage: "No objects were backed up",
    });
    const backup = awsBackup({ jobs: [list(issue, said, listed(31, "COMPLETED"))] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { at: new Date(now - 31 * 3_600_000) },
    });
  });

  test("without a good one in 30 days are sought among the recovery points", async () => {
    const backup = awsBackup({
      jobs: [list(listed(7, "FAILED"))],
      points: {
        body: {
          RecoveryPoints: [
            { RecoveryPointArn: "arn:p", Status: "COMPLETED", CreationDate: hoursAgoSeconds(1080) },
          ],
        },
      },
    });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { found: "none", days: 30, older: new Date(now - 1080 * 3_600_000) },
    });
    expect(backup.pointLists()).toEqual([
      `/resources/${encodeURIComponent(resourceArn)}/recovery-points/?managedByAWSBackupOnly=true&maxResults=100`,
    ]);
  });

  test("say none in 30 days also where the recovery points are refused", async () => {
    const backup = awsBackup({ points: { status: 403 } });
    expect(await enrichOne(failed, backup.aws)).toMatchObject({
      record: { lastGood: { found: "none", days: 30 } },
      problem: undefined,
    });
  });

  test("give a good one what went wrong before it, and earlier sizes", async () => {
    const jobs = [
      listed(80, "COMPLETED", { BackupSizeInBytes: 10 }),
      listed(56, "COMPLETED", { BackupSizeInBytes: 12 }),
      listed(32, "FAILED"),
      listed(8, "EXPIRED"),
    ];
    const backup = awsBackup({ jobs: [list(...jobs)] });
    expect((await enrichOne(completed, backup.aws)).record).toEqual({
      of: "success",
      failuresInARow: ["expired", "failed"],
      goodBefore: true,
      earlierSizesBytes: [10, 12],
    });
    expect(backup.pointLists()).toEqual([]);
  });

  test("that AWS cuts are asked for once more, from the fiftieth newest on", async () => {
    const hourly = Array.from({ length: 100 }, (_, hours) =>
      listed(hours + 2, hours < 3 ? "FAILED" : "COMPLETED"),
    );
    const cut = { body: { BackupJobs: hourly, NextToken: "more" } };
    const backup = awsBackup({ jobs: [cut, list(...hourly.slice(0, 50))] });
    expect((await enrichOne(failed, backup.aws)).record).toMatchObject({
      lastGood: { found: "before", at: new Date(now - 5 * 3_600_000) },
    });
    const since = new Date(now - 51 * 3_600_000 - 1000).toISOString();
    expect(backup.lists()).toHaveLength(2);
    expect(backup.lists()[1]).toContain(`&createdAfter=${encodeURIComponent(since)}`);
  });

  test("that AWS cuts twice are never said to be none, nor the last", async () => {
    const failures = { body: { BackupJobs: [listed(7, "FAILED")], NextToken: "more" } };
    expect((await enrichOne(failed, awsBackup({ jobs: [failures] }).aws)).record).toBeUndefined();
    const some = { body: { BackupJobs: [listed(31, "COMPLETED")], NextToken: "more" } };
    expect((await enrichOne(failed, awsBackup({ jobs: [some] }).aws)).record).toMatchObject({
      lastGood: { found: "not-older-than" },
    });
    expect((await enrichOne(completed, awsBackup({ jobs: [some] }).aws)).record).toBeUndefined();
  });

  test("that cannot be read as a whole are never said to be none", async () => {
    const odd = list(listed(7, "FAILED"), { BackupJobId: "x", State: "COMPLETED" });
    expect((await enrichOne(failed, awsBackup({ jobs: [odd] }).aws)).record).toBeUndefined();
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
    ...failed,
    jobId: `own-${index}`,
    details: { ...failed.details, resourceArn: `${resourceArn}-${index}` },
  }));

  test("resource by resource of more than ten that failed, which say so", async () => {
    const backup = awsBackup({ job: { body: { State: "FAILED", StatusMessage: "why" } } });
    const ten = await enrich(many.slice(0, 10), backup.aws, { now: () => now });
    expect(backup.lists().filter((path) => path.includes("resourceArn="))).toHaveLength(10);
    for (const { event } of ten)
      expect(event).toMatchObject({ backupHistory: { lastGood: { found: "none" } } });
    const more = awsBackup({ job: { body: { State: "FAILED", StatusMessage: "why" } } });
    const eleven = await enrich(many.slice(0, 11), more.aws, { now: () => now });
    expect(more.asked.filter(({ path }) => /resourceArn=|^.resources/.test(path))).toEqual([]);
    for (const { event, historyProblem } of eleven) {
      expect(event).toMatchObject({
        details: { reason: "why" },
        backupHistory: { of: "failure", lastGood: { found: "not-checked" } },
      });
      expect(historyProblem).toBeUndefined();
    }
  });

  test("resource by resource of more than ten that turn out to have had issues", async () => {
    const body = { State: "COMPLETED", MessageCategory: "AccessDenied" };
    const backup = awsBackup({ job: { body } });
    const ended = many
      .slice(0, 11)
      .map((event) => ({ ...event, state: "COMPLETED", phase: "completed" as const }));
    const results = await enrich(ended, backup.aws, { now: () => now });
    expect(backup.lists().filter((path) => path.includes("resourceArn="))).toEqual([]);
    for (const { event } of results)
      expect(event).toMatchObject({ backupHistory: { lastGood: { found: "not-checked" } } });
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

  test("any more once it is denied, while jobs are still described", async () => {
    const denied = { status: 403, body: { Message: "not authorized to perform: backup:ListBackupJobs" } };
    const backup = awsBackup({ job: { body: { State: "FAILED", StatusMessage: "why" } }, jobs: [denied] });
    const results = await enrich(many.slice(0, 10), backup.aws, { now: () => now });
    expect(backup.lists().length).toBeLessThanOrEqual(8);
    for (const { event, problem, historyProblem } of results) {
      expect(event).toMatchObject({ details: { reason: "why" } });
      expect(event).not.toHaveProperty("backupHistory");
      expect(problem).toBeUndefined();
      expect(historyProblem).toMatch(/^earlier backups: /);
    }
  });

  test.each([
    ["throttled", { status: 400, body: { __type: "ThrottlingException" } }],
    ["down", { status: 503 }],
  ])("any more once it stays %s for seconds, while jobs are still described", async (_name, reply) => {
    const backup = awsBackup({ job: { body: { State: "FAILED", StatusMessage: "why" } }, jobs: [reply] });
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
      expect(event).toMatchObject({ details: { reason: "why" } });
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
