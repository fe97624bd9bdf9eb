/** A process of the run: tries the chunks that it receives, one by one. */
import { openSync, writeSync } from "node:fs";
import { type Chunk, type ChunkResult, runChunk } from "./chunk";
import { printable } from "./printable";

/** What a worker answers. */
export type Answer = Omit<ChunkResult, "failure"> & {
  readonly failure?: {
    readonly family: string;
    readonly id: string;
    readonly problem: string;
    readonly input: string;
  };
  readonly peakMemoryBytes: number;
};

/** The current input's index, in a file: a worker that hangs cannot be asked. */
const position = openSync(process.argv[2] ?? "", "w");

const note = (index: number): void => {
  writeSync(position, String(index).padEnd(10), 0);
};

const answer = async (chunk: Chunk): Promise<Answer> => {
  const { tally, failure } = await runChunk(chunk, { onInput: note });
  return {
    tally,
    ...(failure && { failure: { ...failure, input: printable(failure.input) } }),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
};

process.on("message", (chunk: Chunk) => {
  answer(chunk).then(
    (done) => process.send?.(done),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

process.on("disconnect", () => process.exit());
