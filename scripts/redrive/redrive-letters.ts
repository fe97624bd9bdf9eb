import type { Report } from "../program/terminal";
import { inBatches } from "./dead-letter";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Destination, Kept } from "./destination";
import { forwardLetterOf } from "./forward-letter";

/** The result of a redrive. */
export type Redriven = {
  readonly movedCount: number;
  /** How many of those were forwarded to a topic or bus. */
  readonly forwardedCount: number;
  /** What a topic or bus did not take. */
  readonly kept: readonly Kept[];
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
    const { accepted, problem, kept = [] } = await destination(batch);
    // Only now: at any time a dead letter is in at least one of the two places, at worst in both.
    await queue.delete(accepted);
    const forwardedCount = accepted.filter(forwardLetterOf).length;
    const moved = { movedCount: accepted.length, forwardedCount, kept };
    if (problem === undefined) return moved;
    const stays = new Set([...accepted, ...kept.map(({ letter }) => letter)]);
    await queue.release(batch.filter((letter) => !stays.has(letter)));
    return { ...moved, problem };
  } catch (error) {
    // They would become visible again in two minutes; a second run may be sooner.
    await queue.release(batch).catch(() => {});
    throw error;
  }
};

/**
 * Moves dead letters to their destination, ten at a time, up to the limit or until some are not accepted. Those that are kept
 * become visible again at the end: until then they are not received twice.
 */
export const redriveLetters = async (
  queue: DeadLetterQueue,
  destination: Destination,
  { maxCount, report, signal }: Options,
): Promise<Redriven> => {
  let movedCount = 0;
  let forwardedCount = 0;
  let emptyReceives = 0;
  const kept: Kept[] = [];
  try {
    while (movedCount + kept.length < maxCount && emptyReceives < maxEmptyReceives) {
      signal.throwIfAborted();
      const letters = await queue.receive(maxCount - movedCount - kept.length);
      emptyReceives = letters.length === 0 ? emptyReceives + 1 : 0;
      const batches = inBatches(letters);
      for (const [index, batch] of batches.entries()) {
        const moved = await moveBatch(batch, queue, destination);
        movedCount += moved.movedCount;
        forwardedCount += moved.forwardedCount;
        kept.push(...moved.kept);
        report(`${movedCount} of ${maxCount} sent back`);
        if (moved.problem === undefined) continue;
        await queue.release(batches.slice(index + 1).flat());
        return { movedCount, forwardedCount, kept, problem: moved.problem };
      }
    }
    return { movedCount, forwardedCount, kept };
  } finally {
    await queue.release(kept.map(({ letter }) => letter)).catch(() => {});
  }
};
