import type { DeadLetter } from "../../../scripts/redrive/dead-letter";
import type { DeadLetterQueue } from "../../../scripts/redrive/dead-letter-queue";
import { redriveLetters } from "../../../scripts/redrive/redrive-letters";

const letter = (body: string): DeadLetter => ({
  MessageId: body,
  ReceiptHandle: body,
  Body: body,
});

/** A queue that returns these, call by call, and records what is deleted and released. */
const queueOf = (...calls: readonly (readonly DeadLetter[])[]) => {
  const waiting = [...calls];
  const deleted: string[] = [];
  const released: string[] = [];
  const bodies = (letters: readonly DeadLetter[]): string[] => letters.map(({ Body }) => Body);
  const queue: DeadLetterQueue = {
    depth: async () => ({ waiting: 0, inFlight: 0 }),
    peek: async () => [],
    receive: async () => waiting.shift() ?? [],
    delete: async (letters) => void deleted.push(...bodies(letters)),
    release: async (letters) => void released.push(...bodies(letters)),
  };
  return { queue, deleted, released };
};

const options = { maxCount: 10, report: () => {}, signal: new AbortController().signal };

test("SQS may return nothing once although the queue is not empty", async () => {
  const { queue, deleted } = queueOf([letter("a")], [], [letter("b")], [], [], [letter("last")]);
  const moved = await redriveLetters(queue, async (letters) => ({ accepted: letters }), options);
  expect(moved).toMatchObject({ movedCount: 2, forwardedCount: 0, kept: [] });
  expect(deleted).toEqual(["a", "b"]);
});

test("what is too large for one call goes in several, and what follows a rejection is released", async () => {
  const large = "x".repeat(400 * 1024);
  const { queue, deleted, released } = queueOf([letter(`${large}1`), letter(`${large}2`), letter("3")]);
  const rejectSecond = async (letters: readonly DeadLetter[]) =>
    letters.some(({ Body }) => Body.endsWith("2")) ? { accepted: [], problem: "no" } : { accepted: letters };
  expect(await redriveLetters(queue, rejectSecond, options)).toMatchObject({
    movedCount: 1,
    problem: "no",
  });
  expect(deleted).toEqual([`${large}1`]);
  expect(released).toEqual([`${large}2`, "3"]);
});

test("a dead letter is deleted only once it is accepted", async () => {
  const { queue, deleted, released } = queueOf([letter("a")]);
  const destination = async (): Promise<never> => {
    expect(deleted).toEqual([]);
    throw new Error("no answer");
  };
  await expect(redriveLetters(queue, destination, options)).rejects.toThrow("no answer");
  expect(deleted).toEqual([]);
  expect(released).toEqual(["a"]);
});

test("what is kept stops nothing, and is released at the end only, so that it is not received twice", async () => {
  const { queue, deleted, released } = queueOf([letter("a"), letter("kept")], [letter("b")]);
  const keepOne = async (letters: readonly DeadLetter[]) => {
    expect(released).toEqual([]);
    const accepted = letters.filter(({ Body }) => Body !== "kept");
    const others = letters.filter((one) => !accepted.includes(one));
    return { accepted, kept: others.map((one) => ({ letter: one, reason: "no" })) };
  };
  const { movedCount, kept } = await redriveLetters(queue, keepOne, options);
  expect([movedCount, kept.map(({ letter: { Body } }) => Body)]).toEqual([2, ["kept"]]);
  expect(deleted).toEqual(["a", "b"]);
  expect(released).toEqual(["kept"]);
});

test("after Ctrl-C, nothing more is received", async () => {
  const controller = new AbortController();
  const { queue, deleted } = queueOf([letter("a")], [letter("b")]);
  const destination = async (letters: readonly DeadLetter[]) => {
    controller.abort(new Error("stopped"));
    return { accepted: letters };
  };
  const stopped = redriveLetters(queue, destination, { ...options, signal: controller.signal });
  await expect(stopped).rejects.toThrow("stopped");
  expect(deleted).toEqual(["a"]);
});
