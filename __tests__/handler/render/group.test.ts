import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { adviceOn } from "../../../handler/advise/advice";
import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { commandForAll } from "../../../handler/render/group-command";
import { messageOf, plainMessageOf, type SlackMessage } from "../../../handler/render/message";
import { outgoingMessagesOf } from "../../../handler/render/render";
import { render, renderEach } from "../../../handler/render/render-each";
import { checkPayload } from "../../../local/slack/payload";
import { spokenOf } from "../../../local/slack/spoken";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";
import { withMeaning } from "../support/meaning";

const eventOf = (input: unknown): BackupEvent => {
  const [record] = parse(input).records;
  if (record === undefined) throw new Error("no event");
  return record.event;
};

const vaultEvent = (name: string): BackupEvent => {
  const found = vaultEvents.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return eventOf(throughSns(found));
};

const failure = (resource: string, reason?: string): BackupEvent => {
  const event = vaultEvent("backup failed");
  if (event.kind !== "job") throw new Error("no job");
  const details = { ...event.details, resourceName: resource, vaultName: "main", ...(reason && { reason }) };
  return withMeaning({ ...event, jobId: `job-of-${resource}`, details });
};

const jobPage = "https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#/jobs/backup/";

const messagesOf = async (...events: readonly BackupEvent[]) => {
  const messages = await outgoingMessagesOf(
    events.map((event) => ({ event })),
    { stage: "dev" },
  );
  return messages.map(({ card, updates, cut = [] }) => ({ message: messageOf(card), updates, cut }));
};

/** What a reader sees of a message, from top to bottom, without markup. */
const readOf = (message: SlackMessage): string => {
  const check = checkPayload(JSON.stringify(message));
  if (!check.ok) throw new Error(check.reason);
  return spokenOf(check.message).lines.join("\n");
};

const unknown = (what: string, raw: string): BackupEvent => ({
  kind: "unrecognized",
  what,
  raw,
  origin: { accountId: "111122223333", region: "eu-west-1" },
});

/** What a reader sees, in order: sections, their fields, and context lines. */
const sections = ({ blocks = [], attachments }: SlackMessage): string[] =>
  [...blocks, ...(attachments?.[0].blocks ?? [])].flatMap((block) => {
    if (block.type === "context") return block.elements.map((one) => ("text" in one ? one.text : ""));
    return block.type === "section"
      ? [block.text?.text ?? "", ...(block.fields ?? []).map(({ text }) => text)]
      : [];
  });

describe("events that came together", () => {
  test("are sent one by one up to three of a kind", async () => {
    const sent = await messagesOf(failure("a"), failure("b"), failure("c"));
    expect(sent.map(({ updates }) => updates.length)).toEqual([1, 1, 1]);
  });

  test("become one message from four of a kind, with number, names and what they have in common", async () => {
    const [group, ...others] = await messagesOf(
      ...["a", "b", "c", "d"].map((name) => failure(name, "Access denied")),
    );
    expect(others).toEqual([]);
    expect(group?.updates).toHaveLength(4);
    expect(group?.message.text).toBe(
      "4 backups failed: Access denied: a (EBS), b (EBS), c (EBS), d (EBS), vault main, eu-west-1, account 111122223333",
    );
    const texts = sections(group?.message ?? { text: "", unfurl_links: false, unfurl_media: false });
    expect(texts[0]).toBe(":red_circle: *4 backups failed*");
    expect(texts).toContain("*Reason*\n```\nAccess denied\n```");
    expect(texts).toContain(
      ["a", "b", "c", "d"].map((name) => `• \`${name}\` (EBS) <${jobPage}job-of-${name}|open>`).join("\n"),
    );
    expect(texts[1]).toBe("account `111122223333` · `eu-west-1` · vault `main` · stage dev");
    expect(texts.join("\n")).toContain("|Open vault>");
    expect(texts.join("\n")).not.toContain("|Open job>");
  });

  test("have one line per reason with its count, names and meaning, the rarest first", async () => {
    const [group] = await messagesOf(
      failure("a", "no key."),
      failure("d"),
      failure("e"),
      failure("b", "no *role*"),
      failure("c", "no key."),
      failure("f"),
    );
    const named = (name: string) => `\`${name}\` (EBS) <${jobPage}job-of-${name}|open>`;
    expect(sections(group?.message as SlackMessage)).toContain(
      [
        `*1* · \`no *role*\`: ${named("b")}`,
        `*2* · \`no key.\`: ${named("a")}, ${named("c")}`,
        `*3* · no reason: ${named("d")}, ${named("e")}, ${named("f")}`,
        "AWS Backup gave no reason. The job's page may say more.",
      ].join("\n"),
    );
    expect(group?.message.text).toBe(
      "6 backups failed: b (EBS): no *role*; a (EBS), c (EBS): no key; d (EBS), e (EBS), f (EBS), vault main, eu-west-1, account 111122223333",
    );
  });

  test("show the one odd reason among 199 others, first, and each name", async () => {
    const names = Array.from({ length: 199 }, (_, index) => `r${index}`);
    const sent = await messagesOf(
      ...names.map((name) => failure(name, "Access denied")),
      failure("odd", "Table is being deleted"),
    );
    const read = sent.map(({ message }) => readOf(message)).join("\n");
    expect(sent[0]?.message.text).toMatch(/^200 backups failed: odd \(EBS\): Table is being deleted; r0 /);
    expect(read).toContain(
      "1 · Table is being deleted: odd (EBS) open (link)\n199 · Access denied: r0 (EBS) ",
    );
    for (const name of names) expect(read).toMatch(new RegExp(`\\s${name} \\(EBS\\)`));
    expect(sent).toHaveLength(1);
  });

  test("show each of twelve reasons, and what each known one means", async () => {
    const events = Array.from({ length: 24 }, (_, index) => {
      const event = failure(`r${index}`, `reason ${index % 12}`);
      return { ...event, advice: { means: `Meaning ${index % 12}.` } } as BackupEvent;
    });
    const [group, ...others] = await messagesOf(...events);
    expect(others).toEqual([]);
    const read = readOf(group?.message as SlackMessage);
    for (const index of Array.from({ length: 12 }).keys()) {
      expect(read).toContain(
        `2 · reason ${index}: r${index} (EBS) open (link), r${index + 12} (EBS) open (link)`,
      );
      expect(read).toContain(`Meaning ${index}.`);
    }
  });

  test("go on in further messages, which say so and mention people once, and then in the log", async () => {
    const reasonOf = (index: number): string => `reason ${index} ${"x".repeat(300)}`;
    const items = Array.from({ length: 500 }, (_, index) => ({
      event: failure(`r${index}`, reasonOf(index)),
      posting: { post: true, mention: "here" } as const,
    }));
    const messages = await outgoingMessagesOf(items, { stage: "dev" });
    expect(messages).toHaveLength(5);
    expect(messages.flatMap(({ updates }) => updates)).toHaveLength(500);
    const read = messages.map(({ card }) => readOf(messageOf(card)));
    const last = messages.at(-1);
    expect(last?.cut?.length).toBeGreaterThan(100);
    for (const { event } of items) {
      const isLogged = messages.some(({ cut }) => cut?.some((update) => update.event === event));
      const name = event.kind === "job" ? `: ${event.details.resourceName} (EBS)` : "";
      expect([name, isLogged !== read.some((one) => one.includes(name))]).toEqual([name, true]);
    }
    expect(read[0]).toContain("message 1 of 5 about 500 events");
    expect(read[4]).toContain(
      `and ${last?.cut?.length} more: each is whole in the notifier's log, as outcome content`,
    );
    expect(messages.map(({ card }) => card.mention)).toEqual(["here", ...Array(4).fill(undefined)]);
  });

  test("show each of 400 reasons rather than links", async () => {
    const reasonOf = (index: number): string => `User is not authorized to read table number-${index}.`;
    const sent = await messagesOf(
      ...Array.from({ length: 400 }, (_, index) => failure(`r${index}`, reasonOf(index))),
    );
    const read = sent.map(({ message }) => readOf(message)).join("\n");
    for (let index = 0; index < 400; index++) expect(read).toContain(`${reasonOf(index)}: r${index} (EBS)`);
    expect(sent.flatMap(({ cut }) => cut)).toEqual([]);
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  test("stay within what Slack accepts, however long names, reasons and meanings are", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom("語".repeat(700), "&".repeat(700), '"\\\n'.repeat(300), "r", "reason", ""),
    );
    const event = fc.tuple(text, text, text, fc.nat(3)).map(([name, reason, where, kind]): BackupEvent => {
      const means = "m".repeat(kind * 100);
      const job = failure(name, reason);
      if (kind === 0 || job.kind !== "job") return unknown(name, reason);
      const details = {
        ...job.details,
        vaultName: where,
        resourceArn: `arn:aws:ec2:eu-west-1:1:volume/${where}`,
      };
      return { ...job, jobId: where, details, advice: { means } };
    });
    const bag = fc.tuple(fc.array(event, { minLength: 4, maxLength: 60 }), fc.nat(8));
    await fc.assert(
      fc.asyncProperty(bag, async ([events, times]) => {
        const sent = await messagesOf(...Array.from({ length: times + 1 }, () => events).flat());
        expect(sent.flatMap(({ updates }) => updates)).toHaveLength(events.length * (times + 1));
        for (const { message } of sent) readOf(message);
        expect(sent.length).toBeLessThanOrEqual(5 + 11);
      }),
      { numRuns: 25 },
    );
  });

  test("tell resources of one name, and those of several vaults, apart", async () => {
    const events = ["i-1", "i-2", "i-3", "i-4"].map((id, index): BackupEvent => {
      const event = failure("web");
      if (event.kind !== "job") throw new Error("no job");
      const resourceArn = `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`;
      return { ...event, details: { ...event.details, resourceArn, vaultName: `vault-${index % 2}` } };
    });
    const [group] = await messagesOf(...events);
    const read = readOf(group?.message as SlackMessage);
    for (const id of ["i-1", "i-3"]) expect(read).toContain(`web (EC2) ${id}, vault vault-0`);
    for (const id of ["i-2", "i-4"]) expect(read).toContain(`web (EC2) ${id}, vault vault-1`);
  });

  test("that change Region settings each say which service", async () => {
    const services = Array.from({ length: 20 }, (_, index) => `Service${index}`);
    const events = services.map((service) =>
      eventOf({
        source: "aws.backup",
        "detail-type": "Region Setting State Change",
        region: "eu-west-1",
        detail: { state: "MODIFIED", ResourceTypeOptInPreference: { [service]: false } },
      }),
    );
    const sent = await messagesOf(...events);
    expect(sent).toHaveLength(1);
    const read = readOf(sent[0]?.message as SlackMessage);
    for (const service of services) expect(read).toMatch(new RegExp(`\\b${service} off\\b`));
    expect(sent[0]?.message.text).toMatch(/^20 Region settings modified: Service0 off, Service1 off/);
  });

  test("that are S3 objects are each named, with the bucket where it differs", async () => {
    const events = Array.from(
      { length: 40 },
      (_, index): BackupEvent => ({
        kind: "object",
        eventType: "S3_BACKUP_OBJECT_FAILED",
        jobType: "backup",
        outcome: "failed",
        service: "S3",
        objectName: `invoices/2026/${index}.pdf`,
        resourceArn: `arn:aws:s3:::bucket-${index % 2}`,
        origin: { region: "eu-west-1" },
      }),
    );
    const sent = await messagesOf(...events);
    const read = sent.map(({ message }) => readOf(message)).join("\n");
    for (const index of events.keys()) {
      expect(read).toContain(`invoices/2026/${index}.pdf bucket-${index % 2}`);
    }
    expect(sent).toHaveLength(1);
  });

  test("that are unrecognized and differ are sent one by one, with their content", async () => {
    const sent = await messagesOf(...["a", "b", "c", "d"].map((one) => unknown("NEW", `content ${one}`)));
    expect(sent.map(({ message }) => message.text.split(",")[0])).toEqual(
      ["a", "b", "c", "d"].map((one) => `Unrecognized event: NEW: content ${one}`),
    );
  });

  test("that are unrecognized and equal become one message with their content", async () => {
    const sent = await messagesOf(...Array.from({ length: 30 }, () => unknown("NEW", "the content")));
    expect(sent).toHaveLength(1);
    const read = readOf(sent[0]?.message as SlackMessage);
    expect(read).toContain("30 unrecognized events");
    expect(read).toContain("As received\nthe content");
    expect(read).toContain("• NEW ×30");
  });

  test("that are unrecognized share a message beyond ten different ones, and what it cuts is for the log", async () => {
    const events = Array.from({ length: 60 }, (_, index) =>
      unknown("NEW", `content ${index} ${"x".repeat(400)}`),
    );
    const sent = await messagesOf(...events);
    expect(sent.map(({ updates }) => updates.length)).toEqual([...Array(10).fill(1), 50]);
    const [last] = sent.slice(-1);
    const read = sent.map(({ message }) => readOf(message)).join("\n");
    for (const event of events) {
      const isRead = event.kind === "unrecognized" && read.includes(event.raw);
      expect(isRead).not.toBe(last?.cut.some((update) => update.event === event));
    }
    expect(read).toContain(`and ${last?.cut.length} more: each is whole in the notifier's log`);
  });

  test("and alone are for the log where a message does not show their text whole", async () => {
    const [short, long] = await messagesOf(
      unknown("NEW", "x".repeat(2900)),
      unknown("NEW", "x".repeat(2901)),
    );
    expect([short?.cut.length, long?.cut.length]).toEqual([0, 1]);
  });

  test("say once what they mean and what to do, if that is the same for all", async () => {
    const modified = vaultEvent("recovery point modified");
    const [group] = await messagesOf(
      ...["a", "b", "c", "d"].map((id) => withMeaning({ ...modified, id } as BackupEvent)),
    );
    const texts = sections(group?.message as SlackMessage);
    expect(texts[0]).toBe(":lock: *4 recovery points modified*");
    expect(texts.filter((text) => text.startsWith("If nobody on your team did this"))).toHaveLength(1);
  });

  test("name ten in the sentence and count the rest, and name all below it", async () => {
    const [group] = await messagesOf(...Array.from({ length: 300 }, (_, index) => failure(`r${index}`)));
    expect(group?.message.text).toMatch(
      /^300 backups failed: r0 \(EBS\), .*r9 \(EBS\) and 290 more, vault main, eu-west-1/,
    );
    expect(sections(group?.message as SlackMessage).join("\n")).toContain(
      `• \`r9\` (EBS) <${jobPage}job-of-r9|open>\nand 290 more: \`r10\` (EBS), \`r11\` (EBS), `,
    );
  });

  test("say what to do about each known reason, and nothing of what helps with any failure", async () => {
    const advised = ["a", "b", "c", "d"].map((name, index) => {
      const event = failure(name, index < 2 ? "no key" : index === 2 ? "no role" : "odd");
      const advice = {
        means: ["No key.", "No key.", "No role."][index],
        next: `Do ${index < 2 ? 1 : index}.`,
      };
      const { means, next } = advice;
      return { ...event, advice: { ...(means && { means }), next } } as BackupEvent;
    });
    const [group] = await messagesOf(...advised);
    const text = readOf(group?.message ?? { text: "", unfurl_links: false, unfurl_media: false });
    expect(text).toMatch(/1 · no role: .*c.*\n *No role\.\n *Do 2\./);
    expect(text).toMatch(/2 · no key: .*a.*b.*\n *No key\.\n *Do 1\./);
    expect(text).not.toContain("Do 3.");
  });

  test("are all named in the plain text for when Slack refuses the blocks, whole in as many messages", async () => {
    const names = Array.from({ length: 400 }, (_, index) => `table-${index}-${"x".repeat(30)}`);
    const messages = await outgoingMessagesOf(
      names.map((name) => ({ event: failure(name, "no key") })),
      { stage: "dev" },
    );
    expect(messages.length).toBeGreaterThan(1);
    const texts = messages.map(({ card }) => plainMessageOf(card));
    for (const text of texts) expect(checkPayload(JSON.stringify(text))).toMatchObject({ ok: true });
    const whole = texts.map(({ text }) => text).join("\n");
    for (const name of names) expect(whole).toContain(name);
    expect(texts[0]?.text).not.toMatch(/ and \d+ more/);
  });

  test("come in order of severity: failures first, neutral messages last", async () => {
    const started = vaultEvent("backup started");
    const completed = vaultEvent("copy completed");
    const stopped = vaultEvent("backup stopped");
    const sorted = await messagesOf(started, completed, stopped, failure("a"));
    const texts = sorted.map(({ message }) => message.text);
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Backup failed",
      "Backup stopped",
      "Copy completed",
      "Backup started",
    ]);
  });

  test("are not grouped if what happened differs", async () => {
    const expired = vaultEvent("backup expired");
    const sent = await messagesOf(failure("a"), failure("b"), expired, expired);
    expect(sent.map(({ updates }) => updates.length)).toEqual([1, 1, 1, 1]);
  });

  test("that are test messages are sent one by one: each test waits for its own", async () => {
    const tests = Array.from(
      { length: 6 },
      (_, index): BackupEvent => ({ kind: "test", testId: `${index}`, origin: {} }),
    );
    expect(await messagesOf(...tests)).toHaveLength(6);
  });

  test("each bring the card that shows them alone, with the severity and mention of their route", async () => {
    const posting = { post: true, severity: "warning", mention: "here" } as const;
    const items = ["a", "b", "c", "d"].map((name) => ({ event: failure(name), posting }));
    const [group, ...others] = await outgoingMessagesOf(items, { stage: "dev" });
    expect(others).toEqual([]);
    expect(group?.card.title).toBe("4 backups failed");
    expect(group?.updates.map(({ card }) => messageOf(card))).toEqual(
      items.map(({ event }) => render(event, { stage: "dev" }, posting)),
    );
    expect(group?.updates).toEqual(renderEach(items, { stage: "dev" }));
  });

  test("are each in exactly one message, which Slack accepts, whatever they are", async () => {
    const every = [
      ...vaultEvents.map((fixture) => eventOf(throughSns(fixture))),
      ...eventBridgeEvents.map(({ event }) => eventOf(event)),
    ];
    const job = fc
      .tuple(fc.constantFrom(...every), fc.nat(30), fc.nat(5))
      .map(([event, name, reason]): BackupEvent => {
        if (event.kind === "unrecognized") return { ...event, raw: `${event.raw} ${name} ${reason}` };
        if (event.kind !== "job") return event;
        const details = { ...event.details, resourceName: `name-${name}`, reason: `reason-${reason}.` };
        return { ...event, jobId: `job-${name}-${reason}`, details };
      });
    const bag = fc.array(job, { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(bag, async (events) => {
        const items = events.map((event) => ({ event }));
        const sent = await outgoingMessagesOf(items, { stage: "dev" });
        const sentItems = sent.flatMap(({ updates }) => updates.map(({ event }) => ({ event })));
        expect(sentItems).toHaveLength(items.length);
        expect(new Set(sentItems)).toEqual(new Set(items));
        for (const { card, updates, cut = [] } of sent) {
          const message = messageOf(card);
          const read = readOf(message);
          if (updates.length > 1) expect(message.text).toMatch(new RegExp(`^${updates.length} `));
          for (const update of updates) {
            const { event } = update;
            if (cut.includes(update)) continue;
            if (event.kind === "job") expect(read).toContain(event.details.resourceName);
            if (event.kind === "job") expect(read).toContain(event.details.reason);
            if (event.kind === "unrecognized") expect(read).toContain(event.raw);
            else if (update.card.name !== undefined) expect(read).toContain(update.card.name);
          }
        }
        const order = ["danger", "warning", "good", "neutral"];
        const ranks = sent.map(({ card }) => order.indexOf(card.severity));
        expect(ranks).toEqual([...ranks].sort());
      }),
      { numRuns: 50 },
    );
  });
});

describe("a command for several failed backups", () => {
  const tableArn = (name: string): string => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;

  const failedTable = (name: string, reason: string, vaultName = "main"): BackupEvent => {
    const event = failure(name, reason);
    if (event.kind !== "job") throw new Error("no job");
    const details = {
      ...event.details,
      vaultName,
      resourceArn: tableArn(name),
      roleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
      lifecycle: { deleteAfterDays: 35 },
    };
    const complete = { ...event, details };
    const advice = adviceOn(complete);
    return advice ? { ...complete, advice } : complete;
  };

  const seen = async (...events: readonly BackupEvent[]): Promise<string> =>
    (await messagesOf(...events)).map(({ message }) => readOf(message)).join("\n");

  const loop = (...names: readonly string[]): string =>
    `for name in ${names.join(" ")}; do aws backup start-backup-job --backup-vault-name main --resource-arn "${tableArn("$name")}" --iam-role-arn arn:aws:iam::111122223333:role/AWSBackup-main --lifecycle DeleteAfterDays=35 --region eu-west-1; done`;

  const gone = "Backup job failed because backup vault main does not exist.";
  const key =
    "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it";

  test("of one cause runs all of them again, each resource once", async () => {
    const whole = await seen(...["a", "b", "b", "c"].map((name) => failedTable(name, gone)));
    expect(whole).toContain(loop("a", "b", "c"));
    expect(whole).toContain("Run all 3 again in bash once fixed");
  });

  test("stands with each cause that has one", async () => {
    const whole = await seen(
      ...["a", "b"].map((name) => failedTable(name, gone)),
      ...["c", "d"].map((name) => failedTable(name, key)),
    );
    expect(whole).toContain(loop("a", "b"));
    expect(whole).toContain(loop("c", "d"));
    expect(whole.match(/Run all 2 again/g)).toHaveLength(2);
  });

  test("is left out where more than the resource differs, and where it would be cut", async () => {
    const different = ["a", "b", "c", "d"].map((name, index) => failedTable(name, gone, `vault-${index}`));
    expect(await seen(...different)).not.toContain("for name in");
    const many = Array.from({ length: 90 }, (_, index) => failedTable(`table-${index}`, gone));
    const whole = await seen(...many);
    expect(whole).toContain("90 backups failed");
    expect(whole).not.toContain("for name in");
  });

  test.each([
    [["arn:aws:s3:::a", "arn:aws:s3:::b"], "a b", '"arn:aws:s3:::$name"'],
    [["arn:aws:x:r:1:t/a", "arn:aws:y:r:1:t/b"], "x:r:1:t/a y:r:1:t/b", '"arn:aws:$name"'],
    [["'arn:aws:x:::a b'", "arn:aws:x:::c"], "'arn:aws:x:::a b' arn:aws:x:::c", '"$name"'],
    [["t/a", "t/a/b"], "a a/b", '"t/$name"'],
    [["a:", "a"], "a: a", '"$name"'],
    [["a:", "a:b"], "a: a:b", '"$name"'],
  ])("of %j names only what differs", (arns, names, value) => {
    const commands = arns.map((arn) => ({
      label: "*Run it again*",
      line: `aws x --resource-arn ${arn} --y`,
    }));
    expect(commandForAll(commands)?.line).toBe(
      `for name in ${names}; do aws x --resource-arn ${value} --y; done`,
    );
  });

  test("is what bash runs for each resource", async () => {
    const whole = await seen(...["a", "b", "c", "d"].map((name) => failedTable(name, gone)));
    const line = whole.split("\n").find((one) => one.includes("for name in")) ?? "";
    const script = `aws() { printf '%s\\n' "$4$5$6"; }; ${line.trim()}`;
    expect(execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n")).toEqual(
      ["a", "b", "c", "d"].map((name) => `main--resource-arn${tableArn(name)}`),
    );
  });
});
