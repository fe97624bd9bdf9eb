import { delaySecondsOf } from "../../../handler/deliver/backoff";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../../src/delivery/queue";

const daySeconds = 86_400;

/** How long the notifier waits in all after so many failures of one event. */
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

test("the notifier's own delays end before the queue deletes an event", () => {
  expect(waitedSeconds(maxReceiveCount, 1)).toBeLessThan(4 * daySeconds);
});

test("an event is hidden for six function timeouts and the batching window", () => {
  expect(visibilityTimeoutSecondsOf({ functionTimeoutSeconds: 30, batchingWindowSeconds: 10 })).toBe(190);
});
