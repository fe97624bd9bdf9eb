import type { Report } from "../program/terminal";
import { inBatches } from "./dead-letter";
import type { DeadLetterQueue } from "./dead-letter-queue";
import type { Destination } from "./destination";

/** How far it came. */
export type Redriven = {
  readonly movedCount: number;
  /** Why it stopped early; absent where it did not. */
  readonly problem?: string;
};

/** SQS may give nothing although there is something; twice in a row it hardly does. */
const lastTries = 2;

type Options = {
  /** No more than these: an event that comes back at once must not go round for ever. */
  readonly mostCount: number;
  readonly report: Report;
  readonly signal: AbortSignal;
};

/** Moves one parcel; what is not accepted is given back. */
const moveBatch = async (
  parcel: Parameters<Destination>[0],
  queue: DeadLetterQueue,
  destination: Destination,
): Promise<Redriven> => {
  try {
    const { accepted, problem } = await destination(parcel);
    // Only now: a letter is in one of the two places at any time, at worst in both.
    await queue.remove(accepted);
    if (problem === undefined) return { movedCount: accepted.length };
    await queue.giveBack(parcel.filter((letter) => !accepted.includes(letter)));
    return { movedCount: accepted.length, problem };
  } catch (error) {
    // They would come back by themselves in two minutes; who runs the command again may be faster.
    await queue.giveBack(parcel).catch(() => {});
    throw error;
  }
};

/** Moves letters to where they go, ten at a time, until there are none or enough, or some are not accepted. */
export const redriveLetters = async (
  queue: DeadLetterQueue,
  destination: Destination,
  { mostCount, report, signal }: Options,
): Promise<Redriven> => {
  let movedCount = 0;
  let emptyHanded = 0;
  while (movedCount < mostCount && emptyHanded < lastTries) {
    signal.throwIfAborted();
    const letters = await queue.take(mostCount - movedCount);
    emptyHanded = letters.length === 0 ? emptyHanded + 1 : 0;
    for (const [index, parcel] of inBatches(letters).entries()) {
      const moved = await moveBatch(parcel, queue, destination);
      movedCount += moved.movedCount;
      report(`${movedCount} of ${mostCount} sent back`);
      if (moved.problem === undefined) continue;
      await queue.giveBack(
        inBatches(letters)
          .slice(index + 1)
          .flat(),
      );
      return { movedCount, problem: moved.problem };
    }
  }
  return { movedCount };
};
