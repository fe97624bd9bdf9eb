import fc from "fast-check";
import { terminalLine, terminalText } from "../../../handler/render/printable";
import { codePoint } from "../../../verify/fuzz/code-point";

describe("text for a terminal", () => {
  test.each([
    ["colors and a cleared screen", "a\u001b[31mb\u001b[2J", "a [31mb [2J"],
    [
      "a link and a title",
      "\u001b]8;;https://evil.example\u0007a\u001b]0;b\u001b\\",
      " ]8;;https://evil.example a ]0;b \\",
    ],
    ["the C1 forms of the same", "\u009b31ma\u009d0;b\u009c", " 31ma 0;b "],
    ["a line that overwrites another", "all is well\rfailed\b\b", "all is well failed "],
    ["another direction", "a\u202egpj.exe\u2066b\u200f", "agpj.exeb"],
    ["invisible letters", "a\u200b\u3164\u{e0041}b", "ab"],
    ["half of a surrogate pair", "a\ud83db", "ab"],
    ["tabs and line breaks", "a\tb\nc\u2028d", "a b c d"],
  ])("cannot hold %s", (_name, text, shown) => {
    expect(terminalLine(text)).toBe(shown);
  });

  test("keeps columns, umlauts and whole emoji", () => {
    const text = "ok       a  ä 日本 👩🏽\u200d🚀 ❤️";
    expect(terminalLine(text)).toBe(text);
  });

  test("keeps its lines, and only those", () => {
    expect(terminalText("a\n\n  b\r\nc\u001b[1A\rd\n")).toBe("a\n\n  b\nc [1A d\n");
  });

  test("of any Unicode controls nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 400 }), (text) => {
        expect(terminalText(text).replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u,
        );
      }),
    );
  });
});
