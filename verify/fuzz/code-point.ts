import fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 } as const;

const toText = (index: number): string =>
  String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count);

const toIndex = (text: unknown): number => {
  const point = typeof text === "string" ? (text.codePointAt(0) ?? -1) : -1;
  const index = point < surrogates.first ? point : point - surrogates.count;
  if (index < 0 || toText(index) !== text) throw new Error("this is not one code point");
  return index;
};

/**
 * Any code point, as the unit of a text: the same values as fast-check's "binary". That one builds a table of all
 * 1,112,064 code points first, which takes longer than most tests.
 */
export const codePoint: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - surrogates.count })
  .map(toText, toIndex);
