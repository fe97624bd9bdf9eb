import type { Aws } from "../../../handler/aws/request";
import type { Enriched } from "../../../handler/enrich/enrich";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobEvent } from "../../../handler/model/job-event";
import { enrich } from "../support/enrich";

const event: JobEvent = {
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "A-1",
  origin: { region: "eu-west-1" },
  details: {},
};

const isList = (path: string): boolean => path.startsWith("/backup-jobs/?");

/** Answers every question about a job alike, and lists no other job. */
const answers =
  (status: number, body: unknown): Aws =>
  async ({ path }) => {
    const answer = isList(path) ? { BackupJobs: [] } : body;
    return { status, headers: {}, body: typeof answer === "string" ? answer : JSON.stringify(answer) };
  };

const backupJob = {
  BackupJobId: "A-1",
  BackupVaultName: "main",
  ResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
  ResourceType: "RDS",
  ResourceName: "orders",
  RecoveryPointArn: "arn:aws:rds:eu-west-1:111122223333:snapshot:awsbackup:job-1",
  CreatedBy: { BackupPlanId: "p", BackupPlanName: "nightly", BackupRuleName: "daily" },
  State: "FAILED",
  StatusMessage: "Access denied",
  MessageCategory: "ACCESS_DENIED",
  CreationDate: 1787364000,
  CompletionDate: 1787364250.5,
  BackupSizeInBytes: 0,
  PercentDone: "10.0",
};

/** Completes one event. */
const enrichOne = async (given: BackupEvent, aws: Aws): Promise<Enriched> => {
  const [result] = await enrich([given], aws);
  if (result === undefined) throw new Error("no result");
  return result;
};

const enriched = async (given: JobEvent, body: unknown) => {
  const { event: result, problem } = await enrichOne(given, answers(200, body));
  expect(problem).toBeUndefined();
  if (result.kind !== "job") throw new Error("not a job");
  return result;
};

describe("a job's event", () => {
  test("is completed with what AWS Backup knows", async () => {
    expect((await enriched(event, backupJob)).details).toEqual({
      resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
      resourceType: "RDS",
      resourceName: "orders",
      vaultName: "main",
      recoveryPointArn: "arn:aws:rds:eu-west-1:111122223333:snapshot:awsbackup:job-1",
      planId: "p",
      planName: "nightly",
      ruleName: "daily",
      reason: "Access denied",
      messageCategory: "ACCESS_DENIED",
      startedAt: new Date("2026-08-22T02:00:00Z"),
      endedAt: new Date("2026-08-22T02:04:10.500Z"),
      sizeBytes: 0,
    });
  });

  test("learns what running the job again takes", async () => {
    const job = {
      ...backupJob,
      IamRoleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
      RecoveryPointLifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120 },
      BackupOptions: { WindowsVSS: "enabled" },
    };
    expect((await enriched(event, job)).details).toMatchObject({
      roleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
      lifecycle: { moveToColdStorageAfterDays: 30, deleteAfterDays: 120 },
      windowsVss: "enabled",
    });
  });

  test.each([{}, { DeleteAfterDays: -1 }, { DeleteAfterDays: "soon" }, "none", null, []])(
    "has no lifecycle where AWS Backup says %j",
    async (lifecycle) => {
      const { details } = await enriched(event, { ...backupJob, RecoveryPointLifecycle: lifecycle });
      expect(details).not.toHaveProperty("lifecycle");
    },
  );

  test("of a copy learns what is copied, and how long the copy is kept", async () => {
    const copy: JobEvent = { ...event, jobType: "copy" };
    const { details } = await enriched(copy, {
      CopyJob: {
        State: "FAILED",
        SourceRecoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0abc",
        DestinationRecoveryPointLifecycle: { DeleteAfterDays: 90, OptInToArchiveForSupportedResources: true },
      },
    });
    expect(details).toEqual({
      sourceRecoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0abc",
      lifecycle: { deleteAfterDays: 90, optInToArchiveForSupportedResources: true },
    });
  });

  test("keeps what it brought itself", async () => {
    const given = { ...event, details: { vaultName: "mine", reason: "my reason" } };
    expect((await enriched(given, backupJob)).details).toMatchObject({
      vaultName: "mine",
      reason: "my reason",
      resourceName: "orders",
    });
  });

  test("keeps its own state, and takes no end from a later one", async () => {
    const started: JobEvent = { ...event, phase: "started", state: "RUNNING" };
    const result = await enriched(started, backupJob);
    expect(result).toMatchObject({ phase: "started", state: "RUNNING" });
    expect(result.details).not.toHaveProperty("reason");
    expect(result.details).not.toHaveProperty("endedAt");
    expect(result.details).toMatchObject({ vaultName: "main" });
  });

  test("without a state takes AWS Backup's", async () => {
    const { state: _, ...without } = event;
    expect(await enriched({ ...without, phase: "unknown" }, backupJob)).toMatchObject({
      state: "FAILED",
      phase: "failed",
    });
  });

  test.each([
    [{ State: "COMPLETED", MessageCategory: "SUCCESS" }, "completed"],
    [{ State: "COMPLETED", MessageCategory: "SUCCESS", StatusMessage: "all well" }, "completed"],
    [{ State: "COMPLETED" }, "completed"],
    [{ State: "COMPLETED", MessageCategory: "AccessDenied" }, "completed-with-issues"],
    [{ State: "COMPLETED", StatusMessage: "No objects were backed up" }, "completed-with-issues"],
  ])("that completed as %j is %s", async (job, phase) => {
    const completed: JobEvent = { ...event, phase: "completed", state: "COMPLETED" };
    expect((await enriched(completed, job)).phase).toBe(phase);
  });

  test("of a copy finds the job inside its answer, and both vaults", async () => {
    const copy: JobEvent = { ...event, jobType: "copy", phase: "completed", state: "COMPLETED" };
    const result = await enriched(copy, {
      CopyJob: {
        State: "COMPLETED",
        StatusMessage: "copied",
        SourceBackupVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
        DestinationBackupVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies",
        DestinationRecoveryPointArn: "arn:aws:ec2:eu-central-1::snapshot/snap-0c0ffee",
      },
    });
    expect(result).toMatchObject({
      phase: "completed",
      details: {
        vaultName: "main",
        destinationVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies",
        recoveryPointArn: "arn:aws:ec2:eu-central-1::snapshot/snap-0c0ffee",
      },
    });
  });

  test("of a restore reads Status and what was made", async () => {
    const restore: JobEvent = { ...event, jobType: "restore", phase: "completed", state: "COMPLETED" };
    const result = await enriched(restore, {
      Status: "COMPLETED",
      SourceResourceArn: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
      CreatedResourceArn: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-2",
    });
    expect(result.details).toMatchObject({
      resourceArn: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
      createdResourceArn: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-2",
    });
  });

  test.each([
    ["backup", "/backup-jobs/a%2Fb"],
    ["copy", "/copy-jobs/a%2Fb"],
    ["restore", "/restore-jobs/a%2Fb"],
  ] as const)("of a %s asks at %s, for two seconds at most", async (jobType, path) => {
    const asked: unknown[] = [];
    await enrichOne({ ...event, jobType, jobId: "a/b" }, async (request) => {
      asked.push(request);
      return { status: 404, headers: {}, body: "" };
    });
    expect(asked).toEqual([{ service: "backup", method: "GET", path, timeoutMilliseconds: 2000 }]);
  });

  test.each([
    [
      "denied",
      answers(403, { Message: "not authorized to perform: backup:DescribeBackupJob" }),
      "not authorized",
    ],
    ["denied in lower case", answers(403, { message: "no" }), "no"],
    ["throttled without words", answers(429, ""), "HTTP 429"],
    ["no JSON", answers(200, "<html>"), "HTTP 200"],
    ["late", async () => Promise.reject(new Error("no answer in time")), "no answer in time"],
  ] as const)("goes on as it is where the answer is %s, and says why", async (_name, aws, problem) => {
    const result = await enrichOne(event, aws);
    expect(result.event).toEqual({
      ...event,
      unanswered: result.problem,
      backupHistory: expect.objectContaining({ lastGood: { known: "not-answered" } }),
    });
    expect(result.problem).toContain(problem);
  });

  test.each([
    ["backup", { ...event, state: "COMPLETED", phase: "completed" }, "completed-unchecked"],
    [
      "restore",
      { ...event, jobType: "restore", state: "COMPLETED", phase: "completed" },
      "completed-unchecked",
    ],
    [
      "copy, which has no issues of its own",
      { ...event, jobType: "copy", state: "COMPLETED", phase: "completed" },
      "completed",
    ],
    [
      "backup with EventBridge's details",
      { ...event, state: "COMPLETED", phase: "completed", details: { endedAt: new Date(0) } },
      "completed",
    ],
  ] as const)(
    "that says COMPLETED of a %s does not count as good news without an answer",
    async (_name, job, phase) => {
      const result = await enrichOne(job, answers(503, ""));
      expect(result.event).toMatchObject({ phase, unanswered: "HTTP 503" });
    },
  );

  test.each(["CREATED", "PENDING", "RUNNING"])(
    "that says COMPLETED does not count as good news where AWS Backup still says %s",
    async (State) => {
      const job: JobEvent = { ...event, state: "COMPLETED", phase: "completed" };
      const result = await enrichOne(job, answers(200, { ...backupJob, State }));
      expect(result).toMatchObject({
        event: { phase: "completed-unchecked", details: { vaultName: "main" } },
        problem: `AWS Backup still says ${State}`,
      });
    },
  );

  test("that says COMPLETED and when it ended needs no later word of AWS Backup", async () => {
    const details = { endedAt: new Date("2026-08-22T02:04:10Z") };
    const job: JobEvent = { ...event, state: "COMPLETED", phase: "completed", details };
    const result = await enrichOne(job, answers(200, { ...backupJob, State: "RUNNING" }));
    expect(result.event).toMatchObject({ phase: "completed" });
  });

  test("of a start that is not posted whatever AWS Backup says is not asked about", async () => {
    const start: JobEvent = { ...event, phase: "started", state: "RUNNING" };
    const asked: string[] = [];
    const aws: Aws = async ({ path }) => {
      asked.push(path);
      return { status: 404, headers: {}, body: "" };
    };
    const results = await enrich([start, { ...event, jobId: "A-2" }], aws, { isMuted: () => true });
    expect(asked).toEqual(["/backup-jobs/A-2"]);
    expect(results[0]).toEqual({ event: start });
    await enrich([start], aws, { isMuted: () => false });
    expect(asked).toEqual(["/backup-jobs/A-2", "/backup-jobs/A-1"]);
  });

  test("without a job id, and what is no job, is not asked about", async () => {
    const never: Aws = async () => {
      throw new Error("asked");
    };
    const { jobId: _, ...without } = event;
    expect(await enrichOne(without, never)).toEqual({ event: without });
    const test = { kind: "test", testId: "1", origin: {} } as const;
    expect(await enrichOne(test, never)).toEqual({ event: test });
  });
});

describe("a completed job about whose end AWS Backup's answer says nothing is not good news", () => {
  test.each([
    ["an empty answer", {}, "says nothing about the end of the job"],
    [
      "an answer without a state",
      { BackupJobId: "A-1", BackupVaultName: "main" },
      "says nothing about the end of the job",
    ],
    ["a state that is not known", { State: "PONDERING" }, "says PONDERING"],
    ["another end", { State: "FAILED", StatusMessage: "Access denied" }, "says FAILED"],
  ])("%s", async (_name, answer, said) => {
    const completed: JobEvent = { ...event, phase: "completed", state: "COMPLETED" };
    const result = await enrichOne(completed, answers(200, answer));
    expect(result).toMatchObject({
      event: { phase: "completed-unchecked" },
      problem: expect.stringContaining(said),
    });
  });
});
