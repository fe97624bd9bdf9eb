import { checks, problemsOf } from "./problems";
import { everything, stacks } from "./stages";

const named = checks.map((check) => [check.rules, check.holds, check] as const);

describe.each(stacks)("%s", (_name, stack) => {
  test.each(named)("%s: %s", (_rules, _holds, check) => {
    expect(check.problems(stack)).toEqual([]);
  });

  test("has no problem at all", () => {
    expect(problemsOf(stack)).toEqual([]);
  });
});

describe("a stack that breaks it is reported by", () => {
  test.each(named)("%s: %s", (_rules, _holds, check) => {
    expect(check.problems(check.broken(everything))).not.toEqual([]);
  });
});
