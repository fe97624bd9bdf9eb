import type { SourceAnswer } from "../../../../local/aws/lambda/batch";
import { startQueue } from "../../../../local/aws/lambda/queue";

type SqsEvent = {
  Records: { messageId: string; body: string; attributes: { ApproximateReceiveCount: string } }[];
};

const start = (answers: (event: SqsEvent) => SourceAnswer, maxReceiveCount = 3) => {
  const events: SqsEvent[] = [];
  const queue = startQueue({
    queueArn: "arn:aws:sqs:eu-west-1:111122223333:notifier",
    visibilityTimeoutMilliseconds: 1,
    maxReceiveCount,
    invoke: async (event) => {
      events.push(event as SqsEvent);
      return answers(event as SqsEvent);
    },
  });
  return { queue, events };
};

const ok = (...ids: readonly string[]): SourceAnswer => ({
  status: "ok",
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

const bodies = (event: SqsEvent | undefined) => event?.Records.map(({ body }) => body);

describe("the local queue", () => {
  test("hands over what was sent together as one batch of at most ten", async () => {
    const { queue, events } = start(() => ok());
    for (let number = 1; number <= 12; number += 1) queue.send(String(number));
    await queue.drained();
    expect(events.map((event) => event.Records.length)).toEqual([10, 2]);
    expect(bodies(events[1])).toEqual(["11", "12"]);
  });

  test("brings back only the messages that failed, with a higher receive count", async () => {
    const { queue, events } = start((event) =>
      event.Records.length === 3 ? ok(event.Records[1]?.messageId ?? "") : ok(),
    );
    for (const body of ["a", "b", "c"]) queue.send(body);
    await queue.drained();
    expect(bodies(events[1])).toEqual(["b"]);
    expect(events[1]?.Records[0]?.attributes.ApproximateReceiveCount).toBe("2");
    expect(queue.deadLetters).toEqual([]);
  });

  test.each<readonly [string, SourceAnswer]>([
    ["fails", { status: "error" }],
    ["times out", { status: "timeout" }],
    ["names an id that is not in the batch", ok("other")],
  ])("brings back the whole batch where the function %s, then parks it", async (_name, answer) => {
    const { queue, events } = start(() => answer);
    for (const body of ["a", "b"]) queue.send(body);
    await queue.drained();
    expect(events.reduce((sum, event) => sum + event.Records.length, 0)).toBe(6);
    expect(queue.deadLetters.map(({ body }) => body).sort()).toEqual(["a", "b"]);
  });

  test("takes an answer without failures, or none at all, as success", async () => {
    const { queue } = start(() => ({ status: "ok", payload: null }), 1);
    queue.send("a");
    await queue.drained();
    expect(queue.deadLetters).toEqual([]);
  });

  test("stops when closed", async () => {
    const { queue, events } = start(() => ({ status: "error" }), 100);
    queue.send("a");
    queue.close();
    queue.send("b");
    await queue.drained();
    expect(events).toHaveLength(0);
  });
});
