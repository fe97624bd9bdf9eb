import fc from "fast-check";
import { adviceOn } from "../../../handler/advise/advice";
import type { BackupEvent } from "../../../handler/model/event";
import type { JobEvent } from "../../../handler/model/job-event";
import type { JobPhase } from "../../../handler/model/job-phase";
import { severityOf } from "../../../handler/model/severity-of";
import { parse } from "../../../handler/parse/parse";
import { plainTextOnly } from "../../../handler/render/message";
import { render } from "../../../handler/render/render-each";
import { checkPayload } from "../../../local/slack/payload";
import { spokenOf } from "../../../local/slack/spoken";
import { codePoint } from "../../../verify/fuzz/code-point";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";
import { withMeaning } from "../support/meaning";

const stage = "dev";

const messageOf = (event: BackupEvent) => render(event, { stage });

const firstOf = (input: unknown): BackupEvent => {
  const event = parse(input).records[0]?.event;
  if (event === undefined) throw new Error("no event");
  return event;
};

/** Every string of a message, at any depth. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

/** Every block, in the order in which Slack shows them. */
const blocksOf = ({ blocks = [], attachments }: ReturnType<typeof messageOf>) => [
  ...blocks,
  ...(attachments?.[0].blocks ?? []),
];

const failed: JobEvent = {
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB",
  origin: { accountId: "111122223333", region: "eu-west-1", sentAt: new Date("2026-08-22T04:03:00Z") },
  details: {
    resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
    resourceName: "Orders",
    vaultName: "main",
    planName: "nightly",
    ruleName: "keep-35-days",
    reason: "Access denied",
    startedAt: new Date("2026-08-22T02:00:00Z"),
    endedAt: new Date("2026-08-22T03:12:00Z"),
    sizeBytes: 8_589_934_592,
  },
};

const withDetails = (details: JobEvent["details"], phase: JobPhase = "failed"): JobEvent => ({
  ...failed,
  phase,
  details,
});

/** The `verbatim` flag of every text that Slack formats: with it, Slack adds no links itself. */
const verbatimFlagsOf = (value: unknown): readonly unknown[] => {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(verbatimFlagsOf);
  return "type" in value && value.type === "mrkdwn"
    ? ["verbatim" in value && value.verbatim, ...inner]
    : inner;
};

const colors = { good: "#2EB67D", neutral: "#9AA0A6", warning: "#ECB22E", danger: "#E01E5A" } as const;

/** Every link, in order. */
const linksOf = (message: unknown): readonly (readonly [label: string, url: string])[] =>
  textsOf(message).flatMap((text) =>
    [...text.matchAll(/<(https:[^|<>]+)\|([^<>]+)>/g)].map(
      ([, url = "", label = ""]) => [label, url.replaceAll("&amp;", "&")] as const,
    ),
  );

const backupHome = "https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#";

const pages: Readonly<Record<string, RegExp>> = {
  "Open job": /#\/jobs\/(?:backup|copy\/details|restore\/details)\/[^/]+$/,
  "Open vault": /#\/backupvaults\/details\/[^/]+$/,
  "Open recovery point": /#\/backupvaults\/details\/[^/]+\/arn%3A[^/]+$/,
  "Open plan": /#\/(?:backupplan|restoretesting)\/details\/[^/]+$/,
  "Open malware scanner": /\/guardduty\/home\?region=[a-z0-9-]+$/,
  "Open resource": /\/(?:ec2|dynamodbv2|s3)\/|#\/resources\//,
  "Open created resource": /\/ec2\/|#\/resources\//,
};

const fixtures: readonly (readonly [name: string, event: BackupEvent])[] = [
  ...vaultEvents.map((fixture) => [fixture.name, firstOf(throughSns(fixture))] as const),
  ...eventBridgeEvents.map(({ name, event }) => [`${name}, from EventBridge`, firstOf(event)] as const),
  ["the message of send-test", { kind: "test", testId: "3f1c", origin: {} }],
];

describe("a message of", () => {
  test.each(fixtures)("%s is one that Slack accepts, laid out like all others", (_, event) => {
    const message = messageOf(event);
    expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
    checkLimits(message);
    checkMarkup(message);
    const [headline, ...below] = message.blocks ?? [];
    const [, emoji, title = ""] =
      /^:([a-z_]+): \*([^*]+)\*(?: · .+)?$/.exec(
        headline?.type === "section" ? (headline.text?.text ?? "") : "",
      ) ?? [];
    expect(emoji).toBeDefined();
    expect(message.text.startsWith(title)).toBe(true);
    expect(below.map(({ type }) => type)).toEqual(["context"]);
    expect(textsOf(below).join()).toContain("stage dev");
    expect(message.attachments?.map(({ color }) => color)).toEqual([colors[severityOf(event)]]);
    expect(message).toMatchObject({ unfurl_links: false, unfurl_media: false });
    expect(verbatimFlagsOf(message).length).toBeGreaterThan(1);
    expect(new Set(verbatimFlagsOf(message))).toEqual(new Set([true]));
  });

  test.each(fixtures)("%s links only to the pages named by its links", (_, event) => {
    for (const [label, url] of linksOf(messageOf(event))) {
      expect([label, pages[label]?.test(url)]).toEqual([label, true]);
    }
  });

  test.each<readonly [name: string, links: Readonly<Record<string, string>>]>([
    [
      "backup completed, from EventBridge",
      {
        "Open job": `${backupHome}/jobs/backup/B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB`,
        "Open vault": `${backupHome}/backupvaults/details/main`,
      },
    ],
    [
      "copy failed, from EventBridge",
      {
        "Open job": `${backupHome}/jobs/copy/details/2C3456C3-F33D-5EC6-CDC7-CCD890FE2345`,
        "Open vault": `${backupHome}/backupvaults/details/main`,
        "Open resource":
          "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-0aa11bb22cc33dd44",
      },
    ],
    [
      "restore test completed, its validation FAILED, from EventBridge",
      {
        "Open job": `${backupHome}/jobs/restore/details/9A8B7C6D-0000-4444-8888-ABCDEF012345`,
        "Open plan": `${backupHome}/restoretesting/details/weekly`,
      },
    ],
    [
      "recovery point expired, from EventBridge",
      {
        "Open recovery point": `${backupHome}/backupvaults/details/main/arn%3Aaws%3Abackup%3Aeu-west-1%3A111122223333%3Arecovery-point%3Aabcd1234-5678-abcd-9012-abcdef123456`,
        "Open resource":
          "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-0aa11bb22cc33dd44",
      },
    ],
    [
      "recovery point deleted manually, from EventBridge",
      {
        "Open vault": `${backupHome}/backupvaults/details/main`,
        "Open resource":
          "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-0aa11bb22cc33dd44",
      },
    ],
  ])("%s links to every page that exists", (name, links) => {
    const event = fixtures.find(([one]) => one === name)?.[1];
    if (event === undefined) throw new Error(`no fixture ${name}`);
    expect(Object.fromEntries(linksOf(messageOf(event)))).toEqual(links);
  });
});

describe("a failed backup", () => {
  test("says everything in one sentence", () => {
    expect(messageOf(failed).text).toBe(
      "Backup failed: Orders (RDS): Access denied, vault main, eu-west-1, account 111122223333",
    );
  });

  test("shows what, why, and where to look, in this order", () => {
    const texts = blocksOf(messageOf(failed)).map((block) => textsOf(block).join("\n"));
    const [headline, location] = texts.splice(0, 2);
    expect(headline).toContain(":red_circle: *Backup failed* · `Orders` (RDS)");
    expect(location).toContain("account `111122223333` · `eu-west-1` · vault `main` · stage dev");
    expect(texts[0]).toContain("*Reason*\n```\nAccess denied\n```");
    expect(texts[1]).toContain("#/jobs/backup/B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB|Open job>");
    expect(texts[1]).toContain("#/backupvaults/details/main|Open vault>");
    expect(texts[2]).toContain("*Resource*  `orders-db`\n");
    expect(texts[2]).toContain("*Plan*  `nightly / keep-35-days`\n");
    expect(texts[2]).toContain("*Duration*  1 h 12 m");
    expect(texts[2]).not.toContain("*Size*");
    expect(texts[3]).toContain("job `B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB` · <!date^1787371380^");
  });

  test("without a reason says where to find it", () => {
    expect(textsOf(messageOf(withMeaning(withDetails({}))))).toContainEqual(
      "AWS Backup gave no reason. The job's page may say more.",
    );
  });

  test("shows no duration if the clocks disagree", () => {
    const details = {
      startedAt: new Date("2026-09-22T02:00:00Z"),
      endedAt: new Date("2026-08-22T02:00:00Z"),
    };
    expect(textsOf(messageOf(withDetails(details))).join()).not.toContain("Duration");
  });

  test("shows a size of zero, which an incremental backup may have", () => {
    expect(textsOf(messageOf(withDetails({ sizeBytes: 0 }, "completed")))).toContainEqual("*Size*  0 bytes");
  });

  test("says that nothing had changed only where the size is the change, not where all may be gone", () => {
    const sizeOf = (resourceType: string) =>
      textsOf(messageOf(withDetails({ sizeBytes: 0, resourceType }, "completed"))).join("\n");
    expect(sizeOf("EFS")).toContain("*Size*  0 bytes, nothing had changed");
    for (const type of ["S3", "DynamoDB"]) expect(sizeOf(type)).not.toContain("nothing had changed");
  });

  test("shows no size if AWS Backup reports none, or if the job has not ended well", () => {
    const rds = { resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db", sizeBytes: 0 };
    for (const event of [
      withDetails(rds, "completed"),
      withDetails({ sizeBytes: 5 }, "started"),
      withDetails({ sizeBytes: 5 }, "failed"),
    ]) {
      expect(textsOf(messageOf(event)).join()).not.toContain("*Size*");
    }
    expect(textsOf(messageOf(withDetails({ ...rds, sizeBytes: 1024 }, "partial")))).toContainEqual(
      "*Size*  1 KiB",
    );
  });

  test("shows a rule without its plan's name, and a destination vault by name", () => {
    const destinationVaultArn = "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies";
    const texts = textsOf(messageOf(withDetails({ ruleName: "daily", destinationVaultArn })));
    expect(texts).toContainEqual("*Rule*  `daily`");
    expect(texts).toContainEqual("account `111122223333` · to `copies` in `eu-central-1` · stage dev");
  });

  test("with an unreadable ARN shows it as is", () => {
    expect(messageOf(withDetails({ resourceArn: "my-server" })).text).toContain(
      "Backup failed: my-server, eu-west-1",
    );
    const texts = textsOf(messageOf(withDetails({ destinationVaultArn: "there" })));
    expect(texts).toContainEqual("account `111122223333` · to `there` · stage dev");
  });
});

describe("a job", () => {
  test("without an id, a resource or an origin still makes a sentence", () => {
    const event: JobEvent = { kind: "job", jobType: "copy", phase: "started", origin: {}, details: {} };
    expect(messageOf(event).text).toBe("Copy started");
  });

  test("in an unknown state shows AWS's own sentence", () => {
    const event: JobEvent = {
      ...failed,
      phase: "unknown",
      text: "An AWS Backup job was paused.",
      details: {},
    };
    const { state: _, ...withoutState } = event;
    expect(messageOf({ ...event, state: "PAUSED" }).text).toMatch(/^Backup job in state PAUSED: /);
    expect(messageOf(withoutState).text).toMatch(/^Backup job changed: /);
    expect(textsOf(messageOf(event))).toContainEqual(
      "*AWS Backup says*\n```\nAn AWS Backup job was paused.\n```",
    );
  });

  test.each([
    ["ACCESSDENIED", "access denied", "Something that the job needs was denied"],
    ["AccessDenied", "access denied", "Something that the job needs was denied"],
    ["INVALIDPARAMETERS", "invalid parameters", "A setting of the job is not valid"],
    ["SUBSCRIPTION_REQUIRED", "subscription required", ""],
    ["NoSuchBucket", "no such bucket", ""],
  ])(
    "that completed with the message category %s says it in plain words",
    (messageCategory, words, means) => {
      const event = withDetails({ messageCategory }, "completed-with-issues");
      const message = messageOf({ ...event, advice: adviceOn(event) ?? {} });
      expect(message.text).toBe(
        `Backup completed with issues: job ${failed.jobId}: ${words}, eu-west-1, account 111122223333`,
      );
      expect(textsOf(message).join("\n")).toMatch(
        new RegExp(
          `AWS Backup gave no reason, only a category: ${words}\\.${means && ` ${means}.*\\.`}\n.*\n.*\n[A-Z].{15,}\\.`,
        ),
      );
    },
  );

  test.each(["AGGREGATE_ALL", "AggregateAll", "ANY"])(
    "that completed with the message category %s, which names nothing, says so",
    (messageCategory) => {
      const message = messageOf(withMeaning(withDetails({ messageCategory }, "completed-with-issues")));
      expect(textsOf(message)).toContainEqual(
        "AWS Backup marks this job as completed with issues. Open the job to see them.",
      );
      expect(textsOf(message).join()).not.toMatch(/aggregate|any/i);
    },
  );

  test("that completed with the success category does not mention it", () => {
    const success = withDetails({ messageCategory: "SUCCESS" }, "completed");
    expect(textsOf(messageOf(success)).join()).not.toContain("SUCCESS");
  });
});

describe("a recovery point, a vault or a plan", () => {
  test("links to its vault, and names its plan", () => {
    const notice = { kind: "notice", severity: "neutral", origin: { region: "eu-west-1" } } as const;
    const vault = messageOf({ ...notice, subject: "recovery point", state: "expired", vaultName: "main" });
    expect(textsOf(vault).join()).toContain("#/backupvaults/details/main|Open vault>");
    const plan = messageOf({
      ...notice,
      subject: "backup plan",
      state: "modified",
      planId: "p",
      vaultName: "main",
    });
    expect(textsOf(plan)).toContainEqual(":shield: *Backup plan modified* · `p`");
    expect(textsOf(plan).join()).toContain("#/backupplan/details/p|Open plan>");
  });
});

describe("plain text only", () => {
  test("keeps the sentence and nothing that Slack could refuse", () => {
    const message = messageOf(failed);
    expect(plainTextOnly(message)).toEqual({
      text: message.text,
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test("shows asterisks, underscores and colons in AWS's text as is", () => {
    const reason = "*not* allowed: _arn_ ~x~ :fire: <!here> & so on";
    const judgement = checkPayload(JSON.stringify(plainTextOnly(messageOf(withDetails({ reason })))));
    if (!judgement.ok) throw new Error(judgement.reason);
    const { lines, notification } = spokenOf(judgement.message);
    expect(lines).toEqual([`Backup failed: job ${failed.jobId}: ${reason}, eu-west-1, account 111122223333`]);
    expect(notification).toBe(lines[0]);
  });

  test.each([
    ["here", "<!here>"],
    ["S0123ABCDEF", "<!subteam^S0123ABCDEF>"],
    ["U0123ABCDEF", "<@U0123ABCDEF>"],
  ] as const)("still mentions %s", (mention, call) => {
    const plainMessage = plainTextOnly(render(failed, { stage }, { mention }));
    expect(plainMessage.text).toMatch(new RegExp(` ${call.replace("^", "\\^")}$`));
    expect(plainMessage).not.toHaveProperty("mrkdwn");
  });
});

describe("a layout", () => {
  test("shows the headline once: above the attachment, and otherwise only in the notification text", () => {
    const { blocks = [], attachments } = messageOf(failed);
    expect(blocks.map(({ type }) => type)).toEqual(["section", "context"]);
    expect(textsOf(attachments).join()).not.toContain("Backup failed");
  });

  test("keeps its color if there is nothing but the headline", () => {
    const event: JobEvent = { kind: "job", jobType: "copy", phase: "failed", origin: {}, details: {} };
    const [{ color, blocks }] = messageOf({ ...event, phase: "started" }).attachments ?? [{}];
    expect(color).toBe("#9AA0A6");
    expect(textsOf(blocks)).toContain("stage dev");
  });
});

/** Slack's limits for what we send. (Slack developer docs, Block Kit reference; total seen in slackapi/bolt-js#2867) */
const checkLimits = (message: ReturnType<typeof messageOf>): void => {
  const json = JSON.stringify(message);
  expect(JSON.parse(json)).toEqual(message);
  expect([...message.text].length).toBeLessThanOrEqual(4000);
  expect(message.text.trim()).not.toBe("");
  const blocks = blocksOf(message);
  expect(message.blocks?.length).toBeGreaterThan(0);
  expect(message.attachments?.[0].blocks.length).toBeGreaterThan(0);
  expect(blocks.length).toBeLessThanOrEqual(9);
  expect([...JSON.stringify(blocks)].length).toBeLessThanOrEqual(9000);
  expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThanOrEqual(15_000);
  for (const block of blocks) {
    if (block.type !== "section") continue;
    if (block.text) expect([...block.text.text].length).toBeLessThanOrEqual(3000);
    expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10);
    for (const field of block.fields ?? []) expect([...field.text].length).toBeLessThanOrEqual(2000);
  }
};

/** Our own markup in angle brackets: dates and console links. Anything else would be an injection. */
const ourMarkup =
  /<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+ UTC>|<https:\/\/[a-z0-9-]+\.console\.[a-z.-]+\/[^|<>\s]*\|Open [a-z ]+>/g;

const checkMarkup = (message: ReturnType<typeof messageOf>): void => {
  for (const text of textsOf(message)) {
    expect(text.replace(ourMarkup, "")).not.toMatch(/[<>]/);
    expect(text).not.toMatch(/undefined|N\/A|NaN|\[object/);
  }
};

/** A few of what `npm run fuzz` tries: that one checks the same of many more. */
describe("any input at all", () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 3000 }),
    fc.string({ unit: "grapheme", maxLength: 3000 }),
    fc.constantFrom(
      "<!channel>",
      "<https://evil.example|aws.amazon.com>",
      "```",
      "&amp;<",
      "\ud800",
      "😀".repeat(2000),
    ),
    fc.constantFrom(
      "&".repeat(5000),
      "<".repeat(5000),
      "arn:aws:s3:::&<>",
      "eu-west-1",
      "COMPLETED",
      "FAILED",
    ),
  );

  test("in the fields of a vault event makes a message within Slack's limits, without injected markup", () => {
    const attributes = fc.dictionary(
      fc.constantFrom(
        "EventType",
        "State",
        "Id",
        "AccountId",
        "StartTime",
        "eventType",
        "reason",
        "resourceName",
      ),
      fc.oneof(
        text,
        fc.constantFrom("BACKUP_JOB", "COPY_JOB", "EKS_BACKUP_OBJECT_FAILED", "RECOVERY_POINT_MODIFIED"),
      ),
    );
    fc.assert(
      fc.property(text, attributes, (message, attributes) => {
        const rendered = messageOf(firstOf(throughSns({ name: "", message, attributes })));
        checkLimits(rendered);
        checkMarkup({ ...rendered, text: rendered.text.replace(/undefined|N\/A|NaN|\[object/g, "") });
      }),
      { numRuns: 100 },
    );
  });

  test("in the fields of an EventBridge event makes a message within Slack's limits, without injected markup", () => {
    const values = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant({}),
      fc.constant([]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...eventBridgeEvents),
        fc.array(values, { minLength: 1 }),
        (fixture, replacements) => {
          const keys = Object.keys(fixture.event.detail);
          const detail = Object.fromEntries(
            keys.map((key, index) => [key, replacements[index % replacements.length]]),
          );
          const rendered = messageOf(firstOf({ ...fixture.event, detail }));
          checkLimits(rendered);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("of any shape makes one message", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (input) => {
        checkLimits(messageOf(firstOf(input)));
      }),
      { numRuns: 200 },
    );
  });
});
