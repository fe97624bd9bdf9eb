import { newSteps, StepFailure, tableOf } from "../../e2e/steps";

/** A clock that goes on by 1.5 s at each look. */
const clock = () => {
  let now = 0;
  return () => {
    now += 1500;
    return now;
  };
};

test("each step has a line with its time, and gives its value on", async () => {
  const lines: string[] = [];
  const steps = newSteps((line) => lines.push(line), clock());
  expect(await steps.of("queue")("deploy", async () => 42)).toBe(42);
  expect(lines).toEqual(["ok         1.5 s  queue: deploy"]);
});

test("a failed step tells what was wrong, and the logs that tell why", async () => {
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

test("the table goes story by story, whatever order the steps ended in", () => {
  const result = (story: string, title: string, passed = true) => ({ story, title, seconds: 12.34, passed });
  const table = tableOf([result("queue", "one"), result("direct", "one"), result("queue", "two", false)]);
  expect(table).toBe(`story   step    time
------  ----  ------  ------
queue   one   12.3 s
queue   two   12.3 s  FAILED
direct  one   12.3 s`);
});
