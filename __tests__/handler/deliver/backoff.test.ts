import fc from "fast-check";
import { delaySecondsOf } from "../../../handler/deliver/backoff";

const never = () => 0;

describe("the delay before the next try", () => {
  test.each([
    [1, 15],
    [2, 30],
    [3, 60],
    [6, 480],
    [7, 900],
    [107, 900],
  ])("at receive %i is %i seconds", (receiveCount, seconds) => {
    expect(delaySecondsOf({}, receiveCount, never)).toBe(seconds);
  });

  test("is never shorter than Slack asks for, and never longer than a quarter of an hour", () => {
    expect(delaySecondsOf({ retryAfterSeconds: 40 }, 1, never)).toBe(40);
    expect(delaySecondsOf({ retryAfterSeconds: 40 }, 4, never)).toBe(120);
    expect(delaySecondsOf({ retryAfterSeconds: 86_400 }, 1, never)).toBe(900);
  });

  test("is spread by up to a fifth, so that events do not come back together", () => {
    expect(delaySecondsOf({}, 4, () => 1)).toBe(144);
    expect(delaySecondsOf({ retryAfterSeconds: 100 }, 1, () => 0.5)).toBe(110);
  });

  test("is a whole number that SQS takes, for any input", () => {
    const input = fc.record({
      retryAfterSeconds: fc.option(fc.nat(), { nil: undefined }),
      receiveCount: fc.nat({ max: 2000 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(input, ({ retryAfterSeconds, receiveCount, random }) => {
        const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
        const delay = delaySecondsOf(wait, receiveCount, () => random);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(15);
        expect(delay).toBeLessThanOrEqual(900);
      }),
    );
  });
});
