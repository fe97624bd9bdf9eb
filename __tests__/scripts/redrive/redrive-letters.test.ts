import type { DeadLetter } from "../../../scripts/redrive/dead-letter";
import type { DeadLetterQueue } from "../../../scripts/redrive/dead-letter-queue";
import { redriveLetters } from "../../../scripts/redrive/redrive-letters";

const letter = (body: string): DeadLetter => ({
  messageId: body,
  receiptHandle: body,
  body,
  attributes: {},
  messageAttributes: {},
});

/** A queue that gives these, call by call, and notes what becomes of them. */
const queueGiving = (...calls: readonly (readonly DeadLetter[])[]) => {
  const waiting = [...calls];
  const removed: string[] = [];
  const givenBack: string[] = [];
  const bodies = (letters: readonly DeadLetter[]): string[] => letters.map(({ body }) => body);
  const queue: DeadLetterQueue = {
    depth: async () => ({ waiting: 0, inFlight: 0 }),
    look: async () => [],
    take: async () => waiting.shift() ?? [],
    remove: async (letters) => void removed.push(...bodies(letters)),
    giveBack: async (letters) => void givenBack.push(...bodies(letters)),
  };
  return { queue, removed, givenBack };
};

const options = { mostCount: 10, report: () => {}, signal: new AbortController().signal };

test("SQS may give nothing once, although there is something", async () => {
  const { queue, removed } = queueGiving([letter("a")], [], [letter("b")], [], [], [letter("late")]);
  const moved = await redriveLetters(queue, async (letters) => ({ accepted: letters }), options);
  expect(moved).toEqual({ movedCount: 2 });
  expect(removed).toEqual(["a", "b"]);
});

test("what is too large for one call goes in several, and what comes after a refusal is given back", async () => {
  const large = "x".repeat(400 * 1024);
  const { queue, removed, givenBack } = queueGiving([letter(`${large}1`), letter(`${large}2`), letter("3")]);
  const refuseSecond = async (letters: readonly DeadLetter[]) =>
    letters.some(({ body }) => body.endsWith("2")) ? { accepted: [], problem: "no" } : { accepted: letters };
  expect(await redriveLetters(queue, refuseSecond, options)).toEqual({ movedCount: 1, problem: "no" });
  expect(removed).toEqual([`${large}1`]);
  expect(givenBack).toEqual([`${large}2`, "3"]);
});

test("a letter is removed only once it is accepted", async () => {
  const { queue, removed, givenBack } = queueGiving([letter("a")]);
  const destination = async (): Promise<never> => {
    expect(removed).toEqual([]);
    throw new Error("no answer");
  };
  await expect(redriveLetters(queue, destination, options)).rejects.toThrow("no answer");
  expect(removed).toEqual([]);
  expect(givenBack).toEqual(["a"]);
});

test("once the operator has pressed Ctrl-C, nothing more is taken", async () => {
  const controller = new AbortController();
  const { queue, removed } = queueGiving([letter("a")], [letter("b")]);
  const destination = async (letters: readonly DeadLetter[]) => {
    controller.abort(new Error("stopped"));
    return { accepted: letters };
  };
  const stopped = redriveLetters(queue, destination, { ...options, signal: controller.signal });
  await expect(stopped).rejects.toThrow("stopped");
  expect(removed).toEqual(["a"]);
});
