import type { SourceAnswer } from "../../../../local/aws/lambda/batch";
import { type EventSource, startEventSource } from "../../../../local/aws/lambda/event-source";
import { createVirtualQueue, type VirtualQueue } from "../../../../local/aws/sqs/queue";
import { seededRandom } from "../../../../local/clock/seeded-random";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

type SqsEvent = {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
};
type Call = {
  readonly bodies: readonly string[];
  readonly ids: readonly string[];
  readonly receiveCounts: readonly string[];
  readonly end: (answer: SourceAnswer) => Promise<void>;
};

const ok = (...ids: readonly string[]): SourceAnswer => ({
  status: "ok",
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

/** A queue of batches of at most four, gathered for ten seconds, and functions that end on command. */
const start = (functionCount = 2, pollers = 1) => {
  const clock = createVirtualClock();
  const queue: VirtualQueue = createVirtualQueue({
    arn: "arn:aws:sqs:eu-west-1:111122223333:events",
    scheduler: clock,
    random: seededRandom(1),
    visibilityTimeoutSeconds: 190,
    retentionSeconds: 86_400,
  });
  const calls: Call[] = [];
  const invoke = (event: unknown): Promise<SourceAnswer> =>
    new Promise((resolve) => {
      const { Records } = event as SqsEvent;
      calls.push({
        bodies: Records.map(({ body }) => body),
        ids: Records.map(({ messageId }) => messageId),
        receiveCounts: Records.map(({ attributes }) => attributes.ApproximateReceiveCount),
        end: async (answer) => {
          resolve(answer);
          // The event source continues in the promise's next turns.
          for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        },
      });
    });
  const source: EventSource = startEventSource({
    queue,
    scheduler: clock,
    batchSize: 4,
    batchingWindowSeconds: 10,
    pollers,
    functions: Array.from({ length: functionCount }, () => invoke),
  });
  const pass = (seconds: number): void => clock.advanceTo(clock.nowMilliseconds() + seconds * 1000);
  const send = (...bodies: readonly string[]): void => {
    for (const body of bodies) queue.send(body);
  };
  return { queue, source, calls, pass, send };
};

describe("an event source on a virtual clock", () => {
  test("gathers what comes within the window into one batch", () => {
    const { calls, pass, send } = start();
    send("a");
    pass(9);
    send("b");
    expect(calls).toEqual([]);
    pass(1);
    expect(calls.map(({ bodies }) => bodies)).toEqual([["a", "b"]]);
  });

  test("does not wait for the window where the batch is full", () => {
    const { calls, send } = start();
    send("a", "b", "c", "d", "e");
    expect(calls.map(({ bodies }) => bodies)).toEqual([["a", "b", "c", "d"]]);
  });

  test("runs no more batches at once than there are functions", async () => {
    const { calls, pass, send, source } = start(2);
    send("a", "b", "c", "d", "e", "f", "g", "h", "i");
    pass(60);
    expect(calls).toHaveLength(2);
    expect(source.busyCount()).toBe(2);
    await calls[0]?.end(ok());
    pass(10);
    expect(calls[2]?.bodies).toEqual(["i"]);
  });

  test("with several pollers distributes messages over as many batches, which wait for a function", async () => {
    const { calls, pass, send, source } = start(2, 3);
    send("a", "b", "c", "d", "e");
    pass(10);
    expect(calls.map(({ bodies }) => bodies)).toEqual([
      ["a", "d"],
      ["b", "e"],
    ]);
    expect(source.busyCount()).toBe(3);
    await calls[0]?.end(ok());
    expect(calls[2]?.bodies).toEqual(["c"]);
  });

  test("deletes what the function does not report as failed, and leaves the rest to the visibility timeout", async () => {
    const { calls, pass, send, queue } = start();
    send("a", "b");
    pass(10);
    await calls[0]?.end(ok(calls[0].ids[1] ?? ""));
    expect(queue.messages().map(({ body }) => body)).toEqual(["b"]);
    pass(179);
    expect(calls).toHaveLength(1);
    pass(11);
    expect(calls[1]?.bodies).toEqual(["b"]);
    expect(calls[1]?.receiveCounts).toEqual(["2"]);
  });

  test("treats a response without failures, or an empty one, as success", async () => {
    const { calls, pass, send, queue } = start();
    for (const payload of [null, {}]) {
      send("a");
      pass(10);
      await calls.at(-1)?.end({ status: "ok", payload });
    }
    expect(calls).toHaveLength(2);
    expect(queue.messages()).toEqual([]);
  });

  test("starts no batch once it is disabled", async () => {
    const { calls, pass, send, source } = start(1);
    send("a", "b", "c", "d");
    send("e");
    source.disable();
    await calls[0]?.end({ status: "error" });
    send("f");
    pass(600);
    expect(calls).toHaveLength(1);
    expect(source.busyCount()).toBe(0);
  });

  test("does not run the batch that it gathers when it is disabled", () => {
    const { calls, pass, send, source } = start();
    send("a");
    source.disable();
    pass(600);
    expect(calls).toEqual([]);
    expect(source.busyCount()).toBe(0);
  });

  test.each<readonly [string, SourceAnswer]>([
    ["fails", { status: "error" }],
    ["times out", { status: "timeout" }],
    ["crashes", { status: "crashed" }],
    ["names an id that is not in the batch", ok("other")],
  ])("keeps the whole batch where the function %s", async (_name, answer) => {
    const { calls, pass, send, queue } = start();
    send("a", "b");
    pass(10);
    await calls[0]?.end(answer);
    expect(queue.messages()).toHaveLength(2);
  });

  test("calls no function where every visible message has expired", async () => {
    const { calls, pass, send, source, queue } = start(1);
    send("a", "b", "c", "d", "e");
    pass(90_000);
    await calls[0]?.end(ok());
    pass(10);
    expect(calls).toHaveLength(1);
    expect(queue.expired.map(({ body }) => body)).toContain("e");
    expect(source.busyCount()).toBe(0);
  });
});
