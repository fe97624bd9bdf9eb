import fc from "fast-check";
import {
  code,
  codeBlock,
  date,
  duration,
  link,
  plain,
  short,
  size,
  words,
} from "../../../handler/render/mrkdwn";
import { codePoint } from "../../../verify/fuzz/code-point";

const lengthOf = (text: string): number => [...text].length;

describe("text for Slack", () => {
  test.each([
    ["a mention of the channel", "<!channel>", "&lt;!channel&gt;"],
    ["a mention of a person", "<@U123>", "&lt;@U123&gt;"],
    ["a fake link", "<https://evil.example|aws.amazon.com>", "&lt;https://evil.example|aws.amazon.com&gt;"],
    ["an ampersand, once", "a & b &amp; c", "a &amp; b &amp;amp; c"],
    ["line breaks", "a\r\nb\tc", "a b c"],
    ["bidi overrides and zero-width characters", "ab\u202ecd\u2066e\u200bf\ufeff", "abcdef"],
    [
      "fillers and other letters without a shape",
      "a\u3164b\u115f\u1160c\uffa0d\u034fe\u17b4f\u180b",
      "abcdef",
    ],
    ["variation selectors and tags", "a\ufe0fb\ufe01c\u{e0100}d\u{e0041}e", "abcde"],
    ["control characters", "a\u0000b\u001bc\u007f", "abc"],
    ["half of a surrogate pair", "a\ud83db", "ab"],
    ["an emoji, whole", "a 😀 b", "a 😀 b"],
    ["backticks, which would start code", "a ``` b ` c", "a ʹʹʹ b ʹ c"],
  ])("makes %s harmless", (_name, text, expected) => {
    expect(plain(text, 100)).toBe(expected);
  });

  test("is truncated between characters, never inside one or inside an entity", () => {
    expect(plain("😀😀😀", 2)).toBe("😀…");
    expect(plain("ab&cd", 5)).toBe("ab…");
    expect(plain("ab&cd", 9)).toBe("ab&amp;cd");
    expect(short("abc", 3)).toBe("abc");
    expect(short("abcd", 3)).toBe("ab…");
  });

  test.each([
    ["👩🏽\u200d🚀", "👩🏽\u200d🚀"],
    ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"],
    ["❤️\u200d🔥", "❤️\u200d🔥"],
    ["a\u200db", "ab"],
    ["👩\u200da", "👩a"],
    ["a\u200d👩", "a👩"],
    ["👩\u200d\u200d🚀", "👩🚀"],
    ["👩\u200d", "👩"],
    ["👩\u202e\u200d🚀", "👩🚀"],
    ["❤️", "❤️"],
    ["❤\ufe0f\ufe0f", "❤️"],
    ["1\ufe0f\u20e3 #\ufe0f\u20e3", "1\ufe0f\u20e3 #\ufe0f\u20e3"],
    ["1\ufe0f2", "12"],
  ])("keeps what makes one emoji and no other invisible character: %j", (given, kept) => {
    expect(plain(given, 100)).toBe(kept);
    expect(short(given, 100)).toBe(kept);
  });

  test("is not truncated after an emoji joiner", () => {
    expect(plain("👩\u200d🚀👩\u200d🚀", 3)).toBe("👩…");
    expect(short("👩\u200d🚀👩\u200d🚀", 3)).toBe("👩…");
  });

  test("is not truncated within a keycap", () => {
    expect(plain("a1\ufe0f\u20e3b", 4)).toBe("a1…");
  });

  test("stays as is within our own text only if Slack would not format it", () => {
    expect(words("access denied (3)", 100)).toBe("access denied (3)");
    for (const text of ["*b*", "_i_", "~s~", ":fire:", "a_b"]) expect(words(text, 100)).toBe(`\`${text}\``);
  });

  test("cannot leave a code span or a code block", () => {
    expect(code("a`b`c", 100)).toBe("`aʹbʹc`");
    expect(codeBlock("a\n```\n<!here>\tb", 100)).toBe("```\na\nʹʹʹ\n&lt;!here&gt;  b\n```");
  });

  test("that is empty leaves no broken span", () => {
    expect(code("\u200b", 100)).toBe("` `");
    expect(codeBlock("", 100)).toBe("```\n \n```");
  });

  test("in a link encodes what would end it", () => {
    expect(link("https://a.example/x?y=1&z=|<> ", "go | <now>")).toBe(
      "<https://a.example/x?y=1&amp;z=%7C%3C%3E%20|go / &lt;now&gt;>",
    );
  });

  test("for a date has a UTC fallback", () => {
    expect(date(new Date("2026-08-22T04:03:59.900Z"))).toBe(
      "<!date^1787371439^{date_short_pretty} {time}|2026-08-22 04:03 UTC>",
    );
  });

  test.each([
    [0, "0 s"],
    [400, "0 s"],
    [45_000, "45 s"],
    [60_000, "1 m"],
    [250_000, "4 m 10 s"],
    [3_600_000, "1 h"],
    [4_320_000, "1 h 12 m"],
    [3_605_000, "1 h"],
    [97_200_000, "1 d 3 h"],
  ])("shows %i ms as %s", (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });

  test.each([
    [0, "0 bytes"],
    [0.5, "0.5 bytes"],
    [1023, "1023 bytes"],
    [1024, "1 KiB"],
    [1_610_612_736, "1.5 GiB"],
    [8_589_934_592, "8 GiB"],
    [1024 ** 6, "1024 PiB"],
  ])("shows %d bytes as %s", (bytes, expected) => {
    expect(size(bytes)).toBe(expected);
  });

  test("of any Unicode stays within its length and has no bare angle bracket", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: codePoint, maxLength: 400 }),
        fc.integer({ min: 1, max: 200 }),
        (text, maxLength) => {
          const escaped = plain(text, maxLength);
          expect(lengthOf(escaped)).toBeLessThanOrEqual(maxLength);
          expect(escaped).not.toMatch(/[<>\n\p{Cc}\p{Cf}\p{Cs}]|(?!\uFE0F)\p{DI}|&(?!(?:amp|lt|gt);)/u);
          expect(code(text, maxLength).slice(1, -1)).not.toContain("`");
        },
      ),
    );
  });
});
