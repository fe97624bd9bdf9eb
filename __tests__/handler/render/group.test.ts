import fc from "fast-check";
import type { BackupEvent } from "../../../handler/model/event";
import { parse } from "../../../handler/parse/parse";
import { messageOf, type SlackMessage } from "../../../handler/render/message";
import { outgoingMessagesOf, render, renderEach } from "../../../handler/render/render";
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

const messagesOf = (...events: readonly BackupEvent[]) =>
  outgoingMessagesOf(
    events.map((event) => ({ event })),
    { stage: "dev" },
  ).map(({ card, updates }) => ({ message: messageOf(card), updates }));

/** What a reader sees, in order: sections, their fields, and context lines. */
const sections = ({ blocks = [], attachments }: SlackMessage): string[] =>
  [...blocks, ...(attachments?.[0].blocks ?? [])].flatMap((block) => {
    if (block.type === "context") return block.elements.map((one) => ("text" in one ? one.text : ""));
    return block.type === "section"
      ? [block.text?.text ?? "", ...(block.fields ?? []).map(({ text }) => text)]
      : [];
  });

describe("events that came together", () => {
  test("are sent one by one up to three of a kind", () => {
    const sent = messagesOf(failure("a"), failure("b"), failure("c"));
    expect(sent.map(({ updates }) => updates.length)).toEqual([1, 1, 1]);
  });

  test("become one message from four of a kind, with number, names and what they have in common", () => {
    const [group, ...others] = messagesOf(
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
    expect(texts).toContain("• `a` (EBS)\n• `b` (EBS)\n• `c` (EBS)\n• `d` (EBS)");
    expect(texts[1]).toBe("account `111122223333` · `eu-west-1` · vault `main` · stage dev");
    expect(texts.join("\n")).toContain("|Open vault>");
    expect(texts.join("\n")).not.toContain("|Open job>");
  });

  test("each show their own reason if reasons differ, equal reasons together", () => {
    const [group] = messagesOf(
      failure("a", "no key."),
      failure("b", "no *role*"),
      failure("c", "no key."),
      failure("d"),
      failure("e"),
    );
    expect(sections(group?.message as SlackMessage)).toContain(
      "• `a` (EBS) — `no key.`\n• `c` (EBS) — `no key.`\n• `b` (EBS) — `no *role*`\n• `d` (EBS)\n• `e` (EBS)",
    );
    expect(group?.message.text).toBe(
      "5 backups failed: a (EBS), c (EBS): no key; b (EBS): no *role*; d (EBS), e (EBS), vault main, eu-west-1, account 111122223333",
    );
  });

  test("say once what they mean and what to do, if that is the same for all", () => {
    const modified = vaultEvent("recovery point modified");
    const [group] = messagesOf(...["a", "b", "c", "d"].map((id) => ({ ...modified, id })));
    const texts = sections(group?.message as SlackMessage);
    expect(texts[0]).toBe(":lock: *4 recovery points modified*");
    expect(texts.filter((text) => text.startsWith("If nobody on your team did this"))).toHaveLength(1);
  });

  test("name ten and count the rest", () => {
    const [group] = messagesOf(...Array.from({ length: 1000 }, (_, index) => failure(`r${index}`)));
    expect(group?.message.text).toMatch(
      /^1000 backups failed: r0 \(EBS\), .*r9 \(EBS\) and 990 more, vault main, eu-west-1/,
    );
    expect(sections(group?.message as SlackMessage).join("\n")).toContain("• `r9` (EBS)\nand 990 more");
  });

  test("come in order of severity: failures first, neutral messages last", () => {
    const started = vaultEvent("backup started");
    const completed = vaultEvent("copy completed");
    const stopped = vaultEvent("backup stopped");
    const texts = messagesOf(started, completed, stopped, failure("a")).map(({ message }) => message.text);
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Backup failed",
      "Backup stopped",
      "Copy completed",
      "Backup started",
    ]);
  });

  test("are not grouped if what happened differs", () => {
    const expired = vaultEvent("backup expired");
    const sent = messagesOf(failure("a"), failure("b"), expired, expired);
    expect(sent.map(({ updates }) => updates.length)).toEqual([1, 1, 1, 1]);
  });

  test("that are test messages are sent one by one: each test waits for its own", () => {
    const tests = Array.from(
      { length: 6 },
      (_, index): BackupEvent => ({ kind: "test", testId: `${index}`, origin: {} }),
    );
    expect(messagesOf(...tests)).toHaveLength(6);
  });

  test("each bring the card that shows them alone, with the severity and mention of their route", () => {
    const posting = { post: true, severity: "warning", mention: "here" } as const;
    const items = ["a", "b", "c", "d"].map((name) => ({ event: failure(name), posting }));
    const [group, ...others] = outgoingMessagesOf(items, { stage: "dev" });
    expect(others).toEqual([]);
    expect(group?.card.title).toBe("4 backups failed");
    expect(group?.updates.map(({ card }) => messageOf(card))).toEqual(
      items.map(({ event }) => render(event, { stage: "dev" }, posting)),
    );
    expect(group?.updates).toEqual(renderEach(items, { stage: "dev" }));
  });

  test("are each in exactly one message, which Slack accepts, whatever they are", () => {
    const every = [
      ...vaultEvents.map((fixture) => eventOf(throughSns(fixture))),
      ...eventBridgeEvents.map(({ event }) => eventOf(event)),
    ];
    const bag = fc.array(fc.constantFrom(...every), { maxLength: 120 });
    fc.assert(
      fc.property(bag, (events) => {
        const items = events.map((event) => ({ event }));
        const sent = outgoingMessagesOf(items, { stage: "dev" });
        const sentItems = sent.flatMap(({ updates }) => updates.map(({ event }) => ({ event })));
        expect(sentItems).toHaveLength(items.length);
        expect(new Set(sentItems)).toEqual(new Set(items));
        for (const { card, updates } of sent) {
          const message = messageOf(card);
          expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
          if (updates.length > 1) expect(message.text).toMatch(new RegExp(`^${updates.length} `));
        }
      }),
      { numRuns: 200 },
    );
  });
});
