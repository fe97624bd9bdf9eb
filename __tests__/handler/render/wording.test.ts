import type { JobEvent } from "../../../handler/model/job-event";
import type { NoticeEvent } from "../../../handler/model/notice-event";
import { noticeSeverityOf } from "../../../handler/model/severity-of";
import { parse } from "../../../handler/parse/parse";
import { render } from "../../../handler/render/render-each";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";
import { withMeaning } from "../support/meaning";

const context = { stage: "prod", accountNames: { "111122223333": "shop-prod" } };
const origin = { accountId: "111122223333", region: "eu-west-1" };

const job = (more: Partial<JobEvent>): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "a-1",
  origin,
  details: {},
  ...more,
});

const notice = (
  subject: NoticeEvent["subject"],
  state: string,
  more: Partial<NoticeEvent> = {},
): NoticeEvent => ({
  kind: "notice",
  subject,
  state,
  severity: noticeSeverityOf(subject, state),
  origin,
  ...more,
});

/** Each fact is one line. */
const textsOf = (text: string): string[] =>
  /^\*[^*\n]+\* {2}/.test(text) ? text.split("\n") : [text].filter(Boolean);

/** What a reader sees, in order: every text of the blocks. */
const shown = (event: Parameters<typeof render>[0]): string[] => {
  const { blocks = [], attachments } = render(withMeaning(event), context);
  return [...blocks, ...(attachments?.[0].blocks ?? [])].flatMap((block) => {
    if (block.type === "context") return block.elements.map((one) => ("text" in one ? one.text : ""));
    return block.type === "section" ? textsOf(block.text?.text ?? "") : [];
  });
};

const sentence = (event: Parameters<typeof render>[0]): string => render(event, context).text;

const volume = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1";
const sameRegionCopy = {
  vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
  destinationVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:copies",
};
const copyDetails = {
  resourceArn: volume,
  vaultName: "main",
  vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
  destinationVaultArn: "arn:aws:backup:eu-central-1:444455556666:backup-vault:copies",
};

describe("a copy within one Region", () => {
  test("names the Region once", () => {
    const event = job({ jobType: "copy", details: { resourceArn: volume, ...sameRegionCopy } });
    expect(sentence(event)).toBe(
      "Copy failed: vol-1 (EBS), from main to copies (eu-west-1), shop-prod (111122223333)",
    );
    expect(shown(event)).toContain(
      "`shop-prod (111122223333)` · from `main` · to `copies` in `eu-west-1` · stage prod",
    );
    const destinationVaultArn = "arn:aws:backup:eu-west-1:444455556666:backup-vault:copies";
    expect(sentence({ ...event, details: { ...event.details, destinationVaultArn } })).toContain(
      "from main to copies (eu-west-1, 444455556666)",
    );
  });
});

describe("a sentence", () => {
  test("says what happened, to what, why, and only then where, with the account's name", () => {
    const details = {
      resourceArn: volume,
      resourceName: "orders",
      vaultName: "main",
      reason: "Access denied.",
    };
    expect(sentence(job({ details }))).toBe(
      "Backup failed: orders (EBS): Access denied, vault main, eu-west-1, shop-prod (111122223333)",
    );
    expect(shown(job({ details }))[1]).toBe(
      "`shop-prod (111122223333)` · `eu-west-1` · vault `main` · stage prod",
    );
  });

  test("of a copy names both vaults with their Regions, and the account of one in another account", () => {
    const copy = job({ jobType: "copy", details: { ...copyDetails, reason: "no key" } });
    expect(sentence(copy)).toBe(
      "Copy failed: vol-1 (EBS): no key, from main (eu-west-1) to copies (eu-central-1, 444455556666), shop-prod (111122223333)",
    );
    expect(shown(copy)[1]).toBe(
      "`shop-prod (111122223333)` · from `main` in `eu-west-1` · to `copies` in `eu-central-1`, account `444455556666` · stage prod",
    );
  });

  test("of a job without a resource names the job, once", () => {
    expect(sentence(job({}))).toBe("Backup failed: job a-1, eu-west-1, shop-prod (111122223333)");
    expect(shown(job({}))[0]).toBe(":red_circle: *Backup failed* · job `a-1`");
    expect(shown(job({})).join("\n").match(/`a-1`/g)).toHaveLength(1);
  });

  test("of an unknown state repeats neither ARN nor ID", () => {
    const text = `An AWS Backup job was paused. Resource ARN : ${volume}. BackupJob ID : a-1`;
    const event = job({ phase: "unknown", state: "PAUSED", text, details: { resourceArn: volume } });
    expect(sentence(event)).toMatch(/^Backup job in state PAUSED: vol-1 \(EBS\), /);
    const all = shown(event).join("\n");
    expect(all).toContain("*AWS Backup says*\n```\nAn AWS Backup job was paused.\n```");
    expect(all.replace(/<https[^>]*>/g, "").match(/vol-1|a-1\b/g)).toEqual(["vol-1", "a-1"]);
  });

  test("of a state that does not look like an AWS state shows it as a fact", () => {
    const event = job({ phase: "unknown", state: "*b* <!here>" });
    expect(sentence(event)).toMatch(/^Backup job changed: /);
    expect(shown(event)).toContain("*State*  `*b* &lt;!here&gt;`");
  });
});

describe("a link to a vault", () => {
  const vaultArn = (account: string): string => `arn:aws:backup:eu-west-1:${account}:backup-vault:main`;
  const shownWith = (details: JobEvent["details"]): string =>
    shown(job({ jobType: "copy", details: { vaultName: "main", ...details } })).join("\n");

  test("is left out where the vault is another account's: it opens in the reader's", () => {
    expect(shownWith({ vaultArn: vaultArn("444455556666") })).not.toContain("Open vault");
    expect(shownWith({ vaultArn: vaultArn("444455556666") })).toContain("Open job");
  });

  test.each([
    ["its own account's", { vaultArn: vaultArn("111122223333") }],
    ["not known by ARN", {}],
  ])("is there where the vault is %s", (_name, details) => {
    expect(shownWith(details)).toContain("|Open vault>");
  });
});

describe("a restore test", () => {
  const details = {
    resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
    restoreTestingPlanArn:
      "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:weekly-5f3e2d1c-0b9a-4876-8543-210fedcba987",
    startedAt: new Date("2026-08-22T03:00:00Z"),
    endedAt: new Date("2026-08-22T03:50:00Z"),
  };
  const test_ = (phase: JobEvent["phase"], more: JobEvent["details"] = {}): JobEvent =>
    job({ jobType: "restore", phase, state: "COMPLETED", details: { ...details, ...more } });

  test.each([
    ["started", ":hourglass_flowing_sand: *Restore test started*", "#9AA0A6"],
    ["validating", ":test_tube: *Restore test awaiting validation*", "#9AA0A6"],
    ["validated", ":white_check_mark: *Restore test passed*", "#2EB67D"],
    ["validation-failed", ":red_circle: *Restore test failed validation*", "#E01E5A"],
    ["validation-timed-out", ":alarm_clock: *Restore test not validated in time*", "#ECB22E"],
    ["failed", ":red_circle: *Restore test failed*", "#E01E5A"],
  ] as const)("that is %s says so", (phase, headline, color) => {
    expect(shown(test_(phase))[0]).toBe(`${headline} · \`orders-db\` (RDS)`);
    expect(render(test_(phase), context).attachments?.[0].color).toBe(color);
  });

  test("that failed shows the validation message and the restore time, and links to its plan", () => {
    const event = test_("validation-failed", { validationMessage: "table orders is empty" });
    expect(sentence(event)).toMatch(
      /^Restore test failed validation: orders-db \(RDS\): table orders is empty, /,
    );
    const texts = shown(event);
    expect(texts).toContain("*Validation message*\n```\ntable orders is empty\n```");
    expect(texts).toContain("*Time to restore*  50 m");
    expect(texts).toContain("*Restore testing plan*  `weekly`");
    expect(texts.join()).toContain("#/restoretesting/details/weekly|Open plan>");
  });

  test("whose resource was not deleted says so besides the result", () => {
    const event = test_("validation-timed-out", { deletionStatus: "FAILED", deletionMessage: "protected" });
    expect(shown(event)).toContain("*Deletion failed*  `protected`");
    expect(shown(event).join()).toMatch(
      /no validation result arrived.*the test could not, and it still costs money/,
    );
  });
});

describe("a notice", () => {
  test("of an interrupted continuous backup names the bucket", () => {
    const fixture = vaultEvents.find(({ name }) => name === "continuous backup interrupted");
    const event = fixture && parse(throughSns(fixture)).records[0]?.event;
    expect(event && sentence(event)).toBe(
      "Continuous backup interrupted: invoices.example.com (S3), eu-west-1, shop-prod (111122223333)",
    );
  });

  test.each<readonly [string, NoticeEvent, string, string]>([
    [
      "a recovery point deleted manually",
      notice("recovery point", "deleted manually"),
      ":lock: *Recovery point deleted manually*",
      "DeleteRecoveryPoint",
    ],
    [
      "a recovery point that is being deleted manually",
      notice("recovery point", "deleting manually"),
      ":lock: *Recovery point being deleted manually*",
      "DeleteRecoveryPoint",
    ],
    [
      "a deleted vault",
      notice("backup vault", "deleted"),
      ":shield: *Backup vault deleted*",
      "DeleteBackupVault",
    ],
    [
      "a deleted plan",
      notice("backup plan", "deleted"),
      ":shield: *Backup plan deleted*",
      "DeleteBackupPlan",
    ],
  ])("of %s is a warning with a security hint", (_name, event, headline, call) => {
    expect(event.severity).toBe("warning");
    expect(shown(event)[0]).toBe(headline);
    expect(shown(event)).toContain(
      `If nobody on your team did this, treat it as an attack on your backups: check CloudTrail for who called \`${call}\`.`,
    );
  });

  test("of a changed or stopped recovery point calls neither an attack: AWS and colleagues do both", () => {
    const modified = shown(notice("recovery point", "modified")).join("\n");
    expect(modified).toContain("check CloudTrail for who called `UpdateRecoveryPointLifecycle`");
    const stopped = shown(notice("recovery point", "stopped")).join("\n");
    expect(stopped).toContain(
      "when the plan's retention changes, when a bucket's versioning is switched off, or when a log backup fails",
    );
    for (const texts of [modified, stopped]) expect(texts).not.toContain("attack");
  });

  test("of a modified recovery point says what its retention is now", () => {
    const retention = {
      deleteAfterDays: 1,
      moveToColdStorageAfterDays: 30,
      deletesAt: new Date("2026-08-23T03:00:00Z"),
      storageClass: "WARM",
    };
    const texts = shown(notice("recovery point", "modified", { retention }));
    expect(texts).toContain(
      "*Retention now*  `cold storage after 30 days, deleted after 1 day, that is on 2026-08-23`",
    );
    expect(texts).toContain("*Storage class now*  `WARM`");
    expect(shown(notice("recovery point", "stopped", { retention })).join()).not.toContain("Retention now");
  });

  test("of a scan that found threats is red although the scan completed, and links to the recovery point", () => {
    const recoveryPointArn = "arn:aws:backup:eu-west-1:111122223333:recovery-point:r-1";
    const detail = {
      scanJobId: "s-1",
      state: "COMPLETED",
      scanResult: { scanResultStatus: "THREATS_FOUND" },
      scanBaseRecoveryPointArn: recoveryPointArn,
      backupVaultName: "main",
      resourceArn: volume,
      resourceType: "EBS",
    };
    const input = {
      source: "aws.backup",
      "detail-type": "Scan Job State Change",
      region: "eu-west-1",
      detail,
    };
    const event = parse(input).records[0]?.event;
    if (event === undefined) throw new Error("no event");
    expect(render(event, context).attachments?.[0].color).toBe("#E01E5A");
    expect(sentence(event)).toBe("Malware found in a backup: vol-1 (EBS), vault main, eu-west-1");
    expect(shown(event)[0]).toMatch(/\nRecovery point r-1$/);
    expect(shown(event).join()).toContain(
      `#/backupvaults/details/main/${encodeURIComponent(recoveryPointArn)}|Open recovery point>`,
    );
  });

  test.each([
    ["FAILED", "NO_THREATS_FOUND", "failed", "danger"],
    ["FAILED", "THREATS_FOUND", "threats found", "danger"],
    ["COMPLETED", "NO_THREATS_FOUND", "no threats found", "good"],
    ["COMPLETED_WITH_ISSUES", "NO_THREATS_FOUND", "completed with issues", "warning"],
    ["CANCELED", undefined, "canceled", "warning"],
    ["RUNNING", undefined, "running", "neutral"],
  ])("of a scan %s with result %s is %s: %s", (state, scanResultStatus, said, severity) => {
    const detail = { state, ...(scanResultStatus && { scanResult: { scanResultStatus } }) };
    const event = parse({ source: "aws.backup", "detail-type": "Scan Job State Change", detail }).records[0]
      ?.event;
    expect(event).toMatchObject({ subject: "malware scan", state: said, severity });
  });

  test("of Region settings says once which services are on and which are off", () => {
    const optIns = { EBS: true, RDS: false, S3: true };
    const texts = shown(notice("Region settings", "modified", { optIns }));
    expect(texts.join("\n").match(/RDS off; EBS, S3 on/g)).toHaveLength(1);
    expect(texts.join("\n")).not.toContain("*On*");
  });

  test("of a vault says whether it is locked", () => {
    expect(shown(notice("backup vault", "modified", { isLocked: true })).join()).toContain(
      "Its vault lock is on",
    );
    expect(shown(notice("backup vault", "modified", { isLocked: false })).join()).toContain(
      "It has no vault lock",
    );
    expect(shown(notice("backup vault", "modified")).join()).not.toContain("lock");
  });

  test("of a deleted recovery point does not link to its page, which no longer exists", () => {
    const more = { vaultName: "main", recoveryPointArn: "arn:aws:backup:eu-west-1:1:recovery-point:r" };
    expect(shown(notice("recovery point", "deleted manually", more)).join()).not.toContain(
      "Open recovery point",
    );
    expect(shown(notice("recovery point", "expired", more)).join()).toContain("Open recovery point");
  });

  test("in a state that does not look like an AWS state shows it as a fact", () => {
    const texts = shown(notice("access point", "*x* :fire:"));
    expect(texts[0]).toContain("*Backup access point changed*");
    expect(texts).toContain("*State*  `*x* :fire:`");
  });
});

/** The parts of a text where Slack reads formatting: without code, dates and console links. */
const formatted = (text: string): string =>
  text.replace(/```[^`]*```|`[^`]*`/g, "").replace(/<https[^>]*>|<!date[^>]*>/g, "");

describe("a name, a word or a reason that looks like Slack's formatting", () => {
  const evil = "*b* _i_ ~s~ :fire: <!channel>";

  test.each<readonly [string, Parameters<typeof render>[0]]>([
    [
      "a job",
      job({
        details: {
          resourceName: evil,
          resourceArn: evil,
          resourceType: evil,
          vaultName: evil,
          reason: evil,
          planName: evil,
          ruleName: evil,
        },
      }),
    ],
    ["a job in such a state", job({ phase: "unknown", state: evil, text: evil })],
    ["a category", job({ phase: "completed-with-issues", details: { messageCategory: evil } })],
    ["a copy", job({ jobType: "copy", details: { destinationVaultArn: evil, vaultArn: evil } })],
    [
      "a notice",
      notice("recovery point", evil, {
        vaultName: evil,
        resourceArn: evil,
        resourceType: evil,
        reason: evil,
      }),
    ],
    ["an unrecognized event", { kind: "unrecognized", what: evil, raw: evil, origin: { accountId: evil } }],
  ])("is shown as is: %s", (_name, event) => {
    for (const text of shown(event)) expect(formatted(text)).not.toMatch(/\*b\*|_i_|~s~|:fire:|channel/);
    expect(shown(event).join("\n")).toContain("*b*");
  });
});
