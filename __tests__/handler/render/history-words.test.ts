import fc from "fast-check";
import { advise } from "../../../handler/advise/advise";
import type { BackupHistory, LastGood, LastJob } from "../../../handler/model/backup-history";
import type { JobEvent } from "../../../handler/model/job-event";
import type { JobPhase } from "../../../handler/model/job-phase";
import { severityOf } from "../../../handler/model/severity-of";
import { messageOf } from "../../../handler/render/message";
import { outgoingMessagesOf } from "../../../handler/render/render";
import { render } from "../../../handler/render/render-each";
import { checkPayload } from "../../../local/slack/payload";

const asOf = new Date("2026-08-22T06:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(asOf.getTime() - minutes * 60_000);

const pointFrom = (minutes: number) =>
  ({ known: "recovery-point", found: "before", at: minutesAgo(minutes) }) as const;
const lastJob = (job: LastJob): LastGood => ({ known: "last-job", job });

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
    [pointFrom(31 * 60 + 20), "last good backup 31 h ago"],
    [pointFrom(47 * 60 + 59), "last good backup 47 h ago"],
    [pointFrom(5 * 1440 + 700), "last good backup 5 days ago"],
    [pointFrom(59), "last good backup 59 min ago"],
    [pointFrom(0), "last good backup 1 min ago"],
    [pointFrom(-10), "last good backup 1 min ago"],
    [{ ...pointFrom(120), found: "since" }, "later good backup 2 h ago"],
    [{ ...pointFrom(120), found: "not-older-than" }, "last known good backup 2 h ago"],
    [{ ...pointFrom(120), found: "unchecked" }, "latest recovery point 2 h ago"],
    [
      { ...pointFrom(9 * 1440), deletedAt: minutesAgo(-3 * 1440) },
      "last good backup 9 days ago, to be deleted in 3 days",
    ],
    [
      { ...pointFrom(9 * 1440), deletedAt: minutesAgo(10) },
      "last good backup 9 days ago, to be deleted any moment",
    ],
    [{ ...pointFrom(9 * 1440), deletedAt: minutesAgo(-8 * 1440) }, "last good backup 9 days ago"],
    [{ known: "none-left", butItsOwn: false }, "no backup left to restore"],
    [{ known: "none-left", butItsOwn: true }, "no other backup left to restore"],
    [{ known: "none-without-issues" }, "only backups with issues left to restore"],
    [lastJob({ found: "before", at: minutesAgo(120) }), "last successful job 2 h ago"],
    [lastJob({ found: "since", at: minutesAgo(120) }), "later successful job 2 h ago"],
    [lastJob({ found: "not-older-than", at: minutesAgo(120) }), "last known successful job 2 h ago"],
    [lastJob({ found: "none", days: 30 }), "no successful job in 30 days"],
    [{ known: "not-checked" }, "last good backups not checked"],
    [{ known: "not-answered" }, "last good backup unknown"],
  ])("of %j says it before the reason: a lock screen shows it", (lastGood, words) => {
    expect(textOf(failed(lastGood, "Access denied."))).toBe(
      `Backup failed: exports (S3) — ${words}: Access denied, eu-west-1`,
    );
  });

  test.each<readonly [readonly JobPhase[], string]>([
    [["failed", "expired"], "3 failures in a row"],
    [["aborted"], "2 unsuccessful backups in a row"],
  ])("after %j counts them", (failuresInARow, words) => {
    const event = failed(pointFrom(3 * 1440), "no", failuresInARow);
    expect(textOf(event)).toBe(
      `Backup failed: exports (S3) — last good backup 3 days ago, ${words}: no, eu-west-1`,
    );
  });

  test("without a backup history does not mention it", () => {
    expect(textOf(job("failed"))).toBe("Backup failed: exports (S3), eu-west-1");
  });
});

test("a failure shows its last good backup once: below the headline, with a date that stays true", () => {
  const shown = shownOf(failed(pointFrom(1860), undefined, ["failed"]));
  expect(shown).toContain(
    `"text":":red_circle: *Backup failed* · \`exports\` (S3)\\nLast good backup 31 h ago (<!date^${minutesAgo(1860).getTime() / 1000}^{date_short_pretty} {time}|2026-08-20 23:00 UTC>), 2 failures in a row"`,
  );
  expect(shown.match(/last good backup/gi)).toHaveLength(2); // The other is the notification.
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
    [112, [90, 92, 95, 100], "112 MiB, +12% from the previous one ▁▁▂▄█"],
    [100, [100], "100 MiB, unchanged ▅▅"],
    [1001, [1000], "1001 MiB, nearly unchanged ▅▅"],
    [30, [100], "30 MiB, −70% from the previous one █▁"],
    [1500, [1], "1.5 GiB, 1,500 times the previous one ▁█"],
    [30, [100, 100, 100], "30 MiB, −70% from the previous one ███▁"],
    [300, [100, 100, 100], "300 MiB, +200% from the previous one ▁▁▁█"],
    [0, [100, 100, 100], "0 bytes, −100% from the previous one ███▁"],
    [5, [0], "5 MiB ▁█"],
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
      "Backup much smaller than usual: exports (S3) — 30 bytes instead of the usual 100 bytes, eu-west-1",
    );
  });

  test("much smaller than usual makes the message a warning; a larger one does not", () => {
    const smaller = shownOf(succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 30 }));
    expect(smaller).toContain(
      ":warning: *Backup much smaller than usual* · `exports` (S3)\\n30 bytes instead of the usual 100 bytes",
    );
    expect(smaller).toContain('"color":"#ECB22E"');
    const larger = shownOf(succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 300 }));
    expect(larger).toContain(
      ":white_check_mark: *Backup completed* · `exports` (S3)\\n300 bytes, much larger than usual (100 bytes)",
    );
    expect(larger).toContain('"color":"#2EB67D"');
  });

  test("much smaller than usual is the headline of a backup after failures, too", () => {
    const event = succeeded(
      { earlierSizesBytes: [100, 100, 100], failuresInARow: ["failed"] },
      { sizeBytes: 30 },
    );
    expect(textOf(event)).toBe(
      "Backup much smaller than usual: exports (S3) — 30 bytes instead of the usual 100 bytes, OK again after 1 failure, eu-west-1",
    );
  });

  test("much smaller than usual says what it may mean, and what to compare", async () => {
    const event = succeeded({ earlierSizesBytes: [100, 100, 100] }, { sizeBytes: 30 });
    const [advised] = await advise([{ event, records: [], suppressed: [] }], { log: () => undefined });
    const shown = advised && JSON.stringify(render(advised.event, { stage: "dev" }));
    expect(shown).toContain("data may have been deleted, or may be missing from the backup");
    expect(shown).toContain("Compare the resource with an earlier recovery point");
  });

  test.each(["EC2", "EBS", "EFS", "VirtualMachine"])("of %s is shown without a change", (type) => {
    expect(sized(30, [100, 100, 100], type)).toContain('*Size*  30 bytes"');
  });
});

test("a failure shows when its last good backup will be deleted, in the reader's time zone", () => {
  const deletedAt = minutesAgo(-26 * 1440);
  const shown = shownOf(failed({ ...pointFrom(9 * 1440), deletedAt }));
  expect(shown).toContain(`*Last good backup kept until*  <!date^${deletedAt.getTime() / 1000}^`);
});

test.each<readonly [LastGood, string]>([
  [{ known: "not-checked" }, ""],
  [{ known: "not-answered" }, ""],
  [{ known: "none-left", butItsOwn: false }, ""],
  [lastJob({ found: "none", days: 30 }), ""],
  [lastJob({ found: "before", at: minutesAgo(60) }), "Last successful job 1 h ago (<!date^"],
])("what is known of %j is never called a good backup with a date", (lastGood, fact) => {
  const shown = shownOf(failed(lastGood));
  expect(shown).toContain(fact);
  expect(shown).not.toMatch(/last good backup [^"]*<!date/i);
});

describe("a job after which nothing is left to restore", () => {
  const noneLeft = { of: "failure", asOf, lastGood: { known: "none-left", butItsOwn: false } } as const;

  test.each(["failed", "expired", "aborted", "partial", "completed-with-issues"] as const)(
    "is an emergency, though it is %s",
    (phase) => {
      const event = job(phase, { ...noneLeft, failuresInARow: [] });
      expect(severityOf(event)).toBe("danger");
      expect(shownOf(event)).toContain(":red_circle: *");
      expect(shownOf(event)).toContain('"color":"#E01E5A"');
      expect(textOf(event)).toContain(" — no backup left to restore");
    },
  );

  test("is grouped apart from those with a backup left", async () => {
    const gone = job("aborted", { ...noneLeft, failuresInARow: [] });
    const there = job("aborted", { of: "failure", asOf, lastGood: pointFrom(60), failuresInARow: [] });
    const events = [gone, there].flatMap((event) => Array.from({ length: 4 }, () => ({ event })));
    const messages = await outgoingMessagesOf(events, { stage: "dev" });
    expect(messages.map(({ card }) => card.severity)).toEqual(["danger", "warning"]);
  });
});

describe("a failure of a resource that has a later good backup", () => {
  const historyWith = (lastGood: LastGood): BackupHistory => ({
    of: "failure",
    asOf,
    lastGood,
    failuresInARow: [],
  });
  const since = { ...pointFrom(120), found: "since" } as const;

  test.each(["failed", "expired"] as const)(
    "is a warning, though it is %s: the resource is protected",
    (phase) => {
      const event = job(phase, historyWith(since));
      expect(severityOf(event)).toBe("warning");
      expect(shownOf(event)).toContain(":warning: *Backup");
      expect(shownOf(event)).toContain('"color":"#ECB22E"');
    },
  );

  test.each<readonly [string, LastGood]>([
    ["an earlier one", pointFrom(120)],
    ["one that may be older", { ...pointFrom(120), found: "not-older-than" }],
    ["one whose job is not known", { ...pointFrom(120), found: "unchecked" }],
    ["a later job without a known recovery point", lastJob({ found: "since", at: minutesAgo(60) })],
    ["one that is about to be deleted", { ...since, deletedAt: minutesAgo(1) }],
    ["none that is known", { known: "not-answered" }],
  ])("stays danger with %s", (_name, lastGood) => {
    expect(severityOf(job("failed", historyWith(lastGood)))).toBe("danger");
  });
});

test("a group of failures that were too many to ask about says so once", async () => {
  const events = Array.from({ length: 12 }, () => ({ event: failed({ known: "not-checked" }, "no") }));
  const [group] = await outgoingMessagesOf(events, { stage: "dev" });
  const shown = JSON.stringify(group && messageOf(group.card));
  expect(shown).toContain("*12 backups failed*\\nLast good backups not checked");
});

test("a group of failures shows each one's last good backup", async () => {
  const events = [1, 2, 3, 4].map((hours) => ({
    event: failed(pointFrom(hours * 60), "no"),
  }));
  const [group] = await outgoingMessagesOf(events, { stage: "dev" });
  expect(JSON.stringify(group && messageOf(group.card))).toContain(
    "• `exports` (S3) — last good backup 2 h ago (<!date^",
  );
});

test("a group of failures with the same last good backup shows it once, below the headline", async () => {
  const event = failed(pointFrom(1860), "no");
  const [group] = await outgoingMessagesOf(
    [1, 2, 3, 4].map(() => ({ event })),
    { stage: "dev" },
  );
  const shown = JSON.stringify(group && messageOf(group.card));
  expect(shown).toContain('"text":"4 backups failed — last good backup 31 h ago: no: exports (S3) ×4');
  expect(shown).toContain(":red_circle: *4 backups failed*\\nLast good backup 31 h ago (<!date^");
  expect(shown).toContain("• `exports` (S3) ×4");
});

const anyDate = fc.date({ min: new Date("2000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const phase = fc.constantFrom<JobPhase>("failed", "expired", "aborted", "partial", "completed-with-issues");
const anyLastJob: fc.Arbitrary<LastJob> = fc.oneof(
  fc.record({
    found: fc.constantFrom("before" as const, "since" as const, "not-older-than" as const),
    at: anyDate,
  }),
  fc.constant<LastJob>({ found: "none", days: 30 }),
);
const anyPoint = fc.record({
  known: fc.constant("recovery-point" as const),
  found: fc.constantFrom(
    "before" as const,
    "since" as const,
    "not-older-than" as const,
    "unchecked" as const,
  ),
  at: anyDate,
});
const lastGood: fc.Arbitrary<LastGood> = fc.oneof(
  anyPoint,
  fc.tuple(anyPoint, anyDate).map(([point, deletedAt]) => ({ ...point, deletedAt })),
  fc.record({ known: fc.constant("none-left" as const), butItsOwn: fc.boolean() }),
  anyLastJob.map(lastJob),
  fc.constantFrom<LastGood>(
    { known: "none-without-issues" },
    { known: "not-checked" },
    { known: "not-answered" },
  ),
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

describe("a first backup", () => {
  const first = succeeded({ goodBefore: false, isFirst: true });

  test("is in the title, and what makes it the first below", () => {
    expect(textOf(first)).toMatch(/^First backup completed: exports \(S3\)/);
    expect(shownOf(first)).toContain("no job in 30 days, and no other recovery point");
    expect(severityOf(first)).toBe("good");
  });
});
