import type { KnownBlock } from "@slack/types";
import { spokenOf } from "../../../local/slack/spoken";

const section = (text: string): KnownBlock => ({ type: "section", text: { type: "mrkdwn", text } });

const spoken = (text: string, blocks: readonly KnownBlock[] = [], inner: readonly KnownBlock[] = []) =>
  spokenOf({
    text,
    blocks,
    attachments: inner.length === 0 ? [] : [{ id: 1, color: "good", blocks: inner }],
  });

describe("what is spoken of a message", () => {
  test("begins with the text where Slack shows it, and leaves it out where blocks take its place", () => {
    expect(spoken("It failed", [], [section("Why")]).lines).toEqual(["It failed", "Why"]);
    expect(spoken("It failed", [section("What")], [section("Why")]).lines).toEqual(["What", "Why"]);
  });

  test("is the plain text where the message wants no markup", () => {
    const text = "*a* :wave: &lt;!here&gt;";
    expect(spokenOf({ text, mrkdwn: false, blocks: [], attachments: [] })).toEqual({
      notification: "*a* :wave: <!here>",
      lockScreen: "*a* :wave: <!here>",
      lines: ["*a* :wave: <!here>"],
    });
  });

  test("has markup, emoji, dates, links and mentions as words", () => {
    const { lines } = spoken("x", [
      section(
        ":red_circle: *Backup failed* · `a *b* &lt;c&gt;` <!date^1787364000^{time}|2026-08-22 02:00 UTC>",
      ),
      section("<https://a.example/|Open job> <!channel> _soon_ ~never~"),
    ]);
    expect(lines).toEqual([
      "(red circle) Backup failed · a *b* <c> 2026-08-22 02:00 UTC",
      "Open job (link) @channel soon never",
    ]);
  });

  test("names each part of a message", () => {
    const { lines } = spoken("x", [
      { type: "header", text: { type: "plain_text", text: "Digest" } },
      { type: "divider" },
      { type: "section", fields: [{ type: "mrkdwn", text: "*Vault*\n`main`" }] },
      {
        type: "actions",
        elements: [{ type: "button", text: { type: "plain_text", text: "Open" }, url: "https://a.example" }],
      },
      {
        type: "context",
        elements: [
          { type: "mrkdwn", text: "job `1`" },
          { type: "image", image_url: "https://a.example/i.png", alt_text: "a trend" },
        ],
      },
      { type: "image", image_url: "https://a.example/i.png", alt_text: "x" },
    ]);
    expect(lines).toEqual([
      "Digest",
      "Vault: main",
      "Open (button)",
      "job 1 a trend",
      "a block of type image",
    ]);
  });

  test("is cut on a lock screen after two lines, at a whole character", () => {
    expect(spoken("short :warning:").lockScreen).toBe("short ⚠️");
    const { lockScreen, notification } = spoken(`${"🔴".repeat(108)} and much more`);
    expect([...lockScreen]).toHaveLength(109);
    expect(lockScreen.endsWith("🔴…")).toBe(true);
    expect(notification.endsWith("and much more")).toBe(true);
  });
});
