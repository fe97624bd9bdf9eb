import { delaySecondsOf } from "../../../handler/deliver/backoff";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../../src/delivery/retries";

const daySeconds = 86_400;

/** What the notifier waits over so many failures of one event. */
const waitedSeconds = (failures: number, random: number): number =>
  Array.from({ length: failures }, (_, failure) => delaySecondsOf({}, failure + 1, () => random)).reduce(
    (sum, delay) => sum + delay,
    0,
  );

test.each([0, 0.5, 1])(
  "the notifier's own delays last a day before the last receive, with jitter %d",
  (random) => {
    expect(waitedSeconds(maxReceiveCount - 1, random)).toBeGreaterThan(daySeconds);
  },
);

test("the notifier's own delays end before the queue forgets an event", () => {
  expect(waitedSeconds(maxReceiveCount, 1)).toBeLessThan(4 * daySeconds);
});

test("an event is hidden for six runs of its reader and the time that its batch is gathered", () => {
  expect(visibilityTimeoutSecondsOf({ functionTimeoutSeconds: 30, batchingWindowSeconds: 10 })).toBe(190);
});
