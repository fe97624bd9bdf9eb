import { createVirtualQueue, type VirtualQueueOptions } from "../../../../local/aws/sqs/queue";
import { seededRandom } from "../../../../local/clock/seeded-random";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

const newQueue = (options: Partial<VirtualQueueOptions> = {}) => {
  const clock = createVirtualClock();
  const common = {
    scheduler: clock,
    random: seededRandom(1),
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 3600,
  };
  const deadLetters = createVirtualQueue({ ...common, arn: "arn:aws:sqs:eu-west-1:111122223333:dead" });
  const queue = createVirtualQueue({
    ...common,
    arn: "arn:aws:sqs:eu-west-1:111122223333:events",
    redrive: { maxReceiveCount: 3, deadLetters },
    ...options,
  });
  const pass = (seconds: number): void => clock.advanceTo(clock.nowMilliseconds() + seconds * 1000);
  const receive = (): readonly string[] => queue.receive(10).map(({ message }) => message.body);
  return { queue, deadLetters, pass, receive };
};

describe("a queue on a virtual clock", () => {
  test("hides a received message for the visibility timeout, and counts its receives", () => {
    const { queue, pass } = newQueue();
    queue.send("a");
    const [first] = queue.receive(10);
    expect(first?.message.receiveCount).toBe(1);
    pass(29);
    expect(queue.receive(10)).toEqual([]);
    pass(1);
    const [again] = queue.receive(10);
    expect(again?.message).toMatchObject({ messageId: first?.message.messageId, receiveCount: 2 });
    expect(again?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  test("hides a message that is sent with a delay until then", () => {
    const { queue, pass, receive } = newQueue();
    queue.send("later", {}, 60);
    queue.send("now");
    expect(receive()).toEqual(["now"]);
    pass(60);
    expect(receive()).toContain("later");
  });

  test("deletes a message, and refuses an expired receipt handle", () => {
    const { queue, pass } = newQueue();
    queue.send("a");
    const [old] = queue.receive(1);
    pass(30);
    queue.remove(old?.receiptHandle ?? "");
    expect(queue.changeVisibility(old?.receiptHandle ?? "", 0)).toBe(false);
    const [current] = queue.receive(1);
    queue.remove(current?.receiptHandle ?? "");
    pass(1000);
    expect(queue.receive(1)).toEqual([]);
    expect(queue.messages()).toEqual([]);
  });

  test.each([0, 5, 600])("shows a message %i s after its visibility was changed to that", (seconds) => {
    const { queue, pass, receive } = newQueue();
    queue.send("a");
    const [receipt] = queue.receive(1);
    expect(queue.changeVisibility(receipt?.receiptHandle ?? "", seconds)).toBe(true);
    if (seconds > 0) pass(seconds - 0.001);
    if (seconds > 0) expect(receive()).toEqual([]);
    pass(0.001);
    expect(receive()).toEqual(["a"]);
  });

  test("moves a message that was received too often to the dead letters, with its id and age", () => {
    const { queue, deadLetters, pass, receive } = newQueue();
    const { messageId } = queue.send("a");
    for (let turn = 0; turn < 3; turn++) {
      expect(receive()).toEqual(["a"]);
      pass(30);
    }
    expect(receive()).toEqual([]);
    expect(queue.messages()).toEqual([]);
    expect(deadLetters.messages()).toMatchObject([{ messageId, body: "a", receiveCount: 3 }]);
  });

  test("returns its dead letters to a redrive, once", () => {
    const { queue } = newQueue();
    queue.send("a");
    expect(queue.takeAll().map(({ body }) => body)).toEqual(["a"]);
    expect(queue.takeAll()).toEqual([]);
    expect(queue.messages()).toEqual([]);
  });

  test("deletes a message past its retention period, and records it", () => {
    const { queue, pass, receive } = newQueue();
    queue.send("a");
    pass(3601);
    expect(receive()).toEqual([]);
    expect(queue.expired.map(({ body }) => body)).toEqual(["a"]);
  });

  test("keeps the order by default", () => {
    const inOrder = newQueue();
    const outOfOrder = newQueue({ outOfTurn: 1 });
    const bodies = ["a", "b", "c", "d", "e", "f"];
    for (const body of bodies) {
      inOrder.queue.send(body);
      outOfOrder.queue.send(body);
    }
    expect(inOrder.receive()).toEqual(bodies);
    const received = outOfOrder.receive();
    expect(received).not.toEqual(bodies);
    expect([...received].sort()).toEqual(bodies);
  });

  test("can deliver a deleted message again", () => {
    const { queue, pass } = newQueue({ survivors: 1 });
    queue.send("a");
    const [first] = queue.receive(1);
    queue.remove(first?.receiptHandle ?? "");
    pass(600);
    const [again] = queue.receive(1);
    expect(again?.message).toMatchObject({ messageId: first?.message.messageId, receiveCount: 2 });
  });

  test("notifies listeners when a message becomes visible", () => {
    const { queue, pass } = newQueue();
    let times = 0;
    queue.onVisible(() => {
      times += 1;
    });
    queue.send("a");
    queue.receive(1);
    pass(30);
    expect(times).toBe(2);
  });
});
