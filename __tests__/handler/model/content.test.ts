import fc from "fast-check";
import { contentOf } from "../../../handler/model/content";

describe("an event in the log", () => {
  test.each(["", "text", '{"detail":{"a":[1,"ü"]}}', "x".repeat(65_536)])("is whole: %.20s", (body) => {
    expect(contentOf(body)).toEqual({ content: body });
  });

  test("is cut after 64 KB, never inside a character, with its length", () => {
    const body = `x${"ü".repeat(40_000)}`;
    const { content, length } = contentOf(body);
    expect(length).toBe(80_001);
    expect(body.startsWith(content)).toBe(true);
    expect(Buffer.byteLength(content)).toBe(65_535);
  });

  test("shows no access key ID, however it was cut", () => {
    const keys = ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"];
    expect(contentOf(`key ${keys.join(", ")}.`).content).toBe("key [access key ID], [access key ID].");
    const { content } = contentOf(`${"x".repeat(65_530)}${keys[0]}`);
    expect(content).not.toContain("AKIA");
  });

  test.each([
    ["see https://hooks.slack.com/services/T0/B0/secret now", "see [URL] now"],
    ['{"a":"HTTP://x.example/?b=c&d#e"}', '{"a":"[URL]"}'],
    [
      JSON.stringify({ Message: JSON.stringify({ a: "https://x.example/y" }) }),
      '{"Message":"{\\"a\\":\\"[URL]\\"}"}',
    ],
    ['{"a":"https:\\/\\/x.example\\/y"}', '{"a":"[URL]"}'],
    ["http://a.example,http://b.example", "[URL]"],
  ])("shows no URL: %s", (body, content) => {
    expect(contentOf(body)).toEqual({ content });
  });

  test("is never longer than 64 KB, whatever it is", () => {
    const unit = fc.constantFrom("https://", "\\", "/", "AKIA", "x", "😀", "\ud800", '"', " ");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 50 }), fc.integer({ min: 1, max: 3000 }), (units, times) => {
        const { content } = contentOf(units.join("").repeat(times));
        expect(Buffer.byteLength(content)).toBeLessThanOrEqual(65_536);
        expect(content).not.toMatch(/https?:\/\//);
      }),
    );
  });
});
