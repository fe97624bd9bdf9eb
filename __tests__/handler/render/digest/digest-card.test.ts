import fc from "fast-check";
import type { Digest } from "../../../../handler/model/digest";
import { messageKindOf } from "../../../../handler/model/event";
import { messageOf, plainMessageOf } from "../../../../handler/render/message";
import { renderEach } from "../../../../handler/render/render-each";
import { summaryCard } from "../../../../handler/slack/bot/summary-card";
import { checkPayload } from "../../../../local/slack/payload";
import { spokenOf } from "../../../../local/slack/spoken";
import { calmDigest, databases, digestEventOf, overdue } from "./digests";

const cardOf = (digest: object) => {
  const [rendered] = renderEach([{ event: digestEventOf(digest) }], { stage: "prod" });
  if (rendered === undefined) throw new Error("no card");
  return rendered.card;
};

/** What a reader sees, once Slack has accepted it. */
const readOf = (digest: object): string => {
  const check = checkPayload(JSON.stringify(messageOf(cardOf(digest))));
  if (!check.ok) throw new Error(check.reason);
  return spokenOf(check.message).lines.join("\n");
};

const with_ = (changes: Partial<Digest>): Digest => ({ ...calmDigest, ...changes });

const without = (...names: readonly (keyof Digest)[]): Partial<Digest> =>
  Object.fromEntries(Object.entries(calmDigest).filter(([name]) => !names.includes(name as keyof Digest)));

describe("a calm day", () => {
  test("is one line, and where it is", () => {
    const { severity, title, sentence, lines, means } = cardOf(calmDigest);
    expect({ severity, lines, means }).toEqual({ severity: "good", lines: undefined, means: undefined });
    expect(title).toBe("All 43 resources have a good backup");
    expect(sentence).toBe(
      "All 43 resources have a good backup; oldest 25 h; 131 jobs, 2.1 TiB; next run 03:00, eu-west-1, account 111122223333",
    );
    expect(readOf(calmDigest).split("\n")).toHaveLength(2);
  });

  test("has a kind of its own that routes can name", () => {
    expect(messageKindOf(digestEventOf(calmDigest))).toBe("watch.digest");
  });

  test("counts a resource that waits for its first run as neither good nor bad", () => {
    const { severity, title } = cardOf(with_({ resources: { selected: 43, good: 42, waiting: 1 } }));
    expect({ severity, title }).toEqual({
      severity: "good",
      title: "42 of 43 resources have a good backup, 1 waits for the first run",
    });
  });

  test("names the day of a next run that is further away", () => {
    expect(cardOf(with_({ nextRunAt: "2026-12-01T02:00:00.000Z" })).sentence).toContain(
      "next run Tue, Dec 1, 03:00",
    );
  });
});

describe("what was not seen", () => {
  test.each<[string, Partial<Digest>, string]>([
    ["resources", without("resources"), "not checked: resources"],
    ["jobs", without("backupJobs"), "not checked: jobs"],
    [
      "a list of AWS",
      with_({
        open: [
          {
            finding: "blind",
            cause: "access-denied",
            to: "opt-ins",
            subjects: [{ id: "", since: calmDigest.to }],
            total: 1,
          },
        ],
      }),
      "not checked: opt ins (access denied)",
    ],
    [
      "a resource's state",
      with_({ resources: { selected: 43, good: 40 } }),
      "not checked: whether 3 resources have a good backup",
    ],
  ])("%s: is said first, and is no good news", (_what, digest, words) => {
    const { severity, title, highlight, sentence } = cardOf(digest);
    expect({ severity, title, highlight }).toEqual({
      severity: "warning",
      title: "Not everything could be checked",
      highlight: words,
    });
    expect(sentence).toMatch(/^Not checked: /);
  });
});

describe("a bad day", () => {
  const bad = with_({
    resources: { selected: 212, good: 210, oldestGoodAt: "2026-11-26T05:30:00.000Z" },
    open: [
      { finding: "guard", cause: "vault-lock", subjects: [], total: 1 },
      {
        finding: "unprotected",
        cause: "not-named",
        subjects: [{ id: "arn:aws:s3:::logs", since: "2026-11-01T00:00:00.000Z" }],
        total: 2,
      },
      overdue(2),
    ],
    failed: {
      subjects: [
        {
          id: "arn:aws:dynamodb:eu-west-1:111122223333:table/carts",
          since: "2026-11-27T01:00:00.000Z",
          text: "Access denied",
        },
      ],
      total: 1,
      madeUpFor: 3,
    },
    services: [
      {
        resourceType: "RDS",
        resources: 12,
        jobs: { now: 12, yesterday: 12, lastWeek: 11 },
        bytes: { now: 0 },
      },
      {
        resourceType: "S3",
        resources: 30,
        jobs: { now: 30, before: [28, 29, 30] },
        bytes: { now: 1024 ** 4 },
      },
    ],
    oddities: [{ oddity: "kept-forever", subjects: databases(1), total: 14 }],
    notifier: { heard: { jobs: 128, of: 131 }, parked: 2, waiting: 0 },
  });

  test("begins with how many resources need a person, then what they need", () => {
    const { severity, title, means } = cardOf(bad);
    expect({ severity, title }).toEqual({ severity: "danger", title: "5 of 214 resources need you" });
    expect(means?.split("\n")).toEqual([
      "*1* failed, and no good backup since: `carts` (DynamoDB) 6 h ago, Access denied",
      "*2* overdue (the last run made no job): `orders-0` (RDS) last good 3 days ago, `orders-1` (RDS) last good 3 days ago",
      "*2* without a backup plan (named by no selection): `logs` (S3) for 26 days, and 1 more",
      "*1* not as deployed (a vault's lock changed)",
    ]);
  });

  test("says numbers by service, what is odd, the notifier's health, and where the rest is", () => {
    const text = readOf(bad);
    for (const part of [
      "Backups: 131 ok; 3 failed first and are well by now",
      "RDS: 12 resources · 12 jobs (yesterday 12, a week ago 11)",
      "S3: 30 resources · 30 jobs ▁▅██ · 1 TiB",
      "14 recovery points kept forever, perhaps by mistake: orders-0 (RDS), and 13 more",
      "Notifier's events: 128 of 131 jobs heard, 2 parked, 0 waiting, unheard not known",
      "All of it: npm run report -- prod",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("has its details in a bot's thread", () => {
    const { lines, means } = summaryCard(cardOf(bad));
    expect({ lines, hasMeans: means !== undefined }).toEqual({ lines: undefined, hasMeans: true });
  });

  test("with 10,000 resources stays within Slack's limits, and says what it leaves out", () => {
    const text = readOf(
      with_({
        resources: { selected: 10_000, good: 0 },
        open: [
          { finding: "overdue", cause: "failing", subjects: databases(100), total: 6000 },
          overdue(100, 2000),
          { finding: "never-backed-up", subjects: databases(100), total: 1500 },
          { finding: "overdue", cause: "not-opted-in", subjects: databases(100), total: 500 },
        ],
        oddities: [{ oddity: "not-deleted", subjects: databases(100), total: 40_000 }],
      }),
    );
    expect(text).toContain("10000 of 10000 resources need you");
    expect(text).toMatch(/6000 overdue \(backups fail\): orders-0 .*, and 59\d\d more/);
    expect(text).toContain("npm run report -- prod");
  });
});

/** Names that try to break out of their place. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom(
    "<!channel>",
    "`*_~",
    "arn:aws:rds:eu-west-1:1:db:<@U1>",
    "\u202Ex",
    "🧨".repeat(200),
    "&<>`".repeat(100),
  ),
);
const count = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const moment = fc
  .date({ min: new Date("2001-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const subjects = fc.array(
  fc.record(
    { id: hostile, since: moment, lastGoodAt: moment, text: hostile, planNames: fc.array(hostile) },
    { requiredKeys: ["id", "since"] },
  ),
  { maxLength: 100 },
);
const trend = fc.record(
  { now: count, yesterday: count, lastWeek: count, before: fc.array(count, { maxLength: 7 }) },
  { requiredKeys: ["now"] },
);
const jobCounts = fc.dictionary(hostile, count, { maxKeys: 8 });
const anyDigest = fc.record(
  {
    schema: fc.constant(1),
    timeZone: fc.oneof(
      fc.constantFrom("Europe/Berlin", "UTC"),
      fc.constant("no zone"),
      hostile.filter((one) => one.trim() !== ""),
    ),
    from: moment,
    to: moment,
    resources: fc.record(
      { selected: count, good: count, waiting: count, oldestGoodAt: moment },
      { requiredKeys: ["selected", "good"] },
    ),
    backupJobs: jobCounts,
    copyJobs: jobCounts,
    restoreJobs: jobCounts,
    bytes: trend,
    nextRunAt: moment,
    failed: fc.record({ subjects, total: count, madeUpFor: count }),
    open: fc.array(
      fc.oneof(
        fc.record({
          finding: fc.constantFrom("overdue", "unprotected", "never-backed-up"),
          subjects,
          total: count,
        }),
        fc.record({
          finding: fc.constantFrom("guard", "copy-overdue"),
          cause: hostile,
          subjects,
          total: count,
        }),
        fc.record({ finding: fc.constant("blind"), cause: hostile, to: hostile, subjects, total: count }),
      ),
      { maxLength: 60 },
    ),
    services: fc.array(
      fc.record(
        { resourceType: hostile, resources: count, jobs: trend, bytes: trend },
        { requiredKeys: ["resourceType", "resources", "jobs"] },
      ),
      { maxLength: 60 },
    ),
    oddities: fc.array(
      fc.record({
        oddity: fc.constantFrom(
          "not-deleted",
          "kept-forever",
          "smaller",
          "slower-restore",
          "resource-deleted",
        ),
        subjects,
        total: count,
      }),
      { maxLength: 6 },
    ),
    restoreTests: fc.record({
      types: fc.array(
        fc.record(
          {
            resourceType: hostile,
            tests: fc.array(hostile, { maxLength: 3 }),
            resources: count,
            passed: count,
            neverTested: count,
            lastAt: moment,
            longestMinutes: fc.array(count, { maxLength: 40 }),
            withinMinutes: count,
          },
          { requiredKeys: ["resourceType", "resources", "passed"] },
        ),
        { maxLength: 40 },
      ),
      troubles: fc.array(
        fc.record({ verdict: fc.constantFrom("failed", "too-slow", "not-deleted"), subjects, total: count }),
        { maxLength: 6 },
      ),
    }),
    notifier: fc.record(
      { heard: fc.record({ jobs: count, of: count }), parked: count, waiting: count, unheard: count },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["schema", "timeZone", "from", "to", "open"] },
);

describe("any digest", () => {
  test("makes a message that Slack accepts, whole and as a bot's summary and as plain text", () => {
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const card = cardOf(digest);
        for (const message of [messageOf(card), messageOf(summaryCard(card)), plainMessageOf(card)]) {
          const check = checkPayload(JSON.stringify(message));
          if (!check.ok) throw new Error(`${check.word}: ${check.reason}`);
          expect(JSON.stringify(message)).not.toMatch(/<!(?!date)|<@|undefined|NaN/);
        }
      }),
      { numRuns: 80 },
    );
  });

  test("that is not seen whole is not good", () => {
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const { resources, backupJobs } = digest;
        fc.pre(resources === undefined || backupJobs === undefined);
        const { severity, sentence } = cardOf(digest);
        expect(severity).not.toBe("good");
        expect(sentence).toMatch(/^Not checked: /);
      }),
      { numRuns: 80 },
    );
  });
});

test("a digest with a finding that is not known is shown as it came", () => {
  const { kind } = digestEventOf({ ...calmDigest, open: [{ finding: "haunted", subjects: [], total: 1 }] });
  expect(kind).toBe("unrecognized");
});

describe("restore tests", () => {
  const restoreTests: Digest["restoreTests"] = {
    types: [
      { resourceType: "EBS", tests: [], resources: 12, passed: 0, neverTested: 12, longestMinutes: [] },
      {
        resourceType: "RDS",
        tests: ["weekly"],
        resources: 31,
        passed: 29,
        neverTested: 1,
        lastAt: "2026-11-25T09:00:00.000Z",
        longestMinutes: [15, 18, 41],
        withinMinutes: 60,
      },
    ],
    troubles: [],
  };

  test("that passed are a word of a calm day", () => {
    expect(cardOf(with_({ restoreTests })).sentence).toContain(
      "; restore tests passed for 29 of 43; next run",
    );
  });

  test("have a line for each type, with the last test, and the longest restore of what is promised", () => {
    const read = readOf(
      with_({ restoreTests, oddities: [{ oddity: "slower-restore", subjects: databases(1), total: 1 }] }),
    );
    expect(read).toContain(
      "RDS: 29 of 31 resources passed · 1 never tested · last test 46 h ago · longest 41 of 60 min ▁▁█",
    );
    expect(read).toContain("No test restores EBS (12 resources)");
    expect(read).toContain("1 restore much slower than usual: orders-0");
  });

  test.each([
    ["failed", "danger", "1 whose restore test failed"],
    ["too-slow", "warning", "1 restored more slowly in a test than promised"],
    ["timed-out", "warning", "1 whose restore test ended without a result"],
  ] as const)("one that ended as %s needs somebody", (verdict, severity, words) => {
    const digest = with_({
      restoreTests: { ...restoreTests, troubles: [{ verdict, subjects: databases(1), total: 1 }] },
    });
    expect(cardOf(digest)).toMatchObject({ severity, title: "1 finding needs you" });
    expect(readOf(digest)).toContain(`${words}: orders-0`);
  });

  test("of which a verdict is not known make the event one that is not understood, and nothing is lost", () => {
    const troubles = [{ verdict: "postponed", subjects: databases(1), total: 1 }];
    expect(digestEventOf({ ...calmDigest, restoreTests: { ...restoreTests, troubles } }).kind).not.toBe(
      "digest",
    );
  });
});
