import { adviceOn } from "../../../handler/advise/advice";
import { advise } from "../../../handler/advise/advise";
import type { Update } from "../../../handler/deduplicate/update";
import type { BackupEvent, JobEvent, ObjectEvent } from "../../../handler/model/event";
import type { LogLine } from "../../../handler/telemetry/log";

const job = (more: Partial<JobEvent> = {}): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "A-1",
  origin: { region: "eu-west-1" },
  details: {},
  ...more,
});

const object: ObjectEvent = {
  kind: "object",
  eventType: "S3_BACKUP_OBJECT_FAILED",
  jobType: "backup",
  outcome: "failed",
  service: "S3",
  origin: {},
};

const whole = {
  vaultName: "main",
  resourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  roleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
  lifecycle: { deleteAfterDays: 35 },
};

const updatesOf = (...events: readonly BackupEvent[]): readonly Update[] =>
  events.map((event) => ({ event, records: [], suppressed: [] }));

const newLog = () => {
  const lines: LogLine[] = [];
  return { lines, log: (line: LogLine) => void lines.push(line) };
};

describe("advice", () => {
  test("says what a known reason means, what to do, and how to run the job again", () => {
    const reason =
      "Backup job failed because backup vault arn:aws:backup:eu-west-1:1:backup-vault:x does not exist.";
    expect(adviceOn(job({ details: { ...whole, reason } }))).toEqual({
      means:
        "The vault that the job names is not there: it was deleted or renamed, or it is in another Region.",
      next: "Make the vault again, or name another one in the plan's rule.",
      command: {
        label: "*Run it again* once that is mended",
        line: expect.stringMatching(/^aws backup start-backup-job /),
      },
    });
  });

  test("leaves an unknown reason as it is, and says what is next for such a job", () => {
    expect(adviceOn(job({ details: { reason: "The moon is full." } }))).toEqual({
      next: "AWS Backup does not try again by itself: until the plan's next run this resource has no newer backup.",
    });
  });

  test("warns that a backup without a lifecycle is kept for ever", () => {
    const { lifecycle: _, ...details } = whole;
    expect(adviceOn(job({ details }))?.command?.label).toBe(
      "*Run it again*; without a `--lifecycle` the backup is kept for ever",
    );
    expect(adviceOn(job({ details: whole }))?.command?.label).toBe("*Run it again*");
  });

  test("offers no command where running again ends the same way", () => {
    expect(adviceOn(job({ details: { ...whole, reason: "Table not found." } }))?.command).toBeUndefined();
  });

  test("offers no command for a job that completed with issues: there is a recovery point", () => {
    const details = { ...whole, reason: "No objects were backed up from the source bucket x" };
    const advice = adviceOn(job({ phase: "completed-with-issues", details }));
    expect(advice?.means).toMatch(/^The job ended without saving anything/);
    expect(advice?.command).toBeUndefined();
  });

  test("offers the command for a job that somebody stopped", () => {
    const details = { ...whole, reason: "Backup job was stopped by user." };
    expect(adviceOn(job({ phase: "aborted", details }))?.command).toEqual({
      label: "*Start it again*",
      line: expect.stringMatching(/ start-backup-job /),
    });
  });

  test("does not blame AWS Backup for a missing reason where it was not asked, and guesses no cause", () => {
    expect(adviceOn(job({ details: whole, unanswered: "no answer in <time>" }))).toEqual({
      means: "This notifier could not ask AWS Backup for the reason: no answer in &lt;time&gt;",
      next: "Open the job for it. If other messages lack their reasons too, `npm run doctor` says why.",
    });
  });

  test("goes by the reason that the event itself brought, asked or not", () => {
    const details = { ...whole, reason: "Table not found." };
    expect(adviceOn(job({ details, unanswered: "HTTP 503" }))).toEqual(adviceOn(job({ details })));
  });

  test("has no word for an object whose reason is unknown", () => {
    expect(adviceOn({ ...object, reason: "The moon is full." })).toBeUndefined();
    expect(adviceOn({ ...object, reason: "Access Denied" })?.means).toMatch(/denied to its role/);
  });
});

describe("news", () => {
  test("that went well is told without reading the advice", async () => {
    const load = jest.fn();
    const good = updatesOf(
      job({ phase: "completed" }),
      job({ phase: "started" }),
      { kind: "test", testId: "t", origin: {} },
      object,
    );
    expect(await advise(good, newLog(), load)).toBe(good);
    expect(load).not.toHaveBeenCalled();
  });

  test("that did not go well gets advice, the rest stays as it is", async () => {
    const news = updatesOf(job({ phase: "completed" }), job({ phase: "expired", state: "EXPIRED" }));
    const [good, bad] = await advise(news, newLog());
    expect(good).toBe(news[0]);
    expect(bad?.event).toMatchObject({ phase: "expired", advice: { next: expect.any(String) } });
  });

  test("is told without advice where the advice cannot be read, and the log says so", async () => {
    const { lines, log } = newLog();
    const news = updatesOf(job(), job({ jobId: "A-2" }));
    const told = await advise(news, { log }, () => Promise.reject(new Error("Cannot find module")));
    expect(told).toEqual(news);
    expect(lines).toEqual([
      { outcome: "not-advised", kind: "backup.failed", id: "A-1", reason: "Cannot find module" },
      { outcome: "not-advised", kind: "backup.failed", id: "A-2", reason: "Cannot find module" },
    ]);
  });

  test("whose advice fails is told without it", async () => {
    const { lines, log } = newLog();
    const failing = async () => ({
      adviceOn: (): never => {
        throw new Error("broken");
      },
    });
    expect(await advise(updatesOf(job()), { log }, failing)).toEqual(updatesOf(job()));
    expect(lines).toMatchObject([{ outcome: "not-advised", reason: "broken" }]);
  });
});
