import { createEditLimit } from "../../../../handler/slack/bot/edit-limit";

const start = () => {
  let now = 1_700_000_000_000;
  const mayEdit = createEditLimit(() => now);
  const pass = (seconds: number): void => {
    now += seconds * 1000;
  };
  /** How many of as many edits are allowed. */
  const allowed = (edits: number): number => Array.from({ length: edits }, mayEdit).filter(Boolean).length;
  return { allowed, pass };
};

describe("edits", () => {
  test("are at most 24 in any minute, whenever they are made", () => {
    const { allowed, pass } = start();
    expect(allowed(10)).toBe(10);
    pass(30);
    expect(allowed(20)).toBe(14);
    pass(29.999);
    expect(allowed(1)).toBe(0);
    pass(0.001);
    expect(allowed(20)).toBe(10);
    pass(30);
    expect(allowed(20)).toBe(14);
  });

  test("are not stopped for long by a clock that is set back", () => {
    const { allowed, pass } = start();
    expect(allowed(24)).toBe(24);
    pass(-86_400);
    expect(allowed(30)).toBe(24);
  });
});
