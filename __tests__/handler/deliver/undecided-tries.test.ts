import { createUndecidedTries } from "../../../handler/deliver/undecided-tries";

describe("undecided tries", () => {
  test("are counted for each event", () => {
    const { add } = createUndecidedTries();
    expect([add("a"), add("b"), add("a")]).toEqual([1, 1, 2]);
  });

  test("are kept for 5,000 events", () => {
    const { add } = createUndecidedTries();
    for (let index = 0; index <= 5000; index++) add(`event-${index}`);
    expect([add("event-5000"), add("event-1"), add("event-0")]).toEqual([2, 2, 1]);
  });
});
