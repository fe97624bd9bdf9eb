import { newSteps, StepFailure, summaryOf } from "../../e2e/steps";

/** A clock that goes on by 1.5 s at each look. */
const clock = () => {
  let now = 0;
  return () => {
    now += 1500;
    return now;
  };
};

test("each step has one line with its time, and returns its value", async () => {
  const lines: string[] = [];
  const steps = newSteps((line) => lines.push(line), clock());
  expect(await steps.of("queue")("deploy", async () => 42)).toBe(42);
  expect(lines).toEqual(["ok         1.5 s  queue: deploy"]);
});

test("a failed step reports what was wrong, and the logs that show why", async () => {
  const lines: string[] = [];
  const steps = newSteps((line) => lines.push(line), clock());
  const failure = new StepFailure("no message came\nAWS Backup dropped it", ["--- a log"]);
  await expect(
    steps.of("queue")("Slack shows it", async () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(lines).toEqual([
    "FAILED     1.5 s  queue: Slack shows it",
    "        no message came\n        AWS Backup dropped it",
    "\n--- a log\n",
  ]);
  expect(steps.hasReported(failure)).toBe(true);
  expect(steps.hasReported(new Error("another"))).toBe(false);
});

test("what is running is known until it ends, well or not", async () => {
  const steps = newSteps(() => {}, clock());
  let running: readonly string[] = [];
  await steps.of("queue")("deploy", async () => {
    running = steps.running();
  });
  expect(running).toEqual(["queue: deploy"]);
  await steps
    .of("bot")("deploy", () => Promise.reject(new Error("no")))
    .catch(() => {});
  expect(steps.running()).toEqual([]);
});

test("the summary names what failed, and no step that passed", () => {
  const result = (story: string, title: string, passed = true) => ({ story, title, seconds: 12.34, passed });
  const results = [result("queue", "one"), result("direct", "one"), result("queue", "two", false)];
  expect(summaryOf(results, 323.4)).toBe("FAILED: queue: two\n2 passed, 1 failed; 323 s");
  expect(summaryOf(results.slice(0, 2), 7)).toBe("2 passed, 0 failed; 7 s");
});
