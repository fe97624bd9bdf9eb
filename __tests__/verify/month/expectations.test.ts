import { createExpectations } from "../../../verify/month/expectations";

const planted = () => {
  const expectations = createExpectations();
  expectations.expect({ kind: "overdue", keys: ["overdue|a"], from: 10, dueAt: 10, latestAt: 11, until: 20 });
  return expectations;
};

describe("what a month expects", () => {
  it("notes when a trouble was found first", () => {
    const expectations = planted();
    expectations.found("overdue|a", 12, "overdue");
    expectations.found("overdue|a", 15, "overdue");
    expect(expectations.troubles[0]?.foundAt).toBe(12);
    expect(expectations.falseAlarms).toEqual([]);
  });

  it.each([
    ["before it began", "overdue|a", 9],
    ["after it was over", "overdue|a", 21],
    ["of another subject", "overdue|b", 12],
    ["of another kind", "never-backed-up|a", 12],
  ])("calls what is found %s a false alarm", (_, key, at) => {
    const expectations = planted();
    expectations.found(key, at, "text");
    expect(expectations.falseAlarms).toEqual([{ at, key, text: "text" }]);
    expect(expectations.troubles[0]?.foundAt).toBeUndefined();
  });

  it("lets what is allowed be found or not, of one subject or of all", () => {
    const expectations = createExpectations();
    expectations.allow("overdue|a", 0, 10);
    expectations.allow("blind", 0, 10);
    expectations.found("overdue|a", 5, "");
    expectations.found("blind|plans", 5, "");
    expect(expectations.falseAlarms).toEqual([]);
  });

  it("calls a day calm that no trouble touches", () => {
    const expectations = createExpectations();
    expectations.occupy(10, 20);
    expect([expectations.isCalm(0, 10), expectations.isCalm(5, 15), expectations.isCalm(20, 30)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
