import { checkPayload } from "../../../local/slack/payload";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const fields = (count: number, length = 1) => ({
  type: "section",
  fields: Array.from({ length: count }, () => ({ type: "mrkdwn", text: "x".repeat(length) })),
});
const button = (more: object = {}) => ({
  type: "actions",
  elements: [
    { type: "button", text: { type: "plain_text", text: "Open" }, url: "https://a.example/", ...more },
  ],
});
const withBlocks = (...blocks: unknown[]) => ({ text: "t", blocks });

const wordOf = (payload: unknown): string => {
  const checked = checkPayload(typeof payload === "string" ? payload : JSON.stringify(payload));
  return checked.ok ? "ok" : checked.word;
};

describe("Slack's check of a payload", () => {
  test.each<readonly [string, unknown]>([
    ["a text", { text: "hello" }],
    ["blocks without text", { blocks: [section("x")] }],
    ["an attachment with blocks", { text: "t", attachments: [{ color: "#2EB67D", blocks: [section("x")] }] }],
    ["an old attachment", { attachments: [{ color: "good", text: "x" }] }],
    ["3,000 characters in a section", withBlocks(section("x".repeat(3000)))],
    ["3,000 emoji, counted as characters", withBlocks(section("😀".repeat(3000)))],
    ["ten fields", withBlocks(fields(10))],
    [
      "every common block",
      withBlocks(
        { type: "header", text: { type: "plain_text", text: "h" } },
        { type: "divider" },
        {
          type: "context",
          elements: [
            { type: "mrkdwn", text: "c" },
            { type: "image", image_url: "https://a.example/i.png", alt_text: "i" },
          ],
        },
        button(),
        { type: "image", image_url: "https://a.example/i.png", alt_text: "i" },
        { type: "rich_text", elements: [{ type: "rich_text_section", elements: [] }] },
        { ...section("x"), accessory: { type: "button", text: { type: "plain_text", text: "b" } } },
      ),
    ],
    ["50 blocks", withBlocks(...Array.from({ length: 50 }, () => ({ type: "divider" })))],
    ["40,000 characters of text", { text: "x".repeat(40_000) }],
  ])("accepts %s", (_name, payload) => {
    expect(checkPayload(JSON.stringify(payload))).toMatchObject({ ok: true });
  });

  test.each<readonly [string, unknown, string]>([
    ["no JSON", "hello", "invalid_payload"],
    ["nothing", "", "invalid_payload"],
    ["a list", [], "invalid_payload"],
    ["a text that is no text", { text: 7 }, "invalid_payload"],
    ["a text that is too long", { text: "x".repeat(40_001) }, "invalid_payload"],
    ["an invalid color", { text: "t", attachments: [{ color: "red; x" }] }, "invalid_attachments"],
    ["an attachment that is no object", { text: "t", attachments: ["x"] }, "invalid_attachments"],
    ["nothing to show", {}, "no_text"],
    ["blanks only", { text: "  " }, "no_text"],
    ["an empty attachment only", { attachments: [{ color: "good" }] }, "no_text"],
    [
      "101 attachments",
      { text: "t", attachments: Array.from({ length: 101 }, () => ({ text: "x" })) },
      "too_many_attachments",
    ],
    ["blocks that are no list", { text: "t", blocks: {} }, "invalid_blocks_format"],
    ["an empty list of blocks", withBlocks(), "invalid_blocks"],
    ["51 blocks", withBlocks(...Array.from({ length: 51 }, () => ({ type: "divider" }))), "invalid_blocks"],
    ["an unknown block", withBlocks({ type: "marquee" }), "invalid_blocks"],
    ["a section without words", withBlocks({ type: "section" }), "invalid_blocks"],
    ["an empty section", withBlocks(section(" ")), "invalid_blocks"],
    ["3,001 characters in a section", withBlocks(section("x".repeat(3001))), "invalid_blocks"],
    ["eleven fields", withBlocks(fields(11)), "invalid_blocks"],
    ["a field of 2,001 characters", withBlocks(fields(1, 2001)), "invalid_blocks"],
    ["no fields at all", withBlocks(fields(0)), "invalid_blocks"],
    [
      "a header in mrkdwn",
      withBlocks({ type: "header", text: { type: "mrkdwn", text: "h" } }),
      "invalid_blocks",
    ],
    [
      "a header of 151 characters",
      withBlocks({ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }),
      "invalid_blocks",
    ],
    [
      "eleven elements of context",
      withBlocks({
        type: "context",
        elements: Array.from({ length: 11 }, () => ({ type: "mrkdwn", text: "c" })),
      }),
      "invalid_blocks",
    ],
    [
      "a button text of 76 characters",
      withBlocks(button({ text: { type: "plain_text", text: "x".repeat(76) } })),
      "invalid_blocks",
    ],
    ["a button that runs a script", withBlocks(button({ url: "javascript:alert(1)" })), "invalid_blocks"],
    [
      "a URL of more than 3,000 characters",
      withBlocks(button({ url: `https://a.example/${"x".repeat(3000)}` })),
      "invalid_blocks",
    ],
    [
      "26 buttons",
      withBlocks({ type: "actions", elements: Array.from({ length: 26 }, () => button().elements[0]) }),
      "invalid_blocks",
    ],
    ["a field that Slack does not know", withBlocks({ ...section("x"), colour: "red" }), "invalid_blocks"],
    [
      "one block_id twice",
      withBlocks({ ...section("x"), block_id: "a" }, { type: "divider", block_id: "a" }),
      "invalid_blocks",
    ],
    ["half of a surrogate pair", withBlocks(section("a\ud83d")), "invalid_blocks"],
    ["half of a surrogate pair in the text", { text: "a\ud83d" }, "invalid_payload"],
    [
      "blocks that are too long together",
      withBlocks(
        section("x".repeat(3000)),
        section("x".repeat(3000)),
        section("x".repeat(3000)),
        section("x".repeat(3000)),
      ),
      "msg_blocks_too_long",
    ],
    [
      "blocks of too many bytes together",
      withBlocks(section("😀".repeat(2000)), section("😀".repeat(2000))),
      "msg_blocks_too_long",
    ],
    [
      "attachments whose blocks are too long together",
      { text: "t", attachments: [1, 2, 3, 4].map(() => ({ blocks: [section("x".repeat(3000))] })) },
      "msg_blocks_too_long",
    ],
    [
      "an invalid block in an attachment",
      { text: "t", attachments: [{ blocks: [section("")] }] },
      "invalid_attachments",
    ],
  ])("refuses %s", (_name, payload, word) => {
    expect(wordOf(payload)).toBe(word);
  });

  test("reports the location and the reason", () => {
    expect(checkPayload(JSON.stringify(withBlocks({ type: "divider" }, section("x".repeat(3001)))))).toEqual({
      ok: false,
      word: "invalid_blocks",
      reason: "blocks.1.text.text: must have at most 3000 characters",
    });
  });
});
