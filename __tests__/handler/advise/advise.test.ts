import { adviceOn } from "../../../handler/advise/advice";
import { advise } from "../../../handler/advise/advise";
import type { Update } from "../../../handler/deduplicate/update";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobEvent } from "../../../handler/model/job-event";
import type { ObjectEvent } from "../../../handler/model/object-event";
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
        "The vault that the job names does not exist: it was deleted or renamed, or it is in another Region.",
      next: "Create the vault again, or name another one in the plan's rule.",
      command: {
        label: "*Run it again* once fixed",
        line: expect.stringMatching(/^aws backup start-backup-job /),
      },
    });
  });

  test("leaves an unknown reason as is, and says what to do about such a job", () => {
    expect(adviceOn(job({ details: { reason: "The moon is full." } }))).toEqual({
      next: "AWS Backup does not retry it: this resource has no newer backup until the plan's next run.",
    });
  });

  test("warns that a backup without a lifecycle is kept forever", () => {
    const { lifecycle: _, ...details } = whole;
    expect(adviceOn(job({ details }))?.command?.label).toBe(
      "*Run it again*; without `--lifecycle` the backup is kept forever",
    );
    expect(adviceOn(job({ details: whole }))?.command?.label).toBe("*Run it again*");
  });

  test("offers no command if running again would end the same way", () => {
    expect(adviceOn(job({ details: { ...whole, reason: "Table not found." } }))?.command).toBeUndefined();
  });

  test("offers no command for a job that completed with issues: there is a recovery point", () => {
    const details = { ...whole, reason: "No objects were backed up from the source bucket x" };
    const advice = adviceOn(job({ phase: "completed-with-issues", details }));
    expect(advice?.means).toMatch(/^The job ended without backing up anything/);
    expect(advice?.command).toBeUndefined();
  });

  test("offers the command for a job that someone stopped", () => {
    const details = { ...whole, reason: "Backup job was stopped by user." };
    expect(adviceOn(job({ phase: "aborted", details }))?.command).toEqual({
      label: "*Start it again*",
      line: expect.stringMatching(/ start-backup-job /),
    });
  });

  test("does not blame AWS Backup for a missing reason if it was not asked, and guesses no cause", () => {
    expect(adviceOn(job({ details: whole, unanswered: "no answer in <time>" }))).toEqual({
      means: "The notifier could not get the reason from AWS Backup: no answer in &lt;time&gt;.",
      next: "Open the job to see it. If other messages have no reason either, ask those who run this notifier to check it.",
    });
  });

  test("uses the reason in the event itself, asked or not", () => {
    const details = { ...whole, reason: "Table not found." };
    expect(adviceOn(job({ details, unanswered: "HTTP 503" }))).toEqual(adviceOn(job({ details })));
  });

  test("on an object whose reason is unknown says what became of it, and what AWS does not say", () => {
    expect(adviceOn({ ...object, reason: "The moon is full." })).toEqual({
      means:
        "The job continues; the failed object is not in its backup. AWS's event does not name the object.",
    });
    expect(adviceOn({ ...object, objectName: "a.txt" })?.means).toBe(
      "The job continues; the failed object is not in its backup.",
    );
    expect(adviceOn({ ...object, reason: "Access Denied" })?.means).toMatch(/role is denied/);
  });
});

describe("advice on a failure about which AWS Backup did not answer", () => {
  const bare = (unanswered: string): string => {
    const { means = "", next = "" } = adviceOn(job({ details: whole, unanswered })) ?? {};
    return `${means} ${next}`;
  };

  test.each([
    ["HTTP 503", "no usable answer"],
    ["ECONNREFUSED", "no usable answer"],
    ["socket hang up", "no usable answer"],
    ["HTTP 404", "no usable answer"],
    ["HTTP 403", "access was denied"],
    [
      "not authorized to perform: backup:DescribeBackupJob",
      "not authorized to perform: backup:DescribeBackupJob",
    ],
  ])("after %s says: %s, and nothing that only a clone can run", (problem, said) => {
    expect(bare(problem)).toBe(
      `The notifier could not get the reason from AWS Backup: ${said}. Open the job to see it. If other messages have no reason either, ask those who run this notifier to check it.`,
    );
    const unchecked = adviceOn(job({ phase: "completed-unchecked", unanswered: problem }));
    expect(unchecked?.means).toContain(said);
    expect(unchecked?.next).not.toContain("npm");
  });
});

describe("a restore test's verdict", () => {
  const test1 = job({
    jobType: "restore",
    phase: "validation-timed-out",
    state: "COMPLETED",
    details: {
      createdResourceArn: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-9",
      validationStatus: "TIMED_OUT",
      deletionStatus: "FAILED",
    },
  });

  test("comes first, and then what to delete and why", () => {
    const advice = adviceOn(test1);
    expect(advice?.means).toBe(
      "The backup was restored, but no validation result arrived within the validation window. Whether it is good is unknown.",
    );
    expect(advice?.next).toBe(
      "Check that your validation still runs and calls `PutRestoreValidationResult`. Delete `vol-9` yourself: the test could not, and it still costs money.",
    );
  });

  test("of a good one has the resource to delete all the same", () => {
    expect(adviceOn({ ...test1, phase: "validated" })?.next).toBe(
      "Delete `vol-9` yourself: the test could not, and it still costs money.",
    );
  });

  test("is not all that is said where AWS gives a reason", () => {
    const details = { ...test1.details, reason: "The moon is full." };
    const next = adviceOn({ ...test1, phase: "failed", details })?.next;
    expect(next).toMatch(/^Open the job.* Delete `vol-9` yourself/);
  });

  test("without a known resource names what was restored for the test", () => {
    const { createdResourceArn: _, ...details } = test1.details;
    expect(adviceOn({ ...test1, details })?.next).toContain("Delete what was restored for the test yourself");
  });
});

describe("an update", () => {
  test("that went well is sent without loading the advice", async () => {
    const load = jest.fn();
    const good = updatesOf(job({ phase: "completed" }), job({ phase: "started" }), {
      kind: "test",
      testId: "t",
      origin: {},
    });
    expect(await advise(good, newLog(), load)).toBe(good);
    expect(load).not.toHaveBeenCalled();
  });

  test("that did not go well gets advice, the rest stays unchanged", async () => {
    const updates = updatesOf(job({ phase: "completed" }), job({ phase: "expired", state: "EXPIRED" }));
    const [good, bad] = await advise(updates, newLog());
    expect(good).toBe(updates[0]);
    expect(bad?.event).toMatchObject({ phase: "expired", advice: { next: expect.any(String) } });
  });

  test("is sent without advice if the advice cannot be loaded, and the log says so", async () => {
    const { lines, log } = newLog();
    const updates = updatesOf(job(), job({ jobId: "A-2" }));
    const advised = await advise(updates, { log }, () => Promise.reject(new Error("Cannot find module")));
    expect(advised).toEqual(updates);
    expect(lines).toEqual([
      { outcome: "not-advised", kind: "backup.failed", id: "A-1", reason: "Cannot find module" },
      { outcome: "not-advised", kind: "backup.failed", id: "A-2", reason: "Cannot find module" },
    ]);
  });

  test("whose advice fails is sent without it", async () => {
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
