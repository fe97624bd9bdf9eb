import type { Report } from "../program/terminal";
import { inBatches } from "./dead-letter";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Destination } from "./destination";

/** The result of a redrive. */
export type Redriven = {
  readonly movedCount: number;
  /** Why it stopped early; absent where it did not. */
  readonly problem?: string;
};

/** SQS may return nothing although the queue is not empty; twice in a row is unlikely. */
const maxEmptyReceives = 2;

type Options = {
  /** A limit, so that an event that is parked again at once does not loop forever. */
  readonly maxCount: number;
  readonly report: Report;
  readonly signal: AbortSignal;
};

/** Moves one batch; what is not accepted is released. */
const moveBatch = async (
  batch: Parameters<Destination>[0],
  queue: DeadLetterQueue,
  destination: Destination,
): Promise<Redriven> => {
  try {
    const { accepted, problem } = await destination(batch);
    // Only now: at any time a dead letter is in at least one of the two places, at worst in both.
    await queue.delete(accepted);
    if (problem === undefined) return { movedCount: accepted.length };
    await queue.release(batch.filter((letter) => !accepted.includes(letter)));
    return { movedCount: accepted.length, problem };
  } catch (error) {
    // They would become visible again in two minutes; a second run may be sooner.
    await queue.release(batch).catch(() => {});
    throw error;
  }
};

/** Moves dead letters to their destination, ten at a time, up to the limit or until some are not accepted. */
export const redriveLetters = async (
  queue: DeadLetterQueue,
  destination: Destination,
  { maxCount, report, signal }: Options,
): Promise<Redriven> => {
  let movedCount = 0;
  let emptyReceives = 0;
  while (movedCount < maxCount && emptyReceives < maxEmptyReceives) {
    signal.throwIfAborted();
    const letters = await queue.receive(maxCount - movedCount);
    emptyReceives = letters.length === 0 ? emptyReceives + 1 : 0;
    const batches = inBatches(letters);
    for (const [index, batch] of batches.entries()) {
      const moved = await moveBatch(batch, queue, destination);
      movedCount += moved.movedCount;
      report(`${movedCount} of ${maxCount} sent back`);
      if (moved.problem === undefined) continue;
      await queue.release(batches.slice(index + 1).flat());
      return { movedCount, problem: moved.problem };
    }
  }
  return { movedCount };
};
