import { codePoint } from "../../../verify/fuzz/code-point";

const canBeDrawn = (text: string): boolean => codePoint.canShrinkWithoutContext(text);

test("any code point can be drawn, the last before the surrogates and the first after them included", () => {
  expect(["\0", "\ud7ff", "\ue000", "\u{10ffff}"].map(canBeDrawn)).toEqual([true, true, true, true]);
});

test("half a surrogate pair, no text and two code points are none", () => {
  expect(["\ud800", "\udfff", "", "ab"].map(canBeDrawn)).toEqual([false, false, false, false]);
});
