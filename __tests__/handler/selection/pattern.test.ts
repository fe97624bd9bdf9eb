import fc from "fast-check";
import { fitsArn, fitsTagValue } from "../../../handler/selection/pattern";

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The same by a regular expression, which short texts can afford. */
const matches = (pattern: string, text: string, any: string): boolean =>
  new RegExp(`^${pattern.split("*").map(literally).join(any)}$`, "s").test(text);

const wordOf = (...letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((chosen) => chosen.join(""));

test("a pattern fits what a regular expression says", () => {
  fc.assert(
    fc.property(wordOf("*", "a", "b", " ", "."), wordOf("a", "b", " ", ".", "\n"), (pattern, text) => {
      expect(fitsArn(pattern, text)).toBe(matches(pattern, text, ".*"));
      expect(fitsTagValue(pattern, text)).toBe(matches(pattern, text, "\\S*"));
    }),
    { seed: 1, numRuns: 20_000 },
  );
});

test("a pattern of many wildcards is read as fast as any other", () => {
  const [pattern, text] = [`${"*a".repeat(100)}b`, "a".repeat(256)];
  expect(fitsArn(pattern, text)).toBe(false);
  expect(fitsTagValue(pattern, text)).toBe(false);
  expect(fitsTagValue(`${"*a".repeat(100)}*`, text)).toBe(true);
});
