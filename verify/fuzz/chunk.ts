import fc from "fast-check";
import { type Family, families } from "./families";
import { printable } from "./printable";
import { subjects as realSubjects, type Subjects } from "./subjects";
import { emptyTally, type Tally } from "./tally";
import { Finding, type FuzzInput, tryInput } from "./trial";

/** Some inputs of one family, determined by its number and the run's seed. */
export type Chunk = { readonly seed: number; readonly number: number; readonly inputs: number };

/** An input that failed, shrunk as far as possible. */
export type Failure = {
  readonly family: string;
  /** Identifies the input within the run, for `--only`. */
  readonly id: string;
  readonly problem: string;
  /** As it is shown. */
  readonly input: string;
};

export type ChunkResult = { readonly tally: Tally; readonly failure?: Failure };

/** Large enough for fast-check to grow its values, small enough to spread across processes. */
export const inputsPerChunk = 250;

/** No input may keep the function busy for longer. */
const slowMilliseconds = 250;

/** Shrinking a failing input ends after this many tries, and after this time. */
const maxShrinkTries = 400;
const maxShrinkMilliseconds = 10_000;

const schedule: readonly Family[] = Array.from({ length: 12 }).flatMap((_, round) =>
  families.filter(({ share }) => round < share),
);

export const familyOf = (chunk: number): Family => {
  const family = schedule[chunk % schedule.length];
  if (family === undefined) throw new Error("there is no family of inputs");
  return family;
};

/** Spreads seed and chunk over 32 bits, so that neighbors have nothing in common. */
const mixed = (seed: number, chunk: number): number => {
  let bits = Math.imul(seed ^ Math.imul(chunk + 1, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

export type ChunkOptions = {
  readonly subjects?: Subjects;
  /** Called with each input and its index before it is tried. */
  readonly onInput?: (index: number, input: FuzzInput) => void;
  /** The path of a single input. */
  readonly path?: string;
  /** Whether a failing input is shrunk, which takes most of the time. */
  readonly shrinks?: boolean;
};

/** On a busy machine anything is slow by the clock: a slow input must use this much CPU time in every try. */
const confirmSlow = async (again: () => Promise<unknown>): Promise<void> => {
  let fastest = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && fastest > slowMilliseconds; time++) {
    const before = process.cpuUsage();
    await again();
    fastest = Math.min(fastest, process.cpuUsage(before).user / 1000);
  }
  if (fastest > slowMilliseconds) throw new Finding(`slow: ${Math.round(fastest)} ms at best`);
};

/** Tries inputs and counts them. After the first failure it only looks for smaller ones, for a while. */
const createTrier = ({ subjects = realSubjects, onInput, path }: ChunkOptions, tally: Tally) => {
  let shrinkTries = 0;
  let shrinksUntil = 0;
  return async (input: FuzzInput): Promise<void> => {
    const tryOnce = (counts: Tally) => tryInput(input, subjects, counts);
    if (shrinkTries > 0) {
      // Passing ends the search.
      const isOver = shrinkTries++ > maxShrinkTries || performance.now() > shrinksUntil;
      if (!isOver) await tryOnce(emptyTally());
      return;
    }
    // fast-check starts at the path, and would continue after it.
    if (path !== undefined && tally.inputs === 1) return;
    onInput?.(tally.inputs, input);
    tally.inputs++;
    const startedAt = performance.now();
    try {
      await tryOnce(tally);
      const took = performance.now() - startedAt;
      tally.slowestMilliseconds = Math.max(tally.slowestMilliseconds, took);
      if (took > slowMilliseconds) await confirmSlow(() => tryOnce(emptyTally()));
    } catch (error) {
      if (!(error instanceof Finding)) tally.throws++;
      shrinkTries = 1;
      shrinksUntil = performance.now() + maxShrinkMilliseconds;
      throw error;
    }
  };
};

/** Tries the inputs of a chunk one by one, up to the first that fails; then shrinks that one. */
export const runChunk = async (chunk: Chunk, options: ChunkOptions = {}): Promise<ChunkResult> => {
  const family = familyOf(chunk.number);
  const tally = emptyTally();
  const details = await fc.check(fc.asyncProperty(family.inputs, createTrier(options, tally)), {
    seed: mixed(chunk.seed, chunk.number),
    numRuns: chunk.inputs,
    endOnFailure: options.path !== undefined || options.shrinks === false,
    ...(options.path !== undefined && { path: options.path }),
  });
  if (!details.failed || details.counterexample === null) return { tally };
  const error: unknown = details.errorInstance;
  return {
    tally,
    failure: {
      family: family.name,
      id: `${chunk.number}:${details.counterexamplePath}`,
      problem: error instanceof Finding ? error.message : `throws ${String(error)}`,
      input: printable(details.counterexample[0]),
    },
  };
};
