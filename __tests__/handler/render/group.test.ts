import fc from "fast-check";
import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { messageOf } from "../../../handler/render/card";
import type { SlackMessage } from "../../../handler/render/message";
import { outgoingMessagesOf } from "../../../handler/render/render";
import { checkPayload } from "../../../local/slack/payload";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { throughSns, vaultEvents } from "../../fixtures/vault-events";

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
  return { ...event, jobId: `job-of-${resource}`, details };
};

const bulletins = (...events: readonly BackupEvent[]) =>
  outgoingMessagesOf(
    events.map((event) => ({ event })),
    { stage: "dev" },
  ).map(({ card, updates: about }) => ({ message: messageOf(card), about }));

/** What a reader sees, in order: sections, their fields, and the small lines. */
const sections = ({ blocks = [], attachments }: SlackMessage): string[] =>
  [...blocks, ...(attachments?.[0].blocks ?? [])].flatMap((block) => {
    if (block.type === "context") return block.elements.map((one) => ("text" in one ? one.text : ""));
    return block.type === "section"
      ? [block.text?.text ?? "", ...(block.fields ?? []).map(({ text }) => text)]
      : [];
  });

describe("events that came together", () => {
  test("are told one by one up to three of a kind", () => {
    const told = bulletins(failure("a"), failure("b"), failure("c"));
    expect(told.map(({ about }) => about.length)).toEqual([1, 1, 1]);
  });

  test("are told as one message from four of a kind, with number, names and what they have in common", () => {
    const [told, ...others] = bulletins(
      ...["a", "b", "c", "d"].map((name) => failure(name, "Access denied")),
    );
    expect(others).toEqual([]);
    expect(told?.about).toHaveLength(4);
    expect(told?.message.text).toBe(
      "4 backups failed: Access denied: a (EBS), b (EBS), c (EBS), d (EBS), vault main, eu-west-1, account 111122223333",
    );
    const texts = sections(told?.message ?? { text: "", unfurl_links: false, unfurl_media: false });
    expect(texts[0]).toBe(":red_circle: *4 backups failed*");
    expect(texts).toContain("*Reason*\n```\nAccess denied\n```");
    expect(texts).toContain("• `a` (EBS)\n• `b` (EBS)\n• `c` (EBS)\n• `d` (EBS)");
    expect(texts[1]).toBe("account `111122223333` · `eu-west-1` · vault `main` · stage dev");
    expect(texts.join("\n")).toContain("|Open vault>");
    expect(texts.join("\n")).not.toContain("|Open job>");
  });

  test("have each its own reason where reasons differ, those with one reason together", () => {
    const [told] = bulletins(
      failure("a", "no key."),
      failure("b", "no *role*"),
      failure("c", "no key."),
      failure("d"),
      failure("e"),
    );
    expect(sections(told?.message as SlackMessage)).toContain(
      "• `a` (EBS) — `no key.`\n• `c` (EBS) — `no key.`\n• `b` (EBS) — `no *role*`\n• `d` (EBS)\n• `e` (EBS)",
    );
    expect(told?.message.text).toBe(
      "5 backups failed: a (EBS), c (EBS): no key; b (EBS): no *role*; d (EBS), e (EBS), vault main, eu-west-1, account 111122223333",
    );
  });

  test("say once what they mean and what to do, where that is the same for all", () => {
    const modified = vaultEvent("recovery point modified");
    const [told] = bulletins(...["a", "b", "c", "d"].map((id) => ({ ...modified, id })));
    const texts = sections(told?.message as SlackMessage);
    expect(texts[0]).toBe(":lock: *4 recovery points modified*");
    expect(texts.filter((text) => text.startsWith("If nobody on your team did this"))).toHaveLength(1);
  });

  test("name ten and count the rest", () => {
    const [told] = bulletins(...Array.from({ length: 1000 }, (_, index) => failure(`r${index}`)));
    expect(told?.message.text).toMatch(
      /^1000 backups failed: r0 \(EBS\), .*r9 \(EBS\) and 990 more, vault main, eu-west-1/,
    );
    expect(sections(told?.message as SlackMessage).join("\n")).toContain("• `r9` (EBS)\nand 990 more");
  });

  test("come in the order of their weight: what failed first, and what is only news last", () => {
    const started = vaultEvent("backup started");
    const completed = vaultEvent("copy completed");
    const stopped = vaultEvent("backup stopped");
    const texts = bulletins(started, completed, stopped, failure("a")).map(({ message }) => message.text);
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Backup failed",
      "Backup stopped",
      "Copy completed",
      "Backup started",
    ]);
  });

  test("are not told together where only their kind is the same, but not what happened", () => {
    const expired = vaultEvent("backup expired");
    const told = bulletins(failure("a"), failure("b"), expired, expired);
    expect(told.map(({ about }) => about.length)).toEqual([1, 1, 1, 1]);
  });

  test("that are test messages are told one by one: each waits for its own", () => {
    const tests = Array.from(
      { length: 6 },
      (_, index): BackupEvent => ({ kind: "test", testId: `${index}`, origin: {} }),
    );
    expect(bulletins(...tests)).toHaveLength(6);
  });

  test("are each told exactly once, in messages that Slack takes, whatever they are", () => {
    const every = [
      ...vaultEvents.map((fixture) => eventOf(throughSns(fixture))),
      ...eventBridgeEvents.map(({ event }) => eventOf(event)),
    ];
    const bag = fc.array(fc.constantFrom(...every), { maxLength: 120 });
    fc.assert(
      fc.property(bag, (events) => {
        const things = events.map((event) => ({ event }));
        const told = outgoingMessagesOf(things, { stage: "dev" });
        expect(told.flatMap(({ updates }) => updates)).toHaveLength(things.length);
        expect(new Set(told.flatMap(({ updates }) => updates))).toEqual(new Set(things));
        for (const { card, updates } of told) {
          const message = messageOf(card);
          expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
          if (updates.length > 1) expect(message.text).toMatch(new RegExp(`^${updates.length} `));
        }
      }),
      { numRuns: 200 },
    );
  });
});
