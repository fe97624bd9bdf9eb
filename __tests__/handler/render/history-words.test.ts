import fc from "fast-check";
import type { BackupHistory, JobEvent, LastGood } from "../../../handler/model/event";
import type { JobPhase } from "../../../handler/model/job-phase";
import { messageOf } from "../../../handler/render/message";
import { outgoingMessagesOf, render } from "../../../handler/render/render";
import { checkPayload } from "../../../local/slack/payload";

const asOf = new Date("2026-08-22T06:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(asOf.getTime() - minutes * 60_000);

const job = (phase: JobPhase, history?: BackupHistory, details: JobEvent["details"] = {}): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase,
  jobId: "B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB",
  origin: { region: "eu-west-1" },
  details: { resourceArn: "arn:aws:s3:::exports", resourceType: "S3", ...details },
  ...(history && { backupHistory: history }),
});

const failed = (lastGood: LastGood, reason?: string, failuresInARow: readonly JobPhase[] = []): JobEvent =>
  job("failed", { of: "failure", asOf, lastGood, failuresInARow }, reason === undefined ? {} : { reason });

const succeeded = (
  history: Partial<Extract<BackupHistory, { readonly of: "success" }>>,
  details: JobEvent["details"] = {},
): JobEvent =>
  job(
    "completed",
    { of: "success", failuresInARow: [], goodBefore: true, earlierSizesBytes: [], ...history },
    details,
  );

const textOf = (event: JobEvent): string => render(event, { stage: "dev" }).text;
const shownOf = (event: JobEvent): string => JSON.stringify(render(event, { stage: "dev" }));

describe("a failure's sentence", () => {
  test.each<readonly [LastGood, string]>([
    [{ found: "before", at: minutesAgo(31 * 60 + 20) }, "last good backup 31 h ago"],
    [{ found: "before", at: minutesAgo(47 * 60 + 59) }, "last good backup 47 h ago"],
    [{ found: "before", at: minutesAgo(5 * 1440 + 700) }, "last good backup 5 days ago"],
    [{ found: "before", at: minutesAgo(59) }, "last good backup 59 min ago"],
    [{ found: "before", at: asOf }, "last good backup 1 min ago"],
    [{ found: "before", at: minutesAgo(-10) }, "last good backup 1 min ago"],
    [{ found: "since", at: minutesAgo(120) }, "a later backup succeeded 2 h ago"],
    [{ found: "not-older-than", at: minutesAgo(120) }, "last known good backup 2 h ago"],
    [{ found: "none", days: 30 }, "no good backup in 30 days"],
    [{ found: "none", days: 30, older: "none" }, "no good backup in 30 days, and no recovery points at all"],
    [
      { found: "none", days: 30, older: minutesAgo(45 * 1440) },
      "no good backup in 30 days, the latest recovery point before that is 45 days old",
    ],
  ])("of %j says it before the reason: a lock screen shows it", (lastGood, words) => {
    expect(textOf(failed(lastGood, "Access denied."))).toBe(
      `Backup failed: exports (S3) — ${words}: Access denied, eu-west-1`,
    );
  });

  test.each<readonly [readonly JobPhase[], string]>([
    [["failed", "expired"], "3 failures in a row"],
    [["aborted"], "2 unsuccessful backups in a row"],
  ])("after %j counts them", (failuresInARow, words) => {
    const event = failed({ found: "before", at: minutesAgo(3 * 1440) }, "no", failuresInARow);
    expect(textOf(event)).toBe(
      `Backup failed: exports (S3) — last good backup 3 days ago, ${words}: no, eu-west-1`,
    );
  });

  test("without a backup history does not mention it", () => {
    expect(textOf(job("failed"))).toBe("Backup failed: exports (S3), eu-west-1");
  });
});

test("a failure shows its last good backup below the headline, and its date in the reader's time zone", () => {
  const shown = shownOf(failed({ found: "before", at: minutesAgo(1860) }));
  expect(shown).toContain(
    '"text":":red_circle: *Backup failed* · `exports` (S3)\\nLast good backup 31 h ago"',
  );
  expect(shown).toContain(
    `"text":"*Last good backup*  <!date^${minutesAgo(1860).getTime() / 1000}^{date_short_pretty} {time}|2026-08-20 23:00 UTC>"`,
  );
});

describe("a good backup after unsuccessful ones", () => {
  test.each<readonly [readonly JobPhase[], boolean, string]>([
    [["failed", "expired"], true, "Backup OK again after 2 failures: "],
    [["failed"], true, "Backup OK again after 1 failure: "],
    [["failed"], false, "Backup OK after 1 failure: "],
    [["aborted"], true, "Backup OK again after 1 stopped backup: "],
    [["partial", "completed-with-issues"], true, "Backup OK again after 2 backups with issues: "],
    [["failed", "aborted", "partial"], true, "Backup OK again after 3 unsuccessful backups: "],
    [[], true, "Backup completed: "],
  ])("of %j, with a good one before them: %s, says so", (failuresInARow, goodBefore, words) => {
    const event = succeeded({ failuresInARow, goodBefore });
    expect(textOf(event).startsWith(words)).toBe(true);
    expect(shownOf(event)).toContain(`*${words.slice(0, -2)}*`);
  });

  test("is grouped with similar ones, apart from those without failures before", async () => {
    const again = Array.from({ length: 5 }, () => succeeded({ failuresInARow: ["failed"] }));
    const plain = Array.from({ length: 4 }, () => succeeded({}));
    const events = [...again, ...plain].map((event) => ({ event }));
    const messages = await outgoingMessagesOf(events, { stage: "dev" });
    expect(messages.map(({ card }) => card.sentence.split(":")[0])).toEqual([
      "5 backups OK again after problems",
      "4 backups completed",
    ]);
  });
});

describe("a size", () => {
  const sized = (sizeBytes: number, earlierSizesBytes: readonly number[], resourceType = "S3") =>
    shownOf(succeeded({ earlierSizesBytes }, { sizeBytes, resourceType }));
  const mebi = 1024 ** 2;

  test.each<readonly [number, readonly number[], string]>([
    [112, [90, 92, 95, 100], "112 MiB, +12% `▁▁▂▄█`"],
    [100, [100], "100 MiB, unchanged `▅▅`"],
    [1001, [1000], "1001 MiB, nearly unchanged `▅▅`"],
    [30, [100], "30 MiB, −70% `█▁`"],
    [1500, [1], "1.5 GiB, 1,500 times the previous one `▁█`"],
    [30, [100, 100, 100], "30 MiB, −70% `███▁`"],
    [300, [100, 100, 100], "300 MiB, +200% `▁▁▁█`"],
    [0, [100, 100, 100], "0 bytes, −100% `███▁`"],
    [5, [0], "5 MiB `▁█`"],
  ])("of %d MiB after %j is shown with its change", (size, earlier, words) => {
    expect(
      sized(
        size * mebi,
        earlier.map((one) => one * mebi),
      ),
    ).toContain(`*Size*  ${words} last ${earlier.length + 1} backups"`);
  });

  test("far from the usual is also in the sentence", () => {
    const event = succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 30 });
    expect(textOf(event)).toBe(
      "Backup completed: exports (S3) — 30 bytes, much smaller than usual (100 bytes), eu-west-1",
    );
  });

  test("much smaller than usual makes the message a warning; a larger one does not", () => {
    const smaller = shownOf(succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 30 }));
    expect(smaller).toContain(
      ":warning: *Backup completed* · `exports` (S3)\\n30 bytes, much smaller than usual (100 bytes)",
    );
    expect(smaller).toContain('"color":"#ECB22E"');
    const larger = shownOf(succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 300 }));
    expect(larger).toContain(
      ":white_check_mark: *Backup completed* · `exports` (S3)\\n300 bytes, much larger than usual (100 bytes)",
    );
    expect(larger).toContain('"color":"#2EB67D"');
  });

  test.each(["EC2", "EBS", "EFS", "VirtualMachine"])("of %s is shown without a change", (type) => {
    expect(sized(30, [100, 100, 100], type)).toContain('*Size*  30 bytes"');
  });
});

test("a group of failures shows each one's last good backup", async () => {
  const events = [1, 2, 3, 4].map((hours) => ({
    event: failed({ found: "before", at: minutesAgo(hours * 60) }, "no"),
  }));
  const [group] = await outgoingMessagesOf(events, { stage: "dev" });
  expect(JSON.stringify(group && messageOf(group.card))).toContain(
    "• `exports` (S3) — last good backup 2 h ago",
  );
});

test("a group of failures with the same last good backup shows it once, below the headline", async () => {
  const event = failed({ found: "before", at: minutesAgo(1860) }, "no");
  const [group] = await outgoingMessagesOf(
    [1, 2, 3, 4].map(() => ({ event })),
    { stage: "dev" },
  );
  const shown = JSON.stringify(group && messageOf(group.card));
  expect(shown).toContain('"text":"4 backups failed — last good backup 31 h ago: no: exports (S3) ×4');
  expect(shown).toContain(":red_circle: *4 backups failed*\\nLast good backup 31 h ago");
  expect(shown).toContain("• `exports` (S3) ×4");
});

const anyDate = fc.date({ min: new Date("2000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const phase = fc.constantFrom<JobPhase>("failed", "expired", "aborted", "partial", "completed-with-issues");
const lastGood: fc.Arbitrary<LastGood> = fc.oneof(
  fc.record({
    found: fc.constantFrom("before" as const, "since" as const, "not-older-than" as const),
    at: anyDate,
  }),
  fc.record({
    found: fc.constant("none" as const),
    days: fc.constant(30),
    older: fc.oneof(anyDate, fc.constant("none" as const)),
  }),
);
const anyHistory: fc.Arbitrary<BackupHistory> = fc.oneof(
  fc.record({
    of: fc.constant("failure" as const),
    asOf: anyDate,
    lastGood,
    failuresInARow: fc.array(phase, { maxLength: 100 }),
  }),
  fc.record({
    of: fc.constant("success" as const),
    failuresInARow: fc.array(phase, { maxLength: 100 }),
    goodBefore: fc.boolean(),
    earlierSizesBytes: fc.array(
      fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
      { maxLength: 7 },
    ),
  }),
);

test("whatever the history, Slack accepts the message, and no age is negative and no number is missing", () => {
  fc.assert(
    fc.property(
      anyHistory,
      fc.oneof(phase, fc.constant<JobPhase>("completed")),
      fc.nat(),
      (history, jobPhase, sizeBytes) => {
        const event = job(jobPhase, history, { sizeBytes, reason: "x".repeat(300) });
        const message = render(event, { stage: "dev" });
        expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
        expect(JSON.stringify(message)).not.toMatch(/undefined|NaN|Infinity|Invalid|-\d+ (min|h|days)/);
      },
    ),
  );
});
