/** How the jobs of large batches are asked for. */
import type { Aws, AwsRequest } from "../../../handler/aws/request";
import type { EnrichOptions } from "../../../handler/enrich/enrich";
import { newJobMemory } from "../../../handler/enrich/job-memory";
import type { JobEvent } from "../../../handler/model/job-event";
import { phaseOf } from "../../../handler/model/job-phase";
import { enrich } from "../support/enrich";

const now = Date.parse("2026-08-22T06:00:00Z");
const minute = 60_000;

type Job = {
  readonly type: JobEvent["jobType"];
  readonly id: string;
  readonly endedMinutesAgo: number;
} & object;

const names = { backup: "BackupJob", copy: "CopyJob", restore: "RestoreJob" } as const;

const fieldsOf = ({ type, id, endedMinutesAgo, ...more }: Job) => ({
  [`${names[type]}Id`]: id.toUpperCase(),
  [type === "restore" ? "Status" : "State"]: "FAILED",
  StatusMessage: `why ${id}`,
  CreationDate: now / 1000 - endedMinutesAgo * 60 - 600,
  CompletionDate: now / 1000 - endedMinutesAgo * 60,
  ...more,
});

/** An AWS Backup with these jobs: it describes and lists them, `pageSize` at most on a page. */
const withJobs = (jobs: readonly Job[], pageSize = 500) => {
  const asked: AwsRequest[] = [];
  const list = (type: Job["type"], query: URLSearchParams) => {
    const isIn = (prefix: string, seconds: number) =>
      seconds * 1000 >= Date.parse(query.get(`${prefix}After`) ?? "2000-01-01") &&
      seconds * 1000 <= Date.parse(query.get(`${prefix}Before`) ?? "2100-01-01");
    const found = jobs
      .filter((job) => job.type === type)
      .map(fieldsOf)
      .filter((fields: Record<string, unknown>) => {
        const wanted = query.get("state") ?? query.get("status");
        return (
          [null, fields["State"], fields["Status"]].includes(wanted) &&
          isIn("created", Number(fields["CreationDate"])) &&
          isIn("complete", Number(fields["CompletionDate"]))
        );
      });
    const from = Number(query.get("nextToken") ?? 0);
    const to = from + Math.min(pageSize, Number(query.get("maxResults")));
    return {
      [`${names[type]}s`]: found.slice(from, to),
      ...(to < found.length && { NextToken: String(to) }),
    };
  };
  const aws: Aws = async (request) => {
    asked.push(request);
    const { pathname, searchParams } = new URL(request.path, "https://backup.example");
    const [, type = "backup", id = ""] = /^\/(backup|copy|restore)-jobs\/(.*)$/.exec(pathname) ?? [];
    const jobType = type as Job["type"];
    if (id === "") {
      const answer = searchParams.has("resourceArn") ? { BackupJobs: [] } : list(jobType, searchParams);
      const body = JSON.stringify(answer);
      return { status: 200, headers: {}, body: body.slice(0, request.maxAnswerBytes) };
    }
    const job = jobs.find((one) => one.type === jobType && one.id.toLowerCase() === id.toLowerCase());
    if (job === undefined) return { status: 404, headers: {}, body: '{"Message":"no such job"}' };
    const fields = fieldsOf(job);
    return {
      status: 200,
      headers: {},
      body: JSON.stringify(jobType === "copy" ? { CopyJob: fields } : fields),
    };
  };
  const queries = (prefix: string) =>
    asked
      .filter(({ path }) => path.startsWith(`${prefix}?`) && !path.includes("resourceArn"))
      .map(({ path }) => Object.fromEntries(new URL(path, "https://backup.example").searchParams));
  return {
    aws,
    asked,
    queries,
    lists: () => asked.filter(({ path }) => /-jobs\/\?(?!.*resourceArn)/.test(path)),
    describes: () => asked.filter(({ path }) => /-jobs\/[^?]/.test(path)),
  };
};

const failedJobs = (count: number, type: Job["type"] = "backup", more: Partial<Job> = {}): readonly Job[] =>
  Array.from({ length: count }, (_, index) => ({
    type,
    id: `${type}-${index}`,
    endedMinutesAgo: 1,
    ...more,
  }));

/** The event of a job's end, as SNS sends it: without details. */
const eventOf = ({ type, id, endedMinutesAgo }: Job, state = "FAILED", lagSeconds = 10): JobEvent => ({
  kind: "job",
  jobType: type,
  phase: phaseOf(state),
  state,
  jobId: id,
  origin: { sentAt: new Date(now - endedMinutesAgo * minute + lagSeconds * 1000) },
  details: {},
});

const reasonsOf = async (events: readonly JobEvent[], aws: Aws, options: Partial<EnrichOptions> = {}) => {
  const results = await enrich(events, aws, { now: () => now, ...options });
  return results.map(({ event }) => (event.kind === "job" ? event.details.reason : undefined));
};

const reasons = (jobs: readonly Job[]): readonly string[] => jobs.map(({ id }) => `why ${id}`);

describe("the jobs of a batch", () => {
  test("are described where there are ten or fewer", async () => {
    const jobs = failedJobs(10);
    const backup = withJobs(jobs);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        backup.aws,
      ),
    ).toEqual(reasons(jobs));
    expect(backup.describes()).toHaveLength(10);
    expect(backup.lists()).toEqual([]);
  });

  test("are listed by state and end where there are more", async () => {
    const jobs = failedJobs(11);
    const backup = withJobs(jobs);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        backup.aws,
      ),
    ).toEqual(reasons(jobs));
    expect(backup.asked).toHaveLength(1);
    expect(backup.asked[0]).toMatchObject({ method: "GET", maxAnswerBytes: 1024 ** 2 });
    expect(backup.queries("/backup-jobs/")).toEqual([
      {
        maxResults: "500",
        state: "FAILED",
        completeAfter: "2026-08-22T05:54:10.000Z",
        completeBefore: "2026-08-22T06:04:10.000Z",
      },
    ]);
  });

  test("are listed by type: copies by state, restores by status", async () => {
    const jobs = [...failedJobs(6, "copy"), ...failedJobs(6, "restore")];
    const backup = withJobs(jobs);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        backup.aws,
      ),
    ).toEqual(reasons(jobs));
    expect(backup.asked).toHaveLength(2);
    expect(backup.queries("/copy-jobs/")).toMatchObject([{ state: "FAILED" }]);
    expect(backup.queries("/restore-jobs/")).toMatchObject([{ status: "FAILED" }]);
  });

  test("show their issues in the list, like described ones", async () => {
    const jobs = failedJobs(20, "backup", {}).map((job, index) => ({
      ...job,
      State: "COMPLETED",
      StatusMessage: undefined,
      MessageCategory: index === 7 ? "AccessDenied" : "SUCCESS",
    }));
    const backup = withJobs(jobs);
    const results = await enrich(
      jobs.map((job) => eventOf(job, "COMPLETED")),
      backup.aws,
      { now: () => now },
    );
    const phases = results.map(({ event }) => event.kind === "job" && event.phase);
    expect(phases.filter((phase) => phase === "completed")).toHaveLength(19);
    expect(phases[7]).toBe("completed-with-issues");
    expect(backup.describes()).toEqual([]);
  });

  test("of the deprecated SUCCESSFUL are those that AWS Backup lists as COMPLETED", async () => {
    const jobs = failedJobs(11, "copy").map((job) => ({ ...job, State: "COMPLETED" }));
    const backup = withJobs(jobs);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job, "SUCCESSFUL")),
        backup.aws,
      ),
    ).toEqual(reasons(jobs));
    expect(backup.queries("/copy-jobs/")).toMatchObject([{ state: "COMPLETED" }]);
  });

  test("that only started are listed by their creation, whatever became of them, and keep their start", async () => {
    const jobs = failedJobs(11);
    const backup = withJobs(jobs);
    const starts = jobs.map((job): JobEvent => {
      const startedAt = new Date(now - 11 * minute);
      return { ...eventOf(job, "RUNNING"), details: { startedAt } };
    });
    const results = await enrich(starts, backup.aws, { now: () => now });
    for (const { event } of results) {
      expect(event).toMatchObject({ phase: "started" });
      expect(event).not.toHaveProperty("details.reason");
      expect(event).toHaveProperty("details.startedAt");
    }
    expect(backup.asked).toHaveLength(1);
    expect(backup.queries("/backup-jobs/")).toEqual([
      {
        maxResults: "500",
        createdAfter: "2026-08-22T05:44:00.000Z",
        createdBefore: "2026-08-22T05:54:00.000Z",
      },
    ]);
  });

  test("are listed page by page, until each is found", async () => {
    const jobs = failedJobs(30);
    const backup = withJobs(jobs, 7);
    const events = jobs.slice(0, 15).map((job) => eventOf(job));
    expect(await reasonsOf(events, backup.aws)).toEqual(reasons(jobs.slice(0, 15)));
    expect(backup.queries("/backup-jobs/").map(({ nextToken }) => nextToken)).toEqual([undefined, "7", "14"]);
  });

  test("are asked for in smaller pages where a page is larger than one megabyte", async () => {
    const jobs = failedJobs(400, "backup", { StatusMessage: "x".repeat(4000) } as Partial<Job>);
    const backup = withJobs(jobs);
    const answers = await reasonsOf(
      jobs.map((job) => eventOf(job)),
      backup.aws,
    );
    expect(answers.filter((reason) => reason === undefined)).toEqual([]);
    expect(backup.queries("/backup-jobs/").map(({ maxResults }) => maxResults)).toEqual([
      "500",
      "250",
      "250",
    ]);
    expect(backup.describes()).toEqual([]);
  });

  test("that no list shows are described: a list that does not hold a job says nothing about it", async () => {
    const jobs = failedJobs(12).map((job, index) => (index === 3 ? { ...job, endedMinutesAgo: 121 } : job));
    const backup = withJobs(jobs);
    // AWS sent one of them two hours late.
    const events = jobs.map((job) => eventOf({ ...job, endedMinutesAgo: 1 }));
    expect(await reasonsOf(events, backup.aws)).toEqual(reasons(jobs));
    expect(backup.describes().map(({ path }) => path)).toEqual(["/backup-jobs/backup-3"]);
  });

  test("of which many are not found are sought an hour back", async () => {
    const jobs = failedJobs(20);
    const backup = withJobs(jobs);
    const late = jobs.map((job) => eventOf(job, "FAILED", 40 * 60));
    expect(await reasonsOf(late, backup.aws)).toEqual(reasons(jobs));
    expect(backup.lists()).toHaveLength(2);
    expect(backup.describes()).toEqual([]);
  });

  test("are not listed over the days between two of them", async () => {
    const jobs = [...failedJobs(11), { type: "backup", id: "old", endedMinutesAgo: 4 * 24 * 60 } as const];
    const backup = withJobs(jobs);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        backup.aws,
      ),
    ).toEqual(reasons(jobs));
    const hours = backup
      .queries("/backup-jobs/")
      .map(
        ({ completeAfter = "", completeBefore = "" }) =>
          Date.parse(completeBefore) - Date.parse(completeAfter),
      );
    expect(hours).toEqual([10 * minute, 10 * minute]);
  });

  test.each([
    ["denied", 403],
    ["refused", 400],
    ["not there", 404],
  ])("are described where lists are %s", async (_name, status) => {
    const jobs = failedJobs(30);
    const backup = withJobs(jobs);
    const aws: Aws = (request) =>
      request.path.includes("/?") ? Promise.resolve({ status, headers: {}, body: "" }) : backup.aws(request);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        aws,
      ),
    ).toEqual(reasons(jobs));
  });

  test("are described where a list takes too long", async () => {
    const jobs = failedJobs(30);
    const backup = withJobs(jobs);
    const aws: Aws = (request) =>
      request.path.includes("/?") ? Promise.reject(new Error("no answer in time")) : backup.aws(request);
    expect(
      await reasonsOf(
        jobs.map((job) => eventOf(job)),
        aws,
      ),
    ).toEqual(reasons(jobs));
  });

  test("are described where what lists them cannot be loaded", async () => {
    const jobs = failedJobs(30);
    const backup = withJobs(jobs);
    const events = jobs.map((job) => eventOf(job));
    const load = () => Promise.reject(new Error("no such file"));
    const results = await enrich(events, backup.aws, { now: () => now }, load);
    expect(results.map(({ event }) => event.kind === "job" && event.details.reason)).toEqual(reasons(jobs));
  });

  test("in a state that AWS Backup cannot list, or without a time, are described", async () => {
    const jobs = failedJobs(11);
    const backup = withJobs(jobs);
    const odd = jobs.map((job) => ({ ...eventOf(job, "PAUSED"), origin: {} }));
    await enrich(odd, backup.aws, { now: () => now });
    expect(backup.lists()).toEqual([]);
    expect(backup.describes()).toHaveLength(11);
  });

  test("are listed failures first", async () => {
    const jobs = [
      ...failedJobs(20, "copy").map((job) => ({ ...job, State: "COMPLETED" })),
      ...failedJobs(20).map((job) => ({ ...job })),
    ];
    const backup = withJobs(jobs);
    await enrich(
      jobs.map((job) => eventOf(job, job.type === "copy" ? "COMPLETED" : "FAILED")),
      backup.aws,
      { now: () => now },
    );
    expect(backup.asked[0]?.path).toContain("/backup-jobs/?maxResults=500&state=FAILED");
  });
});

describe("what lists showed", () => {
  const jobs = failedJobs(600);
  const batch = (from: number, to: number) => jobs.slice(from, to).map((job) => eventOf(job));

  test("is remembered for a minute, so that a backlog does not list the same jobs again", async () => {
    const backup = withJobs(jobs);
    const memory = newJobMemory();
    let clock = now;
    const options = { memory, now: () => clock };
    await reasonsOf(batch(0, 300), backup.aws, options);
    const calls = backup.asked.length;
    clock += 59_000;
    expect(await reasonsOf(batch(300, 500), backup.aws, options)).toEqual(reasons(jobs.slice(300, 500)));
    expect(backup.asked).toHaveLength(calls);
    clock += 2000;
    await reasonsOf(batch(300, 500), backup.aws, options);
    expect(backup.asked).toHaveLength(calls + 1);
  });

  test("serves a small batch, too; of others it describes", async () => {
    const backup = withJobs(jobs);
    const options = { memory: newJobMemory() };
    await reasonsOf(batch(0, 400), backup.aws, options);
    const lists = backup.lists().length;
    expect(await reasonsOf(batch(400, 402), backup.aws, options)).toEqual(reasons(jobs.slice(400, 402)));
    expect(backup.describes()).toEqual([]);
    expect(await reasonsOf(batch(598, 600), backup.aws, options)).toEqual(reasons(jobs.slice(598, 600)));
    expect(backup.describes()).toHaveLength(2);
    expect(backup.lists()).toHaveLength(lists);
  });

  test("of a running job says nothing about its end", async () => {
    const running = failedJobs(11).map((job) => ({ ...job, State: "RUNNING" }));
    const memory = newJobMemory();
    const started = running.map((job) => ({
      ...eventOf(job, "RUNNING"),
      details: { startedAt: new Date(now - 11 * minute) },
    }));
    await enrich(started, withJobs(running).aws, { now: () => now, memory });
    const ended = failedJobs(11).map((job) => ({
      ...job,
      State: "COMPLETED",
      MessageCategory: "AccessDenied",
    }));
    const results = await enrich(
      ended.map((job) => eventOf(job, "COMPLETED")),
      withJobs(ended).aws,
      { now: () => now, memory },
    );
    for (const { event } of results) expect(event).toMatchObject({ phase: "completed-with-issues" });
  });

  test("of a job that was being stopped says nothing about its end", async () => {
    const stopping = failedJobs(11).map((job) => ({ ...job, State: "ABORTING", StatusMessage: "" }));
    const memory = newJobMemory();
    const started = stopping.map((job) => ({
      ...eventOf(job, "RUNNING"),
      details: { startedAt: new Date(now - 11 * minute) },
    }));
    await enrich(started, withJobs(stopping).aws, { now: () => now, memory });
    const stopped = failedJobs(11).map((job) => ({ ...job, State: "ABORTED" }));
    const events = stopped.map((job) => eventOf(job, "ABORTED"));
    const results = await enrich(events, withJobs(stopped).aws, { now: () => now, memory });
    for (const { event } of results)
      expect(event).toMatchObject({ phase: "aborted", details: { reason: expect.stringMatching(/^why /) } });
  });

  test("of a restore is asked for again: it may have been validated since", async () => {
    const restores = failedJobs(11, "restore").map((job) => ({ ...job, Status: "COMPLETED" }));
    const memory = newJobMemory();
    const events = restores.map((job) => eventOf(job, "COMPLETED"));
    await enrich(events, withJobs(restores).aws, { now: () => now, memory });
    const validated = restores.map((job) => ({ ...job, ValidationStatus: "FAILED" }));
    const results = await enrich(events, withJobs(validated).aws, { now: () => now, memory });
    for (const { event } of results) expect(event).toMatchObject({ phase: "validation-failed" });
  });

  test("replaces describing for a minute after AWS Backup was busy, even of a single job", async () => {
    const backup = withJobs(jobs);
    let isBusy = true;
    const aws: Aws = async (request) => {
      if (!isBusy) return backup.aws(request);
      isBusy = false;
      return { status: 429, headers: {}, body: "" };
    };
    const memory = newJobMemory();
    await reasonsOf(batch(0, 1), aws, { memory });
    expect(backup.describes()).toHaveLength(1);
    for (const index of [1, 2, 3]) await reasonsOf(batch(index, index + 1), aws, { memory });
    expect(backup.describes()).toHaveLength(1);
    expect(backup.lists()).toHaveLength(1);
  });
});
