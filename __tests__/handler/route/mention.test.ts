import fc from "fast-check";
import type { JobEvent } from "../../../handler/model/job-event";
import { messageOf } from "../../../handler/render/message";
import { outgoingMessagesOf } from "../../../handler/render/render";
import { render } from "../../../handler/render/render-each";
import type { Posting } from "../../../handler/route/match";
import type { Mention } from "../../../handler/route/route";
import { checkPayload } from "../../../local/slack/payload";
import { codePoint } from "../../../verify/fuzz/code-point";

const failed = (name: string, reason = "Access denied"): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: `job-of-${name}`,
  origin: { region: "eu-west-1" },
  details: { resourceName: name, resourceType: "RDS", reason },
});

const stage = "dev";

const topText = ({ blocks = [] }: ReturnType<typeof render>): string | undefined =>
  blocks[0]?.type === "section" ? blocks[0].text?.text : undefined;

describe("a message that mentions someone", () => {
  test.each<[Mention, string]>([
    ["here", "<!here>"],
    ["channel", "<!channel>"],
    ["S0123ABCDEF", "<!subteam^S0123ABCDEF>"],
    ["U0123ABCDEF", "<@U0123ABCDEF>"],
    ["W0123ABCDEF", "<@W0123ABCDEF>"],
  ])("%s says so in its text and in its headline, from where Slack notifies", (mention, called) => {
    const message = render(failed("orders"), { stage }, { mention });
    expect(message.text).toBe(`${render(failed("orders"), { stage }).text} ${called}`);
    expect(topText(message)).toBe(`:red_circle: *Backup failed* · \`orders\` (RDS) ${called}`);
    expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
  });

  test("is otherwise the message that mentions no one", () => {
    const quiet = render(failed("orders"), { stage });
    expect(JSON.stringify(quiet)).not.toMatch(/<[!@](?!date)/);
    expect(render(failed("orders"), { stage }, { mention: "here" }).attachments).toEqual(quiet.attachments);
  });

  test("mentions no one else, whatever the event says, and stays within Slack's limits", () => {
    const text = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 3000 }),
      fc.constantFrom("<!channel>", "<@U0123ABCDEF>", "&".repeat(5000), "`".repeat(5000), "<!here>"),
    );
    fc.assert(
      fc.property(text, text, (name, reason) => {
        const message = render(failed(name, reason), { stage }, { mention: "here" });
        expect(checkPayload(JSON.stringify(message))).toMatchObject({ ok: true });
        const calls = JSON.stringify(message).match(/<[!@](?!date)[^>]*>/g);
        expect(calls).toEqual(["<!here>", "<!here>"]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a severity of the stage's own", () => {
  test("changes colour and sign, and no word", () => {
    const own = render(failed("orders"), { stage });
    const mild = render(failed("orders"), { stage }, { severity: "neutral" });
    expect(mild.text).toBe(own.text);
    expect(mild.attachments?.[0].color).not.toBe(own.attachments?.[0].color);
    expect(JSON.stringify(own)).toContain(":red_circle:");
    expect(JSON.stringify(mild)).toContain(":information_source:");
    expect(JSON.stringify(mild)).not.toContain(":red_circle:");
  });

  test("that is the event's own anyway changes nothing", () => {
    const expired: JobEvent = { ...failed("orders"), phase: "expired", state: "EXPIRED" };
    expect(render(expired, { stage }, { severity: "danger" })).toEqual(render(expired, { stage }));
  });
});

describe("events that came together", () => {
  const sent = async (...postings: readonly (Posting | undefined)[]) => {
    const messages = await outgoingMessagesOf(
      postings.map((posting, index) => ({ event: failed(`r${index}`), ...(posting && { posting }) })),
      { stage },
    );
    return messages.map(({ card, updates }) => ({ message: messageOf(card), count: updates.length }));
  };

  test("are grouped only where they mention the same people", async () => {
    const here: Posting = { post: true, mention: "here" };
    const counts = (await sent(here, here, here, here, undefined, undefined)).map(({ count }) => count);
    expect(counts).toEqual([4, 1, 1]);
  });

  test("are grouped only where they go to the same channel, and all go there", async () => {
    const audit: Posting = { post: true, channel: "audit" };
    const things = [audit, audit, audit, audit, undefined].map((posting, index) => ({
      event: failed(`r${index}`),
      ...(posting && { posting }),
    }));
    const messages = await outgoingMessagesOf(things, { stage });
    expect(messages.map(({ updates, channel }) => [updates.length, channel])).toEqual([
      [4, "audit"],
      [1, undefined],
    ]);
  });

  test("call once for all", async () => {
    const here: Posting = { post: true, mention: "here" };
    const [one] = await sent(here, here, here, here);
    expect(one?.message.text).toMatch(/^4 backups failed: Access denied: r0 \(RDS\).* <!here>$/);
    expect(JSON.stringify(one?.message.blocks).match(/<!here>/g)).toHaveLength(1);
  });

  test("come in the order of the severity that the stage gives them", async () => {
    const sorted = await sent(
      { post: true, severity: "neutral" },
      { post: true, severity: "warning" },
      undefined,
    );
    expect(sorted.map(({ message }) => /r\d/.exec(message.text)?.[0])).toEqual(["r2", "r1", "r0"]);
  });
});
